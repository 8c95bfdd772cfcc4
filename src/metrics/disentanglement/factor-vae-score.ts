// The score of FactorVAE (Kim & Mnih 2018): does the dimension that varies least among items with a factor in common name
// that factor?

import { Generator } from "../../array/index.ts";
import { mean } from "../../statistics/index.ts";
import type { LabelledCodes } from "./labelled-codes.ts";
import { SharedFactor } from "./shared-factor.ts";

/** Options of `factorVaeScore`; the defaults but `collapsed` are those of disentanglement_lib. */
export interface FactorVaeScoreOptions {
  /** Default 0. */
  readonly seed?: number;
  /** Items that share a factor's value. Default 64. */
  readonly batch?: number;
  /** Votes that decide which factor a dimension stands for. Default 10,000. */
  readonly trainVotes?: number;
  /** Votes that are judged. Default 5,000. */
  readonly testVotes?: number;
  /** Dimensions whose variance is below this share of the largest are collapsed and have no vote. Default 0.01. */
  readonly collapsed?: number;
}

/**
 * Accuracy in [0, 1] of the majority vote on votes that had no part in it; chance is a little above 1 / factors. A vote is
 * the dimension of least variance among items with the same value of a factor, relative to its variance among all
 * items; the dimension stands for the factor that it votes for most often. 0 when no dimension varies.
 * @throws DataError when no value of a factor occurs twice
 */
export function factorVaeScore(
  sample: LabelledCodes,
  { seed = 0, batch = 64, trainVotes = 10_000, testVotes = 5_000, collapsed = 0.01 }: FactorVaeScoreOptions = {},
): number {
  const variances = sample.dimensions.map(varianceOf);
  const least = collapsed * Math.max(...variances);
  const active = [...variances.keys()].filter((d) => variances[d]! > 0 && variances[d]! >= least);
  if (active.length === 0) return 0;
  const generator = new Generator(seed, "FactorVAE score");
  const shared = new SharedFactor(sample, generator);
  const values = new Float64Array(batch);
  // Votes [dimensions][factors].
  const ballot = (votes: number) => {
    const counts = sample.dimensions.map(() => new Float64Array(sample.factors.length));
    for (let vote = 0; vote < votes; vote++) {
      const factor = shared.factor();
      const group = shared.group(factor);
      const items = Uint32Array.from({ length: batch }, () => shared.item(group));
      let best = { dimension: active[0]!, share: Infinity };
      for (const dimension of active) {
        for (let i = 0; i < batch; i++) values[i] = sample.dimensions[dimension]![items[i]!]!;
        const share = varianceOf(values) / variances[dimension]!;
        if (share < best.share) best = { dimension, share };
      }
      counts[best.dimension]![factor]!++;
    }
    return counts;
  };
  const [train, test] = [ballot(trainVotes), ballot(testVotes)];
  const right = train.map((counts, d) => test[d]![counts.indexOf(Math.max(...counts))]!);
  return right.reduce((sum, votes) => sum + votes, 0) / testVotes;
}

function varianceOf(values: Float64Array): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) ** 2;
  return sum / values.length;
}
