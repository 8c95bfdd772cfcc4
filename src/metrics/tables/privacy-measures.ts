// The measures of privacy.ts, each from distances between rows, each beside its value where nothing leaks.

import { quantile, rocAuc, sorted } from "../../statistics/index.ts";
import { rocAucError } from "./auc-error.ts";
import { type Finding, inWords, type PrivacyName } from "./privacy-words.ts";

/** A measure of leaks. */
export interface PrivacyMeasure {
  readonly name: PrivacyName;
  readonly value: number;
  /** What the measure would be without a leak: a constant, or what holdout rows give. */
  readonly baseline: number;
  /** Of the difference of value and baseline. */
  readonly standardError: number;
  /** `none`: within three standard errors of the baseline. `clear`: beyond, and far enough to matter; otherwise `weak`. */
  readonly finding: Finding;
  /** What the value means, in a sentence. */
  readonly words: string;
  /** Rows behind `value`, where it is a share of rows; of `exactCopies` all rows. */
  readonly rows?: number;
}

/**
 * Share of synthetic rows that lie closer to a training row than to any holdout row, as odds against the `sizeRatio`
 * (training / holdout rows): 0.5 = no leak, 1 = every row. Equally close ones count as by chance. All training rows take part, so
 * copies show as 1 even where the holdout is small (on an equally large part of the training rows they would hide).
 */
export function closerToTrain(toTrain: Float64Array, toHoldout: Float64Array, sizeRatio: number): PrivacyMeasure {
  const chance = sizeRatio / (1 + sizeRatio);
  const sum = toTrain.reduce((total, d, i) => total + (d < toHoldout[i]! ? 1 : d > toHoldout[i]! ? 0 : chance), 0);
  // Half a row of each kind keeps the odds finite.
  const share = (sum + chance) / (toTrain.length + 1);
  const odds = share / (1 - share) / sizeRatio;
  const value = odds / (1 + odds);
  const standardError = (value * (1 - value)) / Math.sqrt(toTrain.length * share * (1 - share));
  return measure("closerToTrain", { value, baseline: 0.5, standardError, rows: toTrain.length });
}

/**
 * Share of training rows that have a synthetic row nearer than the nearest other training row (Yoon et al. 2020), beside
 * the share of holdout rows with a synthetic row nearer than the nearest training row.
 */
export function identified(
  trainToSynthetic: Float64Array,
  trainToTrain: Float64Array,
  holdoutToSynthetic: Float64Array,
  holdoutToTrain: Float64Array,
): PrivacyMeasure {
  const nearer = (a: Float64Array, b: Float64Array) => a.filter((d, i) => d < b[i]!).length / a.length;
  return shares(
    "identified",
    nearer(trainToSynthetic, trainToTrain),
    trainToSynthetic.length,
    nearer(holdoutToSynthetic, holdoutToTrain),
    holdoutToSynthetic.length,
  );
}

/** Area under the ROC curve of guessing who was in the training part by closeness to the nearest synthetic row. */
export function membership(trainToSynthetic: Float64Array, holdoutToSynthetic: Float64Array): PrivacyMeasure {
  const scores = [...trainToSynthetic, ...holdoutToSynthetic].map((d) => -d);
  const [members, others] = [trainToSynthetic.length, holdoutToSynthetic.length];
  const value = rocAuc(
    scores,
    scores.map((_, i) => (i < members ? 1 : 0)),
  );
  return measure("membership", {
    value,
    baseline: 0.5,
    standardError: rocAucError(0.5, members, others),
    rows: members,
  });
}

/** Share of synthetic rows equal to a training row in every cell, beside that of holdout rows. Rows as texts. */
export function exactCopies(
  train: readonly string[],
  holdout: readonly string[],
  synthetic: readonly string[],
): PrivacyMeasure {
  const known = new Set(train);
  const share = (keys: readonly string[]) => keys.filter((key) => known.has(key)).length / keys.length;
  return shares("exactCopies", share(synthetic), synthetic.length, share(holdout), holdout.length);
}

/** Share of synthetic rows as near to a training row as the nearest hundredth of training rows are to each other (`threshold`). */
export function nearCopies(toTrain: Float64Array, holdoutToTrain: Float64Array, threshold: number): PrivacyMeasure {
  const share = (distances: Float64Array) => distances.filter((d) => d <= threshold).length / distances.length;
  return shares("nearCopies", share(toTrain), toTrain.length, share(holdoutToTrain), holdoutToTrain.length);
}

/**
 * Median over rows of the distance to the nearest training row by that to the second nearest, [rows, 2]: small where rows
 * hug single training rows. Beside that of holdout rows.
 */
export function distanceRatio(toTrain: Float64Array, holdoutToTrain: Float64Array): PrivacyMeasure {
  const [a, b] = [ratios(toTrain), ratios(holdoutToTrain)];
  // Ranks one standard deviation of a binomial to both sides of the middle.
  const error = (of: Float64Array) => {
    const half = 0.5 / Math.sqrt(of.length);
    return (quantile(of, 0.5 + half) - quantile(of, 0.5 - half)) / 2;
  };
  return measure("distanceRatio", {
    value: quantile(a, 0.5),
    baseline: quantile(b, 0.5),
    standardError: Math.hypot(error(a), error(b)),
    rows: a.length,
  });
}

/** The first of every two numbers: nearest distances of [rows, 2]. */
export function everySecond(pairs: Float64Array): Float64Array {
  return Float64Array.from({ length: pairs.length / 2 }, (_, i) => pairs[2 * i]!);
}

function ratios(pairs: Float64Array): Float64Array {
  return sorted(everySecond(pairs).map((d, i) => (pairs[2 * i + 1]! > 0 ? d / pairs[2 * i + 1]! : 1)));
}

// Two shares of rows; half a row more of each kind keeps the error of shares 0 and 1 above zero.
function shares(name: PrivacyName, value: number, rows: number, baseline: number, baselineRows: number) {
  const variance = (p: number, n: number) => {
    const q = (p * n + 0.5) / (n + 1);
    return (q * (1 - q)) / n;
  };
  const standardError = Math.sqrt(variance(value, rows) + variance(baseline, baselineRows));
  return measure(name, { value, baseline, standardError, rows });
}

function measure(
  name: PrivacyName,
  numbers: Pick<PrivacyMeasure, "value" | "baseline" | "standardError"> & { readonly rows: number },
): PrivacyMeasure {
  return { name, ...numbers, ...inWords(name, numbers) };
}
