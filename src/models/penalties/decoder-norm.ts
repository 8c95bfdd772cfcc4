// The squared norm of the decoder's weights: what keeps the decoder of a regularised autoencoder smooth (Ghosh et al. 2020,
// RAE-L2).

import { z } from "zod";
import { ConfigError } from "../../errors.ts";
import { add, mul, square, sum } from "../../graph/index.ts";
import type { Penalty, PenaltyContext } from "./penalty.ts";

/** Schema of the kind `decoder-norm`. */
export const decoderNormSchema = z.strictObject({
  kind: z.literal("decoder-norm"),
  /** Factor on the sum of the squares of all the decoder's weights and biases. */
  weight: z.number().positive(),
});

/** Choices of the kind `decoder-norm`. */
export type DecoderNormSpec = z.infer<typeof decoderNormSchema>;

/** weight * |theta|^2 over the decoder's parameters, with the term `decoderNorm`: |theta|^2. @throws ConfigError where it has none */
export function decoderNorm({ weight }: DecoderNormSpec, { scope }: PenaltyContext): Penalty {
  const squares = scope
    .variables()
    .filter(({ name, trained }) => trained && name.startsWith("decoder."))
    .map(({ tensor }) => sum(square(tensor)));
  if (squares.length === 0) {
    throw new ConfigError("model.penalties: decoder-norm needs a decoder with weights, got one without; leave it out");
  }
  const norm = squares.reduce(add);
  return { loss: mul(norm, weight), terms: { decoderNorm: norm } };
}
