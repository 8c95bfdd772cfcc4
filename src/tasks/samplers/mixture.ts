// A mixture of normals with full covariances fitted to the latents (Ghosh et al. 2020, section 4: ex-post density estimation).

import { z } from "zod";
import { float32 } from "../../array/index.ts";
import { fitGaussianMixture, type GaussianMixture, mixtureLogDensity, sampleMixture } from "../../statistics/index.ts";
import type { DensitySampler, FitContext, SamplerWeights } from "./sampler.ts";

const components = z.int().positive().optional();

/** Schema of the kind `mixture`; `components` default 32. */
export const mixtureSchema = z.strictObject({ kind: z.literal("mixture"), components });

/** Schema of the kind `auto`: prior or mixture, whichever gives the held-out items the higher density. */
export const autoSchema = z.strictObject({ kind: z.literal("auto"), components });

/** Fits; components that lose all latents are dropped. */
export function fitMixture(
  { latents, size, seed }: FitContext,
  { components = 32 }: z.infer<typeof mixtureSchema>,
): SamplerWeights {
  const mixture = fitGaussianMixture(latents, size, { components, seed });
  const kept = mixture.weights.length;
  return {
    "sampler.weights": float32(Float32Array.from(mixture.weights), [kept]),
    "sampler.means": float32(Float32Array.from(mixture.means), [kept, size]),
    "sampler.factors": float32(Float32Array.from(mixture.factors), [kept, size, size]),
  };
}

/** A saved mixture. */
export function loadMixture(weights: SamplerWeights, size: number): DensitySampler {
  const of = (name: string) => Float64Array.from(weights[`sampler.${name}`]!.data as Float32Array);
  return mixtureSampler("mixture", { size, weights: of("weights"), means: of("means"), factors: of("factors") });
}

/** Draws from a mixture. */
export function mixtureSampler(kind: string, mixture: GaussianMixture): DensitySampler {
  return {
    kind,
    draw(count, generator, temperature = 1) {
      const factors = temperature === 1 ? mixture.factors : mixture.factors.map((v) => v * temperature);
      return sampleMixture({ ...mixture, factors }, count, generator);
    },
    logDensity: (latents) => mixtureLogDensity(mixture, latents),
  };
}
