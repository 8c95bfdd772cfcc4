// Laplace prior: most latents near zero, a few far from it.

import { z } from "zod";
import { Laplace } from "../../distributions/index.ts";
import { asTensor, broadcastTo } from "../../graph/index.ts";
import type { Prior, PriorContext } from "./prior.ts";

/** Schema of the kind `laplace`. */
export const laplacePriorSchema = z.strictObject({
  kind: z.literal("laplace"),
  /** Mean absolute deviation; default 1 / sqrt(2), which gives variance 1. */
  scale: z.number().positive().optional(),
});

/** Independent Laplace variables around zero. */
export function laplacePrior(
  { size }: PriorContext,
  { scale = Math.SQRT1_2 }: z.infer<typeof laplacePriorSchema>,
): Prior {
  const of = (shape: readonly number[]) => new Laplace(broadcastTo(asTensor(0), shape), scale);
  return {
    logDensity: (z) => of(z.shape).logProb(z),
    draw: (count, { key }) => of([count, size]).sample(key),
    distribution: of,
  };
}
