// Von Mises-Fisher posterior on the unit sphere (Davidson et al. 2018, S-VAE): latents are directions.

import { z } from "zod";
import { VonMisesFisher } from "../../distributions/index.ts";
import { ConfigError } from "../../errors.ts";
import { add, div, maximum, softplus, sqrt, square, sum } from "../../graph/index.ts";
import { fromDistribution } from "./from-distribution.ts";
import { type HeadOptions, head } from "./head.ts";
import type { Posterior } from "./posterior.ts";

/** Schema of the kind `von-mises-fisher`. */
export const vonMisesFisherSchema = z.strictObject({ kind: z.literal("von-mises-fisher") });

/**
 * Directions in R^size around `mean`, a head divided by its length, with a concentration softplus(head) + 1, one per item,
 * as in the paper's code. @throws ConfigError for fewer than two dimensions
 */
export function vonMisesFisherPosterior(options: HeadOptions): Posterior {
  if (options.size < 2) {
    throw new ConfigError(
      `model.latent: directions need two dimensions or more, got ${options.size}; use at least 2 with the posterior von-mises-fisher`,
    );
  }
  return {
    space: { kind: "sphere" },
    heads(features, scope) {
      const arrow = head("posterior.mean", features, options, scope);
      const length = sqrt(maximum(sum(square(arrow), { axes: 1, keepDims: true }), 1e-30));
      const raw = head("posterior.concentration", features, options, scope, 1);
      return { mean: div(arrow, length), concentration: add(softplus(raw), 1) };
    },
    ...fromDistribution(({ mean, concentration }) => new VonMisesFisher(mean, concentration!)),
  };
}
