// How well anomaly scores find rows labelled as anomalies. Larger scores are more anomalous.

import { DataError, ShapeError } from "../../errors.ts";
import {
  ascendingOrder,
  averagePrecision,
  type Curve,
  operatingPoints,
  precisionRecallCurve,
  rocAuc,
  rocCurve,
  spearman,
} from "../../statistics/index.ts";

/** Options of `anomalyMetrics`. */
export interface AnomalyOptions {
  /** Scores of the same rows from another seed, for their stability. */
  readonly otherScores?: ArrayLike<number>;
  /** Points of a curve at most. Default 200. */
  readonly points?: number;
}

/** Quality of anomaly scores. */
export interface AnomalyMetrics {
  readonly rows: number;
  readonly anomalies: number;
  /** Area under the ROC curve: chance that an anomaly scores above a normal row. */
  readonly auc: number;
  readonly averagePrecision: number;
  /** Share of anomalies among the n rows that score highest, n the number of anomalies; rows tied at the end count by chance. */
  readonly precisionAtN: number;
  /** The threshold (score or more = anomaly) of the best F1; optimistic, being chosen on these labels. */
  readonly best: {
    readonly threshold: number;
    readonly f1: number;
    readonly precision: number;
    readonly recall: number;
  };
  readonly roc: Curve;
  readonly precisionRecall: Curve;
  /** Spearman's correlation with the scores of another seed; null where none were given or one of them does not vary. */
  readonly stability: number | null;
}

/** @throws ShapeError when labels do not fit the scores, DataError for scores that are not numbers or without both classes */
export function anomalyMetrics(
  scores: ArrayLike<number>,
  labels: ArrayLike<number | boolean>,
  { otherScores, points = 200 }: AnomalyOptions = {},
): AnomalyMetrics {
  if (scores.length !== labels.length || (otherScores && otherScores.length !== scores.length)) {
    const got = [scores, labels, ...(otherScores ? [otherScores] : [])].map(({ length }) => length).join(", ");
    throw new ShapeError(`anomalyMetrics: every row needs a score and a label, got ${got}`);
  }
  const truth = Uint8Array.from({ length: labels.length }, (_, i) => (labels[i] ? 1 : 0));
  const bad = Array.from({ length: scores.length }, (_, i) => i).find((i) => !Number.isFinite(scores[i]!));
  if (bad !== undefined) {
    throw new DataError(`anomalyMetrics: scores must be finite, got ${scores[bad]} in row ${bad + 1}`);
  }
  const anomalies = truth.filter((label) => label === 1).length;
  if (anomalies === 0 || anomalies === truth.length) {
    throw new DataError(
      `anomalyMetrics: labels must name anomalies and normal rows, got ${anomalies} anomalies in ${truth.length} rows`,
    );
  }
  return {
    rows: truth.length,
    anomalies,
    auc: rocAuc(scores, truth),
    averagePrecision: averagePrecision(scores, truth),
    precisionAtN: precisionAt(anomalies, scores, truth),
    best: bestThreshold(scores, truth, anomalies),
    roc: rocCurve(scores, truth, points),
    precisionRecall: precisionRecallCurve(scores, truth, points),
    stability: otherScores ? spearman(scores, otherScores) : null,
  };
}

/** Share of label 1 among the `n` largest scores; of rows tied for the last places as many as chance would pick. */
export function precisionAt(n: number, scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const order = ascendingOrder(scores).reverse();
  const last = scores[order[n - 1]!]!;
  let [above, hits, tied, tiedHits] = [0, 0, 0, 0];
  for (const i of order) {
    if (scores[i]! > last) {
      above++;
      hits += labels[i]!;
    } else if (scores[i] === last) {
      tied++;
      tiedHits += labels[i]!;
    } else break;
  }
  return (hits + ((n - above) * tiedHits) / tied) / n;
}

function bestThreshold(scores: ArrayLike<number>, labels: ArrayLike<number>, positives: number) {
  let best = { threshold: Infinity, f1: 0, precision: 0, recall: 0 };
  for (const { threshold, truePositives, falsePositives } of operatingPoints(scores, labels)) {
    const f1 = (2 * truePositives) / (truePositives + falsePositives + positives);
    if (f1 <= best.f1) continue;
    const precision = truePositives / (truePositives + falsePositives);
    best = { threshold, f1, precision, recall: truePositives / positives };
  }
  return best;
}
