// The score of the beta-VAE paper (Higgins et al. 2017): can a linear classifier name the factor that pairs of items
// share from the mean difference of their codes?

import { Generator } from "../../array/index.ts";
import type { LabelledCodes } from "./labelled-codes.ts";
import { SharedFactor } from "./shared-factor.ts";
import { fitSoftmax, largestOf } from "./softmax-regression.ts";

/** Options of `betaVaeScore`; the defaults are those of disentanglement_lib. */
export interface BetaVaeScoreOptions {
  /** Default 0. */
  readonly seed?: number;
  /** Pairs averaged to one point of the classifier. Default 64. */
  readonly pairs?: number;
  /** Points that the classifier learns from. Default 10,000. */
  readonly trainPoints?: number;
  /** Points that it is tested on. Default 5,000. */
  readonly testPoints?: number;
}

/**
 * Accuracy in [0, 1] on points not learned from; chance is 1 / factors. A point is the mean of |z1 - z2| over pairs of
 * items with the same value of a factor, anew drawn for each pair; its class is the factor. The classifier is a
 * logistic regression on standardised differences.
 * @throws DataError when no value of a factor occurs twice
 */
export function betaVaeScore(
  sample: LabelledCodes,
  { seed = 0, pairs = 64, trainPoints = 10_000, testPoints = 5_000 }: BetaVaeScoreOptions = {},
): number {
  const shared = new SharedFactor(sample, new Generator(seed, "beta-VAE score"));
  const points = (count: number) => {
    const differences = sample.dimensions.map(() => new Float64Array(count));
    const classes = new Int32Array(count);
    for (let point = 0; point < count; point++) {
      const factor = shared.factor();
      classes[point] = factor;
      for (let pair = 0; pair < pairs; pair++) {
        const [a, b] = shared.pair(shared.group(factor));
        for (let d = 0; d < differences.length; d++) {
          const column = sample.dimensions[d]!;
          differences[d]![point]! += Math.abs(column[a]! - column[b]!) / pairs;
        }
      }
    }
    return { differences, classes };
  };
  const [train, test] = [points(trainPoints), points(testPoints)];
  const model = fitSoftmax(train.differences, train.classes, sample.factors.length);
  const found = largestOf(model(test.differences));
  return found.filter((factor, i) => factor === test.classes[i]).length / testPoints;
}
