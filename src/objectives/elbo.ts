// The evidence lower bound of Kingma & Welling 2014: E_q[log p(x|z)] - beta KL(q(z|x) || p(z)), in nats, summed over
// event and latent dimensions, averaged over the batch. loss = -ELBO (with beta, free bits or a capacity).

import { abs, add, maximum, mul, neg, reshape, sub, sum, type Tensor } from "../graph/index.ts";
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
  /** What the KL is pulled to, in nats, a scalar; default no such thing. */
  readonly capacity?: Tensor | undefined;
}

/** -ELBO with its terms `reconstruction` (-log p(x|z)), `kl` and `elbo` (with beta = 1). */
export function elbo(parts: ElboParts, spec: ElboSpec): Objective {
  const { weights, kl } = parts;
  const reconstruction = neg(weightedMean(parts.logLikelihood, weights));
  const klMean = weightedMean(sum(kl, { axes: 1 }), weights);
  const { reconstruction: share = 1 } = spec;
  return {
    loss: add(
      share === 1 ? reconstruction : mul(reconstruction, share),
      mul(parts.beta, divergencePenalty(klMean, parts, spec)),
    ),
    terms: { reconstruction, kl: klMean, elbo: sub(neg(reconstruction), klMean) },
  };
}

// What beta multiplies: the KL, with a floor under each dimension and one under all, or its distance from the capacity.
function divergencePenalty(
  klMean: Tensor,
  { kl, weights, capacity }: ElboParts,
  { freeBits = 0, freeBitsTotal = 0 }: ElboSpec,
): Tensor {
  if (capacity !== undefined) return abs(sub(klMean, capacity));
  const each = freeBits === 0 ? klMean : sum(maximum(batchMeanPerDimension(kl, weights), freeBits));
  return freeBitsTotal === 0 ? each : maximum(each, freeBitsTotal);
}

// Mean over the batch of each dimension's KL [latent].
function batchMeanPerDimension(kl: Tensor, weights: Tensor): Tensor {
  return sum(mul(kl, reshape(weights, [weights.shape[0]!, 1])), { axes: 0 });
}
