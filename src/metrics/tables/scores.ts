// How good predictions are: accuracy, F1 and area under the ROC curve for classes, R^2 for numbers.

import { mean, rocAuc } from "../../statistics/index.ts";

/** Scores of a classifier; null where the test rows do not allow one. */
export interface ClassScores {
  readonly accuracy: number;
  /** Of the rarer of two classes; of more, the plain mean over the classes (macro). */
  readonly f1: number | null;
  /** Two classes: their ROC curve; more: the mean of each against the rest. */
  readonly auc: number | null;
}

/** Score of a regression. */
export interface NumberScores {
  /** 1 - squared error / variance of the test rows; null where they do not vary. */
  readonly r2: number | null;
}

/** Scores of `probabilities` [classes][rows] for `truth` (class indices); `positive` is the class that F1 is of, where there are two. */
export function scoreClasses(
  probabilities: readonly Float64Array[],
  truth: ArrayLike<number>,
  positive: number | undefined,
): ClassScores {
  const predicted = Int32Array.from({ length: truth.length }, (_, i) => {
    let best = 0;
    for (let c = 1; c < probabilities.length; c++) if (probabilities[c]![i]! > probabilities[best]![i]!) best = c;
    return best;
  });
  const asked = positive === undefined ? Array.from(probabilities.keys()) : [positive];
  return {
    accuracy: predicted.filter((c, i) => c === truth[i]).length / truth.length,
    f1: meanOf(asked.map((c) => f1Of(predicted, truth, c))),
    auc: meanOf(
      asked.map((c) => {
        const isClass = Uint8Array.from({ length: truth.length }, (_, i) => (truth[i] === c ? 1 : 0));
        const auc = rocAuc(probabilities[c]!, isClass);
        return Number.isNaN(auc) ? null : auc;
      }),
    ),
  };
}

/** Score of `predicted` numbers. */
export function scoreNumbers(predicted: ArrayLike<number>, truth: ArrayLike<number>): NumberScores {
  const centre = mean(truth);
  let [error, spread] = [0, 0];
  for (let i = 0; i < truth.length; i++) {
    error += (truth[i]! - predicted[i]!) ** 2;
    spread += (truth[i]! - centre) ** 2;
  }
  return { r2: spread > 0 ? 1 - error / spread : null };
}

/** Mean of the numbers that are there; null of none. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const present = values.filter((value) => value !== null);
  return present.length === 0 ? null : mean(present);
}

// 2 TP / (2 TP + FP + FN); null for a class that the test rows do not hold.
function f1Of(predicted: Int32Array, truth: ArrayLike<number>, c: number): number | null {
  let [both, said, is] = [0, 0, 0];
  for (let i = 0; i < predicted.length; i++) {
    if (predicted[i] === c) said++;
    if (truth[i] === c) is++;
    if (predicted[i] === c && truth[i] === c) both++;
  }
  return is === 0 ? null : (2 * both) / (said + is);
}
