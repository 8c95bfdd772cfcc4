// The priors by kind.

import { z } from "zod";
import { ConfigError } from "../../errors.ts";
import type { LatentSpace } from "../posteriors/posterior.ts";
import { conditionalPrior, conditionalSchema } from "./conditional.ts";
import { flowPrior, flowPriorSchema } from "./flow.ts";
import { laplacePrior, laplacePriorSchema } from "./laplace.ts";
import { mixturePrior, mixtureSchema } from "./mixture.ts";
import type { Prior, PriorContext } from "./prior.ts";
import { standardPrior, standardSchema } from "./standard.ts";
import { vampPrior, vampSchema } from "./vamp.ts";

/** Schema of a prior. */
export const priorSchema = z.discriminatedUnion("kind", [
  standardSchema,
  laplacePriorSchema,
  mixtureSchema,
  vampSchema,
  flowPriorSchema,
  conditionalSchema,
]);

/** A prior's choices. */
export type PriorSpec = z.infer<typeof priorSchema>;

/** The prior of a spec over a space of latents. @throws ConfigError when it does not fit the space */
export function makePrior(spec: PriorSpec, space: LatentSpace, context: PriorContext): Prior {
  if (spec.kind !== "standard" && space.kind !== "real") {
    throw new ConfigError(
      `model.prior: ${spec.kind} is for latents of real numbers, got a posterior on a space of kind "${space.kind}"; use {"kind": "standard"}, which is that space's own`,
    );
  }
  switch (spec.kind) {
    case "standard":
      return standardPrior(context, space);
    case "laplace":
      return laplacePrior(context, spec);
    case "mixture":
      return mixturePrior(context, spec);
    case "vamp":
      return vampPrior(context, spec);
    case "flow":
      return flowPrior(context, spec);
    case "conditional":
      return conditionalPrior(context, spec);
  }
}
