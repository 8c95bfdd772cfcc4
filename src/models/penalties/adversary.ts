// Codes that an opponent cannot tell from draws of the prior (Makhzani et al. 2016, adversarial autoencoder). It needs no
// density of either, only draws: an autoencoder's codes will do, or those of any posterior.

import { z } from "zod";
import { mul } from "../../graph/index.ts";
import { oneDraw } from "./one-draw.ts";
import { denseOpponent, hiddenSchema, mistaken, opponentLoss, opponentPrefix } from "./opponent.ts";
import type { Penalty, PenaltyContext } from "./penalty.ts";

/** Schema of the kind `adversary`. */
export const adversarySchema = z.strictObject({
  kind: z.literal("adversary"),
  /** Factor on the encoder's loss, -log of the probability that the opponent gives its codes of being draws of the prior. */
  weight: z.number().positive(),
  /** Units of the opponent's hidden layers; default [256, 256]. */
  hidden: hiddenSchema.optional(),
});

/** Choices of the kind `adversary`. */
export type AdversarySpec = z.infer<typeof adversarySchema>;

const NAME = "codes";

/**
 * weight * mean -log D(z), the non-saturating form, with the terms `adversary`: that mean, and `opponent`: the loss of D, which is
 * log 2 once it cannot tell. D learns from as many draws of the prior as there are items.
 */
export function adversary({ weight, hidden = [256, 256] }: AdversarySpec, context: PenaltyContext): Penalty {
  const { draw, weights, scope, key, drawPrior } = context;
  const judge = (z: Parameters<typeof denseOpponent>[0]) => denseOpponent(z, { name: NAME, hidden, scope });
  const codes = { scores: judge(oneDraw(draw.z, context)), weights };
  const prior = { scores: judge(drawPrior(weights.shape[0]!, key.fold("prior"))) };
  const [confusion, opponent] = [mistaken(codes), opponentLoss(prior, codes)];
  return {
    loss: mul(confusion, weight),
    terms: { adversary: confusion, opponent },
    owners: [{ prefixes: [opponentPrefix(NAME)], loss: opponent }],
  };
}
