// Ladder VAE (Sonderby et al. 2016): a deterministic path goes up from the data, and on the way down each level's posterior is its
// prior given the level above, merged with what the path says there. z = [z_1, ..., z_L], and the decoder reads z_1.
// Log-variances are linear here, where the paper has softplus variances.

import { z } from "zod";
import { standardNormal } from "../../../distributions/index.ts";
import { add, logSigmoid, mul, type Scope, sigmoid, sub, type Tensor } from "../../../graph/index.ts";
import type { Initialiser } from "../../../nn/index.ts";
import { activationSchema, type Diagonal, denseLayers, diagonalHeads, normalOf } from "./dense-normal.ts";
import type { Hierarchy, Layer, WalkOptions } from "./hierarchy.ts";

/** Schema of the kind `ladder`. The model's `latent` is the width of the first level. */
export const ladderSchema = z.strictObject({
  kind: z.literal("ladder"),
  /**
   * From the data upwards: the width of a level's latents, and the dense layers from the level below, in reverse also back to it.
   * Those of the first follow the model's encoder; its decoder leads back.
   */
  levels: z.array(z.strictObject({ latent: z.int().positive(), hidden: z.array(z.int().positive()) })).min(2),
  activation: activationSchema,
  /** Batch normalisation before each activation of `hidden`; default false. */
  batchNorm: z.boolean().optional(),
});

/** Choices of the kind `ladder`. */
export type LadderSpec = z.infer<typeof ladderSchema>;

/**
 * The normal whose density is proportional to the product of two: precisions add up, means are weighted by them (equations 11 and 12).
 */
export function merged(bottomUp: Diagonal, topDown: Diagonal): Diagonal {
  // Share of the bottom-up precision: e^-a / (e^-a + e^-b) = sigmoid(b - a) for log-variances a and b.
  const gap = sub(topDown.logVariance, bottomUp.logVariance);
  return {
    mean: add(topDown.mean, mul(sigmoid(gap), sub(bottomUp.mean, topDown.mean))),
    logVariance: add(bottomUp.logVariance, logSigmoid(gap)),
  };
}

/** The hierarchy of a spec. */
export function ladder({ levels, activation, batchNorm }: LadderSpec, init: Initialiser | undefined): Hierarchy {
  const options = { activation, batchNorm, init };
  // p(z_i | z_{i+1}), levels counted from 0.
  const below = (i: number, above: Tensor, scope: Scope): Diagonal => {
    const name = `prior.level${i + 1}`;
    const features = denseLayers(name, above, levels[i + 1]!.hidden.toReversed(), options, scope);
    return diagonalHeads(name, features, levels[i]!.latent, init, scope);
  };
  return {
    shapes: levels.map(({ latent }) => [latent]),
    names: levels.map((_, i) => `layer ${i + 1}${i === 0 ? " (near the data)" : ""}`),
    topFirst: false,
    decoderShape: [levels[0]!.latent],
    statistics(features, scope) {
      let path = features;
      const known: Record<string, Tensor> = {};
      levels.forEach(({ latent, hidden }, i) => {
        const name = `posterior.level${i + 1}`;
        path = denseLayers(name, path, hidden, options, scope);
        const { mean, logVariance } = diagonalHeads(name, path, latent, init, scope);
        known[`mean${i + 1}`] = mean;
        known[`logVariance${i + 1}`] = logVariance;
      });
      return known;
    },
    walk({ statistics, count, scope, choose }: WalkOptions) {
      const layers: Layer[] = new Array(levels.length);
      for (let i = levels.length - 1; i >= 0; i--) {
        const above = layers[i + 1]?.z;
        const topDown = above && below(i, above, scope);
        const prior = topDown ? normalOf(topDown) : standardNormal([count, levels[i]!.latent]);
        if (statistics === undefined) {
          layers[i] = { z: choose(i, prior), prior };
          continue;
        }
        const bottomUp = { mean: statistics[`mean${i + 1}`]!, logVariance: statistics[`logVariance${i + 1}`]! };
        const posterior = normalOf(topDown ? merged(bottomUp, topDown) : bottomUp);
        layers[i] = { z: choose(i, posterior), posterior, prior };
      }
      return { layers, state: layers[0]!.z };
    },
    state: ([first]) => first!,
  };
}
