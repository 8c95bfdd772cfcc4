// Bounds of several draws of each item, with weights w = p(x, z) / q(z|x): L = log (1/K) sum_k w_k (Burda et al. 2016), the mean
// of M such bounds and its mixtures (Rainforth et al. 2018), their Renyi form 1/(1-a) log (1/K) sum_k w_k^(1-a) (Li & Turner
// 2016), and the doubly reparameterised gradient (Tucker et al. 2019).

import {
  add,
  logSumExp,
  mean,
  mul,
  neg,
  reshape,
  softmax,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
  vjp,
} from "../graph/index.ts";
import type { Objective } from "./objective.ts";
import type { ImportanceSpec } from "./spec.ts";
import { overDraws, weightedMean } from "./weighting.ts";

/** Values a bound of several draws is made of. */
export interface ImportanceParts {
  /** Latents as drawn [groups * samples * batch, size], the draw varying slowest. */
  readonly z: Tensor;
  /** log p(x|z) per draw [groups * samples * batch]. */
  readonly logLikelihood: Tensor;
  /** log p(x, z) - log q(z|x) per draw [groups * samples * batch]. */
  readonly logWeights: Tensor;
  /** log p(x, z) of given latents, per draw. */
  readonly logJointAt: (z: Tensor) => Tensor;
  /** log q(z|x) of given latents, per draw. */
  readonly logPosteriorAt: (z: Tensor) => Tensor;
  /** KL(q(z|x) || p(z)) [batch or groups * samples * batch, groups of the KL], for the log. */
  readonly kl: Tensor;
  /** Weight of each item [batch]; they sum to one. */
  readonly weights: Tensor;
  /** Beginnings of the names of the encoder's parameters. */
  readonly encoder: readonly string[];
}

/** Bound per item [batch] from log-weights [groups, samples, batch]. */
export function importanceBound(logWeights: Tensor, { alpha = 0 }: Pick<ImportanceSpec, "alpha"> = {}): Tensor {
  if (alpha === 1) return mean(logWeights, { axes: [0, 1] });
  const power = mul(logWeights, 1 - alpha);
  const each = sub(logSumExp(power, { axes: 1 }), Math.log(logWeights.shape[1]!));
  return mul(mean(each, { axes: 0 }), 1 / (1 - alpha));
}

/** The negative bound with its terms `reconstruction`, `kl`, `elbo` and `bound`. */
export function importanceObjective(parts: ImportanceParts, spec: ImportanceSpec): Objective {
  const { weights, kl } = parts;
  const batch = weights.shape[0]!;
  const { samples, groups = 1, partial = false, elboShare = 0, alpha = 0 } = spec;
  const shaped = (values: Tensor) => reshape(values, [groups, samples, batch]);
  const all = shaped(parts.logWeights);
  const averaged = (values: Tensor) => weightedMean(overDraws(values, batch), weights);
  const reconstruction = neg(averaged(parts.logLikelihood));
  const klMean = weightedMean(overDraws(sum(kl, { axes: 1 }), batch), weights);
  const elbo = averaged(parts.logWeights);
  const bound = weightedMean(importanceBound(all, { alpha }), weights);
  const grouped = spec.gradient === "doubly-reparameterised" ? doublyReparameterised(parts, spec, bound) : bound;
  const mixed = (value: Tensor) => neg(elboShare === 0 ? value : add(mul(elbo, elboShare), mul(value, 1 - elboShare)));
  const terms = { reconstruction, kl: klMean, elbo, bound };
  if (!partial) return { loss: mixed(grouped), terms };
  const joint = weightedMean(importanceBound(reshape(all, [1, groups * samples, batch]), { alpha }), weights);
  return { loss: mixed(joint), terms, owners: [{ prefixes: parts.encoder, loss: mixed(grouped) }] };
}

// The bound's value with another gradient: that of log p(x, z) by weights v_k = w_k^(1-a) / sum w^(1-a), and that of the posterior
// through the draws alone, sum_k (a v_k + (1 - a) v_k^2) d log w_k / dz dz/dphi (Tucker et al. 2019, equation 8; for a = 0,
// v_k^2). Parameters that both have, as in a ladder, get both.
function doublyReparameterised(
  { z, logJointAt, logPosteriorAt, weights }: ImportanceParts,
  { samples, groups = 1, alpha = 0 }: ImportanceSpec,
  bound: Tensor,
): Tensor {
  const held = stopGradient(z);
  const shape = [groups, samples, weights.shape[0]!];
  const logJoint = reshape(logJointAt(held), shape);
  const logWeights = sub(logJoint, reshape(logPosteriorAt(held), shape));
  const shares = stopGradient(softmax(mul(logWeights, 1 - alpha), 1));
  const perItem = mul(weights, 1 / groups);
  const decoder = sum(mul(mul(shares, perItem), logJoint));
  const through = add(mul(shares, alpha), mul(square(shares), 1 - alpha));
  const [slope] = vjp([logWeights], [mul(through, perItem)], [held]);
  const encoder = sum(mul(stopGradient(slope!), z));
  const surrogate = add(decoder, encoder);
  return add(stopGradient(sub(bound, surrogate)), surrogate);
}
