// The standard prior as a sampler: N(0, I).

import { z } from "zod";
import type { DensitySampler } from "./sampler.ts";

/** Schema of the kind `prior`: the model's own. */
export const priorSchema = z.strictObject({ kind: z.literal("prior") });

/** Draws from N(0, I) over latents of `size` numbers. */
export function standardSampler(size: number): DensitySampler {
  return {
    kind: "prior",
    draw(count, generator, temperature = 1) {
      const z = generator.fillNormal(new Float32Array(count * size));
      return temperature === 1 ? z : z.map((v) => v * temperature);
    },
    logDensity: (latents) => priorLogDensity(latents, size),
  };
}

/** log N(z; 0, I) of latents [count, size], in nats. */
export function priorLogDensity(latents: ArrayLike<number>, size: number): Float64Array {
  const out = new Float64Array(latents.length / size).fill((-size / 2) * Math.log(2 * Math.PI));
  for (let i = 0; i < latents.length; i++) out[Math.floor(i / size)]! -= latents[i]! ** 2 / 2;
  return out;
}
