// The KL of a batch taken apart (Chen et al. 2018, beta-TC-VAE): E[KL(q(z|x) || p(z))] = I(x; z) + KL(q(z) || prod_j q(z_j))
// + sum_j KL(q(z_j) || p(z_j)), each with a weight of its own. The bound holds all three once; this adds what is above one.

import { z } from "zod";
import { ConfigError } from "../../errors.ts";
import { add, mul, sub, type Tensor } from "../../graph/index.ts";
import { weightedMean } from "../../objectives/index.ts";
import { aggregatedLogDensities, aggregationSchema, logShares } from "./aggregate.ts";
import { oneDraw } from "./one-draw.ts";
import type { Penalty, PenaltyContext } from "./penalty.ts";

/** Schema of the kind `total-correlation`. With an ELBO whose beta is 1 the weights are those of the paper. */
export const totalCorrelationSchema = z.strictObject({
  kind: z.literal("total-correlation"),
  /** beta - 1: what the total correlation weighs beyond its share of the KL. */
  weight: z.number().min(0),
  /** Weight of the mutual information of items and latents; default 1. */
  alpha: z.number().min(0).optional(),
  /** Weight of the KL of each dimension from the prior; default 1. */
  gamma: z.number().min(0).optional(),
  /** How log q(z) is estimated from a batch; default `weighted`, as in the paper. */
  estimator: aggregationSchema.optional(),
});

/** Choices of the kind `total-correlation`. */
export type TotalCorrelationSpec = z.infer<typeof totalCorrelationSchema>;

/**
 * (alpha - 1) I(x; z) + weight TC(z) + (gamma - 1) sum_j KL(q(z_j) || p(z_j)), with the terms `mutualInformation`,
 * `totalCorrelation` and `dimensionKl`. @throws ConfigError where the posterior is not a diagonal normal
 */
export function totalCorrelation(
  { weight, alpha = 1, gamma = 1, estimator = "weighted" }: TotalCorrelationSpec,
  context: PenaltyContext,
): Penalty {
  const { encoded, draw, weights, items } = context;
  const { mean, logVariance } = encoded;
  if (logVariance === undefined || draw.cost === undefined) {
    throw new ConfigError(
      'model.penalties: total-correlation needs q(z|x) of any latents, that of a vae with the posterior {"kind": "normal"}; use mmd, dip or factor instead',
    );
  }
  const latents = oneDraw(draw.z, context);
  const logPosterior = oneDraw(draw.cost.logPosterior, context);
  const logPrior = oneDraw(draw.cost.logPrior, context);
  const { joint, marginals } = aggregatedLogDensities(
    { latents, mean, logVariance },
    logShares(estimator, weights, items),
  );
  const average = (perItem: Tensor) => weightedMean(perItem, weights);
  const mutualInformation = average(sub(logPosterior, joint));
  const correlation = average(sub(joint, marginals));
  const dimensionKl = average(sub(marginals, logPrior));
  const parts = [mul(mutualInformation, alpha - 1), mul(correlation, weight), mul(dimensionKl, gamma - 1)];
  return {
    loss: parts.reduce(add),
    terms: { mutualInformation, totalCorrelation: correlation, dimensionKl },
  };
}
