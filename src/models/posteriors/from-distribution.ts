// Posteriors that are a distribution of their heads, nothing else: draws, density and closed forms follow from it.

import { type Distribution, VectorDistribution } from "../../distributions/index.ts";
import { reshape, type Tensor } from "../../graph/index.ts";
import type { Encoded } from "../latents/latents.ts";
import type { Posterior } from "./posterior.ts";
import { tiled } from "./tiled.ts";

/** Draws, log density and distribution of a posterior, from what `distributionOf` makes of its heads [n, ...]. */
export function fromDistribution(
  distributionOf: (encoded: Encoded) => Distribution,
): Required<Pick<Posterior, "draw" | "logDensity" | "distribution">> {
  return {
    draw(encoded, { key, samples = 1 }) {
      const each = distributionOf(repeated(encoded, samples));
      const z = each.sample(key);
      return { z, logDensity: perLatent(each, each.logProb(z)) };
    },
    logDensity(encoded, z) {
      const each = distributionOf(repeated(encoded, z.shape[0]! / encoded.mean.shape[0]!));
      return perLatent(each, each.logProb(z));
    },
    distribution: distributionOf,
  };
}

/** Heads of a batch repeated for several draws of each item, the draw varying slowest. */
export function repeated(encoded: Encoded, samples: number): Encoded {
  if (samples === 1) return encoded;
  const entries = Object.entries(encoded).map(([name, x]) => [name, x && tiled(x, samples)]);
  return Object.fromEntries(entries) as unknown as Encoded;
}

/** Densities of vectors [n] as [n, 1], those of elements [n, size] as they are. */
export function perLatent(distribution: Distribution, logProb: Tensor): Tensor {
  return distribution instanceof VectorDistribution ? column(logProb) : logProb;
}

/** [n] as [n, 1]. */
export function column(x: Tensor): Tensor {
  return reshape(x, [x.shape[0]!, 1]);
}
