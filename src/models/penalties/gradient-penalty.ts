// The squared norm of the decoder's Jacobian: how fast items change with their codes (Ghosh et al. 2020, RAE-GP, |grad D(z)|^2).

import { z } from "zod";
import { mul, randn, square, sum, vjp } from "../../graph/index.ts";
import { weightedMean } from "../../objectives/index.ts";
import { oneDraw } from "./one-draw.ts";
import type { Penalty, PenaltyContext } from "./penalty.ts";

/** Schema of the kind `gradient-penalty`. */
export const gradientPenaltySchema = z.strictObject({
  kind: z.literal("gradient-penalty"),
  /** Factor on the squared norm of the Jacobian, averaged over the batch. */
  weight: z.number().positive(),
});

/** Choices of the kind `gradient-penalty`. */
export type GradientPenaltySpec = z.infer<typeof gradientPenaltySchema>;

/**
 * weight * mean |dx/dz|_F^2 of the expected items x at the batch's codes z, with the term `gradientPenalty`: that mean.
 *
 * The norm is estimated without bias from one projection per item, |v^T dx/dz|^2 with v ~ N(0, I) (Hutchinson 1990). Programs of the
 * method differ here: the authors' takes v = 2 x, pythae v = 1 and the gradient by the encoder's input; both miss what cancels
 * in the sum.
 */
export function gradientPenalty({ weight }: GradientPenaltySpec, context: PenaltyContext): Penalty {
  const { draw, weights, key, decode } = context;
  const latents = oneDraw(draw.z, context);
  const { mean } = decode(latents);
  const [projected] = vjp([mean], [randn(key.fold("projection"), mean.shape)], [latents]);
  const norm = weightedMean(sum(square(projected!), { axes: 1 }), weights);
  return { loss: mul(norm, weight), terms: { gradientPenalty: norm } };
}
