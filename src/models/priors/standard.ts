// The standard prior of a space of latents: N(0, I) for vectors of real numbers.

import { z } from "zod";
import { standardNormal } from "../../distributions/index.ts";
import { randn } from "../../graph/index.ts";
import type { LatentSpace } from "../posteriors/posterior.ts";
import type { Prior, PriorContext } from "./prior.ts";

/** Schema of the kind `standard`. */
export const standardSchema = z.strictObject({ kind: z.literal("standard") });

/** The standard prior of a space. */
export function standardPrior({ size }: PriorContext, _space: LatentSpace): Prior {
  return {
    logDensity: (z) => standardNormal(z.shape).logProb(z),
    draw: (count, { key }) => randn(key, [count, size]),
    distribution: standardNormal,
  };
}
