// DCI (Eastwood & Williams 2018): disentanglement, completeness and informativeness, from how much each dimension counts in
// predicting each factor.

import { Generator } from "../../array/index.ts";
import { fitForest } from "./forest.ts";
import { type LabelledCodes, splitItems, takeItems } from "./labelled-codes.ts";

/** Options of `dciScores`. */
export interface DciOptions {
  /** Key of the split into items to learn from and to be judged, and of the trees. Default 0. */
  readonly seed?: number;
  /** Trees for each factor. Default 10. */
  readonly trees?: number;
}

/** The three scores, each 0 to 1. */
export interface DciScores {
  /** Each dimension counts for one factor only. */
  readonly disentanglement: number;
  /** Each factor is told by one dimension only. */
  readonly completeness: number;
  /** Mean over the factors of the accuracy on items not learned from; chance is the share of the commonest value. */
  readonly informativeness: number;
  /** Accuracy for each factor. */
  readonly accuracies: readonly number[];
  /** Importance of dimensions for factors [latent][factors]; sums to 1 for each factor that could be learned at all. */
  readonly importances: readonly (readonly number[])[];
}

/**
 * Importances are shares in the decrease of impurity of bagged trees that learn from two thirds of the items (the paper has
 * a lasso and random forests, disentanglement_lib gradient boosted trees).
 */
export function dciScores(sample: LabelledCodes, { seed = 0, trees = 10 }: DciOptions = {}): DciScores {
  const generator = new Generator(seed, "DCI");
  const [train, test] = splitItems(sample.count, generator).map((items) => takeItems(sample, items));
  const learned = sample.factors.map(({ levels }, j) => {
    const forest = fitForest(train!.dimensions, train!.factors[j]!.codes, levels.length, generator, { trees });
    const { codes } = test!.factors[j]!;
    const right = forest.predict(test!.dimensions).filter((level, i) => level === codes[i]).length;
    return { importances: forest.importances, accuracy: right / codes.length };
  });
  const importances = sample.dimensions.map((_, d) => learned.map((one) => one.importances[d]!));
  const accuracies = learned.map(({ accuracy }) => accuracy);
  return {
    ...dciOf(importances),
    informativeness: accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length,
    accuracies,
    importances,
  };
}

/**
 * Disentanglement and completeness of an importance matrix [latent][factors]: 1 - entropy of a row (of a column) over its
 * largest possible value, averaged by the importance of the rows (columns) (Eastwood & Williams 2018, section 2). 0 where
 * nothing is important.
 */
export function dciOf(
  importances: readonly (readonly number[])[],
): Pick<DciScores, "disentanglement" | "completeness"> {
  const columns = importances[0]!.map((_, j) => importances.map((row) => row[j]!));
  return { disentanglement: concentration(importances), completeness: concentration(columns) };
}

function concentration(rows: readonly (readonly number[])[]): number {
  let [weighted, total] = [0, 0];
  for (const row of rows) {
    const weight = row.reduce((sum, value) => sum + value, 0);
    const bits = row.reduce((sum, value) => sum - (value > 0 ? (value / weight) * Math.log(value / weight) : 0), 0);
    weighted += weight * (row.length > 1 ? 1 - bits / Math.log(row.length) : 1);
    total += weight;
  }
  return total > 0 ? weighted / total : 0;
}
