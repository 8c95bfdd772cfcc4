// A model's distribution of latents, made narrower or wider.

import type { DensitySampler } from "../samplers/sampler.ts";

// A density needs some width.
const LEAST = 1e-6;

/** Latents z = t z' of `size` numbers for z' of `sampler` and the temperature t >= 0; log p(z) = log p'(z / t) - size log t. */
export function tempered(sampler: DensitySampler, size: number, temperature: number): DensitySampler {
  if (temperature === 1) return sampler;
  const t = Math.max(temperature, LEAST);
  return {
    kind: sampler.kind,
    draw: (count, generator) => sampler.draw(count, generator).map((v) => v * temperature),
    logDensity(latents) {
      const densities = sampler.logDensity(Float64Array.from(latents, (v) => v / t));
      return densities.map((density) => density - size * Math.log(t));
    },
  };
}
