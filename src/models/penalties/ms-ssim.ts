// Structural dissimilarity of pictures and what the decoder makes of them (Snell et al. 2017): a loss that heeds edges and
// contrast where likelihoods of pixels heed each alone. With `reconstruction: 0` in an ELBO it takes the likelihood's place.

import { z } from "zod";
import { ConfigError } from "../../errors.ts";
import { mul, sub } from "../../graph/index.ts";
import { msSsim, weightedMean } from "../../objectives/index.ts";
import { oneDraw } from "./one-draw.ts";
import type { Penalty, PenaltyContext } from "./penalty.ts";

/** Schema of the kind `ms-ssim`. */
export const msSsimSchema = z.strictObject({
  kind: z.literal("ms-ssim"),
  /** Factor on 1 - MS-SSIM, which lies between 0 and 1 for alike pictures, averaged over the batch. */
  weight: z.number().positive(),
});

/** Choices of the kind `ms-ssim`. */
export type MsSsimSpec = z.infer<typeof msSsimSchema>;

/** weight * mean (1 - MS-SSIM), with the term `msSsim`: the mean similarity. @throws ConfigError for items that are no pictures */
export function msSsimPenalty({ weight }: MsSsimSpec, context: PenaltyContext): Penalty {
  const { draw, item, target, weights, decode } = context;
  if (item.kind !== "image") {
    throw new ConfigError(`model.penalties: ms-ssim is for pictures, got items of kind ${item.kind}; leave it out`);
  }
  const similarity = weightedMean(msSsim(target, decode(oneDraw(draw.z, context)).mean), weights);
  return { loss: mul(sub(1, similarity), weight), terms: { msSsim: similarity } };
}
