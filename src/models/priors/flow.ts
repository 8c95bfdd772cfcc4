// A normalising flow as prior: N(0, I) bent so that it fits the posteriors of all items together (Chen et al. 2017;
// Huang et al. 2017).

import { z } from "zod";
import { flowDensity, flowSchema, makeFlow } from "../../distributions/index.ts";
import { ConfigError } from "../../errors.ts";
import type { Scope } from "../../graph/index.ts";
import { column } from "../posteriors/from-distribution.ts";
import type { Prior, PriorContext } from "./prior.ts";

/** Schema of the kind `flow`. */
export const flowPriorSchema = z.strictObject({ kind: z.literal("flow"), flow: flowSchema });

/** The density of a flow with an inverse in one pass. @throws ConfigError for another flow */
export function flowPrior({ size }: PriorContext, { flow: spec }: z.infer<typeof flowPriorSchema>): Prior {
  if (!["realnvp", "maf", "radial"].includes(spec.kind)) {
    throw new ConfigError(
      `model.prior.flow: a prior needs a flow with an inverse in one pass that bends N(0, I), realnvp, maf or radial, got "${spec.kind}"`,
    );
  }
  const of = (scope: Scope) => flowDensity(makeFlow(spec, size, scope.child("prior.flow")), size);
  return {
    logDensity: (z, { scope }) => column(of(scope).logProb(z)),
    draw: (count, { scope, key }) => of(scope).sample(key, count),
    tempered: true,
  };
}
