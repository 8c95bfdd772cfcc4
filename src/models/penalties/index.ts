// The penalties by kind.

import { z } from "zod";
import { type AdversarySpec, adversary, adversarySchema } from "./adversary.ts";
import { type CodeNormSpec, codeNorm, codeNormSchema } from "./code-norm.ts";
import { type DecoderNormSpec, decoderNorm, decoderNormSchema } from "./decoder-norm.ts";
import { type DipSpec, dip, dipSchema } from "./dip.ts";
import { type FactorSpec, factor, factorSchema } from "./factor.ts";
import { type GradientPenaltySpec, gradientPenalty, gradientPenaltySchema } from "./gradient-penalty.ts";
import { type ItemAdversarySpec, itemAdversary, itemAdversarySchema } from "./item-adversary.ts";
import { type MmdSpec, mmd, mmdSchema } from "./mmd.ts";
import { type MsSsimSpec, msSsimPenalty, msSsimSchema } from "./ms-ssim.ts";
import type { Penalty, PenaltyContext } from "./penalty.ts";
import { type TotalCorrelationSpec, totalCorrelation, totalCorrelationSchema } from "./total-correlation.ts";

/** Schema of a penalty: something added to the loss beside the bound or the error. */
export const penaltySchema = z.discriminatedUnion("kind", [
  codeNormSchema,
  totalCorrelationSchema,
  dipSchema,
  mmdSchema,
  factorSchema,
  decoderNormSchema,
  gradientPenaltySchema,
  adversarySchema,
  itemAdversarySchema,
  msSsimSchema,
]);

/** A penalty's choices. */
export type PenaltySpec = z.infer<typeof penaltySchema>;

const PENALTIES: { readonly [K in PenaltySpec["kind"]]: (spec: never, context: PenaltyContext) => Penalty } = {
  "code-norm": (spec: CodeNormSpec, context) => codeNorm(spec, context),
  "total-correlation": (spec: TotalCorrelationSpec, context) => totalCorrelation(spec, context),
  dip: (spec: DipSpec, context) => dip(spec, context),
  mmd: (spec: MmdSpec, context) => mmd(spec, context),
  factor: (spec: FactorSpec, context) => factor(spec, context),
  "decoder-norm": (spec: DecoderNormSpec, context) => decoderNorm(spec, context),
  "gradient-penalty": (spec: GradientPenaltySpec, context) => gradientPenalty(spec, context),
  adversary: (spec: AdversarySpec, context) => adversary(spec, context),
  "item-adversary": (spec: ItemAdversarySpec, context) => itemAdversary(spec, context),
  "ms-ssim": (spec: MsSsimSpec, context) => msSsimPenalty(spec, context),
};

/** What the penalty of a spec makes of a batch. @throws ConfigError when it does not fit the model */
export function penaltyOf(spec: PenaltySpec, context: PenaltyContext): Penalty {
  return PENALTIES[spec.kind](spec as never, context);
}

// Penalties that look at a batch as a whole.
const ACROSS_ROWS: ReadonlySet<PenaltySpec["kind"]> = new Set([
  ...(["total-correlation", "dip", "mmd", "factor"] as const),
  ...(["adversary", "item-adversary"] as const),
]);

/** Whether a penalty compares the items of a batch, so that it is no sum over them. */
export function comparesRows({ kind }: PenaltySpec): boolean {
  return ACROSS_ROWS.has(kind);
}

/** Whether a penalty draws the latents of all items together to the prior, so that an autoencoder has one: N(0, I). */
export function matchesPrior({ kind }: PenaltySpec): boolean {
  return kind === "mmd" || kind === "adversary";
}
