// Total correlation by a density ratio (Kim & Mnih 2018, FactorVAE): an opponent learns to tell latents from latents whose
// dimensions were shuffled among the items; its score estimates log q(z) / prod_j q(z_j).

import { z } from "zod";
import { float32 } from "../../array/index.ts";
import {
  add,
  cast,
  constant,
  gather,
  type Key,
  less,
  mul,
  reshape,
  stopGradient,
  sum,
  type Tensor,
  transpose,
  uniform,
} from "../../graph/index.ts";
import { weightedMean } from "../../objectives/index.ts";
import { oneDraw } from "./one-draw.ts";
import { denseOpponent, hiddenSchema, opponentLoss, opponentPrefix } from "./opponent.ts";
import type { Penalty, PenaltyContext } from "./penalty.ts";

/** Schema of the kind `factor`. */
export const factorSchema = z.strictObject({
  kind: z.literal("factor"),
  /** Gamma, the factor on the total correlation. */
  weight: z.number().positive(),
  /** Units of the opponent's hidden layers; default [256, 256, 256]. The paper has six of 1000. */
  hidden: hiddenSchema.optional(),
});

/** Choices of the kind `factor`. */
export type FactorSpec = z.infer<typeof factorSchema>;

const NAME = "factor";

/**
 * gamma * mean score(z), with the terms `totalCorrelation` (that mean) and `opponent` (the opponent's cross-entropy in nats;
 * log 2 is that of a guess). It learns from the model's own batch, where the paper shuffles a second one, and at the same rate.
 */
export function factor({ weight, hidden = [256, 256, 256] }: FactorSpec, context: PenaltyContext): Penalty {
  const { draw, weights, scope, key } = context;
  const judge = (latents: Tensor) => denseOpponent(latents, { name: NAME, hidden, scope });
  const latents = oneDraw(draw.z, context);
  const scores = judge(latents);
  const correlation = weightedMean(scores, weights);
  // Padding repeats items, so it may take part in the shuffle.
  const independent = judge(shuffled(stopGradient(latents), key));
  const opponent = opponentLoss({ scores, weights }, { scores: independent, weights });
  return {
    loss: mul(correlation, weight),
    terms: { totalCorrelation: correlation, opponent },
    owners: [{ prefixes: [opponentPrefix(NAME)], loss: opponent }],
  };
}

/**
 * z [batch, size] with each dimension shuffled among the rows by itself: a value comes from the row that is the rank of its
 * own uniform noise in the column. Equal noise, once in some hundred batches, takes a row twice.
 */
export function shuffled(z: Tensor, key: Key): Tensor {
  const [batch, size] = z.shape as [number, number];
  const noise = uniform(key, [size, batch]);
  const below = less(reshape(noise, [size, 1, batch]), reshape(noise, [size, batch, 1]));
  const rank = sum(cast(below, "float32"), { axes: 2 });
  const columns = float32(
    Array.from({ length: size }, (_, k) => k),
    [size, 1],
  );
  const places = cast(add(mul(rank, size), constant(columns)), "int64");
  const flat = gather(reshape(z, [batch * size]), reshape(places, [size * batch]));
  return transpose(reshape(flat, [size, batch]));
}
