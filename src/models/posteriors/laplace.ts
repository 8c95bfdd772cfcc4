// Laplace posterior: with the Laplace prior a code whose small values are pulled to zero.

import { z } from "zod";
import { Laplace } from "../../distributions/index.ts";
import { abs, cast, clip, exp, less } from "../../graph/index.ts";
import { fromDistribution } from "./from-distribution.ts";
import { type HeadOptions, head } from "./head.ts";
import type { Posterior } from "./posterior.ts";

// exp(-15) to exp(10), the same deviations as of a normal posterior.
const LOG_SCALE = [-15, 10] as const;

// Where |mean| is below this, a dimension counts as silent.
const SILENT = 0.1;

/** Schema of the kind `laplace`. */
export const laplaceSchema = z.strictObject({ kind: z.literal("laplace") });

/** Laplace posteriors of vectors [size]: a location (`mean`) and the logarithm of a scale per dimension. */
export function laplacePosterior(options: HeadOptions): Posterior {
  return {
    space: { kind: "real" },
    heads(features, scope) {
      const mean = head("posterior.mean", features, options, scope);
      const logScale = clip(head("posterior.logScale", features, options, scope), ...LOG_SCALE);
      return { mean, logScale, silent: cast(less(abs(mean), SILENT), "float32") };
    },
    ...fromDistribution(({ mean, logScale }) => new Laplace(mean, exp(logScale!))),
  };
}
