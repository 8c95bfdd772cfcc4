// Diagonal normal posterior: a mean and a log-variance per latent dimension (Kingma & Welling 2014).

import { z } from "zod";
import { Normal } from "../../distributions/index.ts";
import { add, clip, exp, mul, randn, reshape, type Tensor } from "../../graph/index.ts";
import type { Encoded } from "../latents/latents.ts";
import { withFloor } from "./floor.ts";
import { type HeadOptions, head } from "./head.ts";
import type { Posterior } from "./posterior.ts";
import { tiled } from "./tiled.ts";

/** exp(-30) to exp(20): wide enough for any posterior, narrow enough that float32 stays finite. */
export const LOG_VARIANCE = [-30, 20] as const;

/** Schema of the kind `normal`. */
export const normalSchema = z.strictObject({
  kind: z.literal("normal"),
  /** Nats that every item's KL from N(0, I) has at least, shared evenly among the dimensions (Razavi et al. 2019). Default none. */
  floor: z.number().positive().optional(),
});

/** Normal posteriors of vectors [size]. */
export function normalPosterior(
  options: HeadOptions,
  { floor }: Omit<z.infer<typeof normalSchema>, "kind"> = {},
): Posterior {
  // One node for draws and KL, so that their gradients meet before it.
  const deviations = new WeakMap<Tensor, Tensor>();
  const deviation = (logVariance: Tensor): Tensor => {
    const known = deviations.get(logVariance) ?? exp(mul(logVariance, 0.5));
    deviations.set(logVariance, known);
    return known;
  };
  const logDensity = ({ mean, logVariance }: Encoded, z: Tensor): Tensor => {
    const samples = z.shape[0]! / mean.shape[0]!;
    return new Normal(tiled(mean, samples), tiled(deviation(logVariance!), samples)).logProb(z);
  };
  return {
    space: { kind: "real" },
    heads(features, scope) {
      const mean = head("posterior.mean", features, options, scope);
      const logVariance = head("posterior.logVariance", features, options, scope);
      if (floor !== undefined) return { ...withFloor(mean, logVariance, floor / options.size) };
      return { mean, logVariance: clip(logVariance, ...LOG_VARIANCE) };
    },
    draw(encoded, { key, samples = 1 }) {
      const { mean, logVariance } = encoded;
      const [batch, size] = mean.shape as [number, number];
      const noise = randn(key, samples === 1 ? [batch, size] : [samples, batch, size]);
      const z = reshape(add(mean, mul(deviation(logVariance!), noise)), [samples * batch, size]);
      return { z, logDensity: logDensity(encoded, z) };
    },
    logDensity,
    distribution: ({ mean, logVariance }) => new Normal(mean, deviation(logVariance!)),
  };
}
