// Normal posterior with a full covariance per item: latents of one item may be correlated.

import { z } from "zod";
import { lowerFactor, lowerFactorSize, MultivariateNormal } from "../../distributions/index.ts";
import { clip, concat, slice } from "../../graph/index.ts";
import type { Encoded } from "../latents/latents.ts";
import { column, fromDistribution, repeated } from "./from-distribution.ts";
import { type HeadOptions, head } from "./head.ts";
import type { Posterior } from "./posterior.ts";

// Logarithms of the factor's diagonal, as those of a normal posterior's deviations.
const LOG_DIAGONAL = [-15, 10] as const;

/** Schema of the kind `full-normal`. */
export const fullNormalSchema = z.strictObject({ kind: z.literal("full-normal") });

/**
 * N(mean, L L^T) of vectors [size], L lower-triangular: `factor` holds the logarithms of its diagonal, then the entries below
 * row by row [batch, size (size + 1) / 2]. Memory and time grow with the square of the size; for up to about 64.
 */
export function fullNormalPosterior(options: HeadOptions): Posterior {
  const { size } = options;
  const distributionOf = ({ mean, factor }: Encoded) => new MultivariateNormal(mean, lowerFactor(factor!, size));
  return {
    space: { kind: "real" },
    heads(features, scope) {
      const mean = head("posterior.mean", features, options, scope);
      const raw = head("posterior.factor", features, options, scope, lowerFactorSize(size));
      const diagonal = clip(slice(raw, { axis: 1, end: size }), ...LOG_DIAGONAL);
      if (size === 1) return { mean, factor: diagonal };
      return { mean, factor: concat([diagonal, slice(raw, { axis: 1, start: size })], 1) };
    },
    ...fromDistribution(distributionOf),
    // The density of a draw is that of its noise: no triangular solve.
    draw(encoded, { key, samples = 1 }) {
      const { sample, logProb } = distributionOf(repeated(encoded, samples)).sampleAndLogProb(key);
      return { z: sample, logDensity: column(logProb) };
    },
  };
}
