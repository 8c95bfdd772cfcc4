// One normal distribution with the full covariance of the latents: what an aggregate posterior that is no N(0, I) needs least.

import { z } from "zod";
import { float32 } from "../../array/index.ts";
import { cholesky, covariance } from "../../statistics/index.ts";
import { mixtureSampler } from "./mixture.ts";
import type { DensitySampler, FitContext, SamplerWeights } from "./sampler.ts";

/** Schema of the kind `normal`. */
export const normalSchema = z.strictObject({ kind: z.literal("normal") });

// Added to the diagonal as a share of the mean variance, for latents that do not vary.
const RIDGE = 1e-6;

/** Mean and Cholesky factor of the covariance. */
export function fitNormal({ latents, size }: FitContext): SamplerWeights {
  const { means, covariance: matrix } = covariance(latents, size);
  let variance = 0;
  for (let d = 0; d < size; d++) variance += matrix[d * size + d]! / size;
  for (let d = 0; d < size; d++) matrix[d * size + d]! += RIDGE * Math.max(variance, 1e-12);
  return {
    "sampler.normal.mean": float32(Float32Array.from(means), [size]),
    "sampler.normal.factor": float32(Float32Array.from(cholesky(matrix, size)), [size, size]),
  };
}

/** A saved normal distribution. */
export function loadNormal(weights: SamplerWeights, size: number): DensitySampler {
  const of = (name: string) => Float64Array.from(weights[`sampler.normal.${name}`]!.data as Float32Array);
  return mixtureSampler("normal", { size, weights: Float64Array.of(1), means: of("mean"), factors: of("factor") });
}
