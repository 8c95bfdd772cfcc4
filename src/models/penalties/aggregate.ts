// The aggregate posterior q(z) = 1/N sum_n q(z|x_n) of N training items, estimated from the posteriors of a batch: with which
// share each of them counts (Chen et al. 2018, appendix C).

import { z } from "zod";
import { ConfigError } from "../../errors.ts";
import {
  add,
  exp,
  greater,
  log,
  logSumExp,
  maximum,
  mul,
  reshape,
  square,
  sub,
  sum,
  type Tensor,
  where,
} from "../../graph/index.ts";
import { weightedMean } from "../../objectives/index.ts";
import type { Draw, Encoded } from "../latents/latents.ts";
import { identity } from "./identity.ts";
import { oneDraw } from "./one-draw.ts";

/**
 * `weighted`: every item of a batch of M counts 1 / (N M): a constant log N too small beside the mean over the batch.
 * `stratified`: the item that z was drawn for counts 1 / N, the others the rest in equal parts, which is without bias for
 * q(z): the mean of the paper's estimator over which of them takes the odd share.
 */
export const aggregationSchema = z.enum(["weighted", "stratified"]);

/** An estimator of q(z). */
export type Aggregation = z.infer<typeof aggregationSchema>;

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);
// In place of the logarithm of zero.
const NOTHING = -1e30;

/** log of what q(z|x_j) counts for q(z_i) [batch or 1, batch], in a batch whose rows have `weights` [batch] that sum to one. */
export function logShares(estimator: Aggregation, weights: Tensor, items: number): Tensor {
  const batch = weights.shape[0]!;
  const columns = reshape(weights, [1, batch]);
  // Real rows weigh 1 / M each, padding nothing.
  const logOf = (shares: Tensor) => where(greater(columns, 0), log(maximum(shares, 1e-30)), NOTHING);
  if (estimator === "weighted") return sub(logOf(columns), Math.log(items));
  // 1 / (M - 1) = w / (1 - w).
  const others = sub(logOf(columns), log(maximum(sub(1, columns), 1e-6)));
  const rest = Math.log(Math.max(1 - 1 / items, 1e-30));
  return where(greater(identity(batch), 0), -Math.log(items), add(others, rest));
}

/** log q(z_i) and sum_k log q(z_ik) [batch], where q is the batch's normal posteriors with `logShares` [batch or 1, batch]. */
export function aggregatedLogDensities(
  { latents, mean, logVariance }: { latents: Tensor; mean: Tensor; logVariance: Tensor },
  shares: Tensor,
): { joint: Tensor; marginals: Tensor } {
  const [batch, size] = mean.shape as [number, number];
  const row = (x: Tensor) => reshape(x, [1, batch, size]);
  const gap = sub(reshape(latents, [batch, 1, size]), row(mean));
  const scaled = mul(gap, row(exp(mul(logVariance, -0.5))));
  const each = sub(mul(square(scaled), -0.5), row(add(mul(logVariance, 0.5), HALF_LOG_2PI)));
  return {
    joint: logSumExp(add(sum(each, { axes: 2 }), shares), { axes: 1 }),
    marginals: sum(logSumExp(add(each, reshape(shares, [...shares.shape, 1])), { axes: 1 }), { axes: 1 }),
  };
}

/**
 * I(x; z) of a batch's items in nats, a scalar: the mean of log q(z|x) - log q(z) with q(z) of the batch's own posteriors, at
 * most the logarithm of their number (Hoffman & Johnson 2016). @throws ConfigError where the posterior is not a diagonal normal
 */
export function batchInformation({ mean, logVariance }: Encoded, { z, cost }: Draw, weights: Tensor): Tensor {
  if (logVariance === undefined || cost === undefined) {
    throw new ConfigError(
      'train.encoderSteps: needs the mutual information of items and latents, which is known for the posterior {"kind": "normal"}; leave it out',
    );
  }
  const latents = oneDraw(z, { weights });
  const { joint } = aggregatedLogDensities({ latents, mean, logVariance }, logShares("weighted", weights, 1));
  return weightedMean(sub(oneDraw(cost.logPosterior, { weights }), joint), weights);
}
