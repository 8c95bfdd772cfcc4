// The evidence lower bound of Kingma & Welling 2014: E_q[log p(x|z)] - beta KL(q(z|x) || p(z)), in nats, summed over
// event and latent dimensions, averaged over the batch. loss = -ELBO (with beta and free bits).

import { add, maximum, mul, neg, reshape, sub, sum, type Tensor } from "../graph/index.ts";
import type { Objective } from "./objective.ts";
import type { ElboSpec } from "./spec.ts";
import { weightedMean } from "./weighting.ts";

/** Values an ELBO is made of. */
export interface ElboParts {
  /** log p(x|z) per item [batch]. */
  readonly logLikelihood: Tensor;
  /** KL per item and group [batch, groups]. */
  readonly kl: Tensor;
  /** Weight of each item [batch]; they sum to one. */
  readonly weights: Tensor;
  /** Current weight of the KL, a scalar. */
  readonly beta: Tensor;
}

/** -ELBO with its terms `reconstruction` (-log p(x|z)), `kl` and `elbo` (with beta = 1). */
export function elbo({ logLikelihood, kl, weights, beta }: ElboParts, { freeBits = 0 }: ElboSpec): Objective {
  const reconstruction = neg(weightedMean(logLikelihood, weights));
  const klPerItem = sum(kl, { axes: 1 });
  const klMean = weightedMean(klPerItem, weights);
  const penalty = freeBits === 0 ? klMean : sum(maximum(batchMeanPerDimension(kl, weights), freeBits));
  return {
    loss: add(reconstruction, mul(beta, penalty)),
    terms: { reconstruction, kl: klMean, elbo: sub(neg(reconstruction), klMean) },
  };
}

// Mean over the batch of each dimension's KL [latent].
function batchMeanPerDimension(kl: Tensor, weights: Tensor): Tensor {
  return sum(mul(kl, reshape(weights, [weights.shape[0]!, 1])), { axes: 0 });
}
