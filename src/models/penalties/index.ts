// The penalties by kind.

import { z } from "zod";
import { type CodeNormSpec, codeNorm, codeNormSchema } from "./code-norm.ts";
import type { Penalty, PenaltyContext } from "./penalty.ts";

/** Schema of a penalty: something added to the loss beside the bound or the error. */
export const penaltySchema = z.discriminatedUnion("kind", [codeNormSchema]);

/** A penalty's choices. */
export type PenaltySpec = z.infer<typeof penaltySchema>;

const PENALTIES: { readonly [K in PenaltySpec["kind"]]: (spec: never, context: PenaltyContext) => Penalty } = {
  "code-norm": (spec: CodeNormSpec, context) => codeNorm(spec, context),
};

/** What the penalty of a spec makes of a batch. @throws ConfigError when it does not fit the model */
export function penaltyOf(spec: PenaltySpec, context: PenaltyContext): Penalty {
  return PENALTIES[spec.kind](spec as never, context);
}
