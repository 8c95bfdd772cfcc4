// Half the squared norm of the code: what keeps a regularised autoencoder's codes together (Ghosh et al. 2020, RAE, L_Z).

import { z } from "zod";
import { mul, square, sum } from "../../graph/index.ts";
import { weightedMean } from "../../objectives/index.ts";
import type { Penalty, PenaltyContext } from "./penalty.ts";

/** Schema of the kind `code-norm`. */
export const codeNormSchema = z.strictObject({
  kind: z.literal("code-norm"),
  /** Factor on |z|^2 / 2, averaged over the batch. */
  weight: z.number().positive(),
});

/** Choices of the kind `code-norm`. */
export type CodeNormSpec = z.infer<typeof codeNormSchema>;

/** weight * mean |z|^2 / 2, with the term `codeNorm`: the mean itself. */
export function codeNorm({ weight }: CodeNormSpec, { draw, weights }: PenaltyContext): Penalty {
  const half = mul(weightedMean(sum(square(draw.z), { axes: 1 }), weights), 0.5);
  return { loss: mul(half, weight), terms: { codeNorm: half } };
}
