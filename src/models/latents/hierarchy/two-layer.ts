// Two layers of latents (Burda, Grosse & Salakhutdinov 2016): q(h1|x) q(h2|h1) against p(h2) p(h1|h2), and the decoder reads h1.
// z = [h1, h2].

import { z } from "zod";
import { standardNormal } from "../../../distributions/index.ts";
import type { Scope, Tensor } from "../../../graph/index.ts";
import type { Initialiser } from "../../../nn/index.ts";
import { activationSchema, denseLayers, diagonalHeads, normalOf } from "./dense-normal.ts";
import type { Hierarchy, WalkOptions } from "./hierarchy.ts";

/** Schema of the kind `two-layer`. The model's `latent` is the width of h1. */
export const twoLayerSchema = z.strictObject({
  kind: z.literal("two-layer"),
  /** Width of h2. */
  size: z.int().positive(),
  /** Dense layers from h1 to h2, and in reverse back. */
  hidden: z.array(z.int().positive()),
  activation: activationSchema,
});

/** Choices of the kind `two-layer`. */
export type TwoLayerSpec = z.infer<typeof twoLayerSchema>;

/**
 * The hierarchy of a spec. Its KL has a part per layer at the draw of h1: log q(h1|x) - log p(h1|h2), an estimate of one draw,
 * and KL(q(h2|h1) || p(h2)), a closed form.
 */
export function twoLayer(
  { size, hidden, activation }: TwoLayerSpec,
  latent: number,
  init: Initialiser | undefined,
): Hierarchy {
  const options = { activation, init };
  const upwards = (h1: Tensor, scope: Scope) => {
    const features = denseLayers("posterior.layer2", h1, hidden, options, scope);
    return normalOf(diagonalHeads("posterior.layer2", features, size, init, scope));
  };
  const downwards = (h2: Tensor, scope: Scope) => {
    const features = denseLayers("prior.layer1", h2, hidden.toReversed(), options, scope);
    return normalOf(diagonalHeads("prior.layer1", features, latent, init, scope));
  };
  return {
    shapes: [[latent], [size]],
    names: ["layer 1 (near the data)", "layer 2"],
    topFirst: false,
    decoderShape: [latent],
    statistics(features, scope) {
      const { mean, logVariance } = diagonalHeads("posterior.layer1", features, latent, init, scope);
      return { mean1: mean, logVariance1: logVariance };
    },
    walk({ statistics, count, scope, choose }: WalkOptions) {
      const top = standardNormal([count, size]);
      if (statistics === undefined) {
        const h2 = choose(1, top);
        const prior = downwards(h2, scope);
        const h1 = choose(0, prior);
        const layers = [
          { z: h1, prior },
          { z: h2, prior: top },
        ];
        return { layers, state: h1 };
      }
      const first = normalOf({ mean: statistics.mean1!, logVariance: statistics.logVariance1! });
      const h1 = choose(0, first);
      const second = upwards(h1, scope);
      const h2 = choose(1, second);
      const layers = [
        { z: h1, posterior: first, prior: downwards(h2, scope), closedForm: false },
        { z: h2, posterior: second, prior: top },
      ];
      return { layers, state: h1 };
    },
    state: ([h1]) => h1!,
  };
}
