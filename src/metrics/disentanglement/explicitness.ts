// Explicitness (Ridgeway & Mozer 2018): can factors be read from the whole code by a simple classifier?

import { Generator } from "../../array/index.ts";
import { rocAuc } from "../../statistics/index.ts";
import { type LabelledCodes, splitItems, takeItems } from "./labelled-codes.ts";
import { fitSoftmax } from "./softmax-regression.ts";

/** Options of `explicitness`. */
export interface ExplicitnessOptions {
  /** Key of the split into items to learn from and to be judged. Default 0. */
  readonly seed?: number;
}

/** How well factors can be read from codes. */
export interface Explicitness {
  /** Mean over the factors: 0.5 cannot be read, 1 always. */
  readonly score: number;
  /** Of each factor. */
  readonly areas: readonly number[];
}

/**
 * Area under the ROC curve of each value of a factor against the others, averaged over its values, by a multinomial
 * logistic regression that learns from two thirds of the items and is judged on the rest. (The paper fits each value
 * against the others by itself, which cannot tell a value in the middle of a dimension.)
 */
export function explicitness(sample: LabelledCodes, { seed = 0 }: ExplicitnessOptions = {}): Explicitness {
  const [learned, judged] = splitItems(sample.count, new Generator(seed, "explicitness"));
  const [train, test] = [takeItems(sample, learned), takeItems(sample, judged)];
  const areas = sample.factors.map(({ levels }, j) => {
    const model = fitSoftmax(train.dimensions, train.factors[j]!.codes, levels.length, { maxIterations: 100 });
    const { codes } = test.factors[j]!;
    const found = model(test.dimensions).map((scores, level) =>
      rocAuc(
        scores,
        codes.map((code) => (code === level ? 1 : 0)),
      ),
    );
    // A value that no judged item has, has no curve.
    const known = found.filter((area) => !Number.isNaN(area));
    return known.reduce((sum, area) => sum + area, 0) / known.length;
  });
  return { score: areas.reduce((sum, area) => sum + area, 0) / areas.length, areas };
}
