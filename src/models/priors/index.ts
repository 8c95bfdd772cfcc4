// The priors by kind.

import { z } from "zod";
import type { LatentSpace } from "../posteriors/posterior.ts";
import type { Prior, PriorContext } from "./prior.ts";
import { standardPrior, standardSchema } from "./standard.ts";

/** Schema of a prior. */
export const priorSchema = z.discriminatedUnion("kind", [standardSchema]);

/** A prior's choices. */
export type PriorSpec = z.infer<typeof priorSchema>;

/** The prior of a spec over a space of latents. @throws ConfigError when it does not fit the space */
export function makePrior(spec: PriorSpec, space: LatentSpace, context: PriorContext): Prior {
  switch (spec.kind) {
    case "standard":
      return standardPrior(context, space);
  }
}
