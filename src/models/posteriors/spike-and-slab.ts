// Spike-and-slab posterior: each latent is a normal with some probability and exactly zero otherwise (Tonolini et al. 2020,
// variational sparse coding, with the paper's fixed prior instead of its pseudo-inputs).

import { z } from "zod";
import { SpikeAndSlab } from "../../distributions/index.ts";
import { cast, clip, exp, less, mul, sigmoid } from "../../graph/index.ts";
import type { Encoded } from "../latents/latents.ts";
import { fromDistribution, repeated } from "./from-distribution.ts";
import { type HeadOptions, head } from "./head.ts";
import { LOG_VARIANCE } from "./normal.ts";
import type { Posterior } from "./posterior.ts";
import { drawTemperature, temperatureSchema } from "./temperature.ts";

/** Schema of the kind `spike-and-slab`. */
export const spikeAndSlabSchema = z.strictObject({
  kind: z.literal("spike-and-slab"),
  /** Probability that the prior gives each latent of not being zero; default 0.2. */
  probability: z.number().gt(0).lt(1).optional(),
  /** Of the relaxed choice between spike and slab in training; default 0.5. */
  temperature: temperatureSchema.optional(),
  /** The choice is 0 or 1 also in training, with the gradient of the relaxed one, which is then biased. Default false. */
  straightThrough: z.boolean().optional(),
});

/** Choices of the kind `spike-and-slab`. */
export type SpikeAndSlabSpec = z.infer<typeof spikeAndSlabSchema>;

/**
 * Latents [size] that are N(slabMean, exp(slabLogVariance)) with probability sigmoid(logits), else 0; `mean` is their
 * expectation, and a dimension counts as silent where the slab has less than half the probability. In training the choice is
 * relaxed, so values are small instead of zero; elsewhere zeros are exact.
 */
export function spikeAndSlabPosterior(options: HeadOptions, spec: SpikeAndSlabSpec): Posterior {
  const { probability = 0.2, temperature = 0.5, straightThrough = false } = spec;
  const distributionAt =
    (at: Parameters<typeof drawTemperature>[1]) =>
    ({ logits, slabMean, slabLogVariance }: Encoded) =>
      new SpikeAndSlab(logits!, slabMean!, exp(mul(slabLogVariance!, 0.5)), drawTemperature(temperature, at));
  return {
    space: { kind: "sparse", active: probability },
    heads(features, scope) {
      const logits = head("posterior.logits", features, options, scope);
      const slabMean = head("posterior.mean", features, options, scope);
      const slabLogVariance = clip(head("posterior.logVariance", features, options, scope), ...LOG_VARIANCE);
      const silent = cast(less(logits, 0), "float32");
      return { mean: mul(sigmoid(logits), slabMean), logits, slabMean, slabLogVariance, silent };
    },
    ...fromDistribution(distributionAt({})),
    draw(encoded, options) {
      const { key, samples = 1, scope } = options;
      const each = distributionAt(options)(repeated(encoded, samples));
      const z = each.sample(key, { straightThrough: straightThrough || !scope.training });
      return { z, logDensity: each.logProb(z) };
    },
  };
}
