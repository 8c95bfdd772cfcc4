// A kernel density of the latents. It stores latents of training items in the model's file: whoever has the file can decode them
// to what the model makes of those very items. No sampler for data that must stay private.

import { z } from "zod";
import { float32, Generator } from "../../array/index.ts";
import { fitKernelDensity, type KernelDensity, kernelLogDensity, sampleKernelDensity } from "../../statistics/index.ts";
import { rowsAt } from "./rows.ts";
import type { DensitySampler, FitContext, SamplerWeights } from "./sampler.ts";

/** Schema of the kind `kde`. */
export const kdeSchema = z.strictObject({
  kind: z.literal("kde"),
  /** Most latents that are stored, drawn at random; default 5000. */
  codes: z.int().min(10).max(50_000).optional(),
  /** Width of the kernels in deviations of the latents, or the rule that gives it; default `held-out`. */
  bandwidth: z.union([z.enum(["scott", "silverman", "held-out"]), z.number().positive()]).optional(),
});

/** Stores latents and the kernel's factor. */
export function fitKde(
  { latents, size, seed }: FitContext,
  { codes: most = 5000, bandwidth }: z.infer<typeof kdeSchema>,
): SamplerWeights {
  const count = latents.length / size;
  const chosen = new Generator(seed, "sampler/kde").permutation(count).subarray(0, most);
  const codes = rowsAt(latents, size, chosen);
  const { factor } = fitKernelDensity(codes, size, { bandwidth, seed });
  return {
    "sampler.kde.codes": float32(codes, [chosen.length, size]),
    "sampler.kde.factor": float32(Float32Array.from(factor), [size, size]),
  };
}

/** A saved kernel density. */
export function loadKde(weights: SamplerWeights, size: number): DensitySampler {
  const of = (name: string) => weights[`sampler.kde.${name}`]!.data as Float32Array;
  const density: KernelDensity = { size, points: of("codes"), factor: of("factor") };
  return {
    kind: "kde",
    draw: (count, generator, temperature) => sampleKernelDensity(density, count, generator, temperature),
    logDensity: (latents) => kernelLogDensity(density, latents),
  };
}
