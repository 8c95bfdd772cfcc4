// Kullback-Leibler divergences by sampling, for pairs without a closed form in kl.ts.

import { ConfigError } from "../errors.ts";
import { add, type Key, mul, sub, sum, type Tensor } from "../graph/index.ts";
import type { Distribution } from "./distribution.ts";
import { MultivariateNormal } from "./multivariate-normal.ts";
import { RelaxedBernoulli } from "./relaxed-bernoulli.ts";
import { RelaxedOneHot } from "./relaxed-categorical.ts";
import { VectorDistribution } from "./vector-distribution.ts";

/**
 * Mean of log p(x) - log q(x) over `samples` samples x of p: an unbiased estimate of KL(p || q) per element, or per vector
 * where one of them is a distribution of vectors. Its gradient reaches the parameters of p through x only where p's sample
 * is reparameterised. Two relaxed variables are compared by the densities of their logits, which do not saturate. The graph
 * grows with `samples`.
 * @throws ConfigError when `samples` is not a positive integer
 */
export function monteCarloKL(p: Distribution, q: Distribution, key: Key, samples = 1): Tensor {
  if (!Number.isInteger(samples) || samples < 1) {
    throw new ConfigError(`monteCarloKL: samples must be a positive integer, got ${samples}`);
  }
  let total = logRatio(p, q, key.fold(0));
  for (let i = 1; i < samples; i++) total = add(total, logRatio(p, q, key.fold(i)));
  return samples === 1 ? total : mul(total, 1 / samples);
}

// log p(x) - log q(x) at one sample x of p.
function logRatio(p: Distribution, q: Distribution, key: Key): Tensor {
  if (p instanceof RelaxedBernoulli && q instanceof RelaxedBernoulli) {
    const l = p.sampleLogits(key);
    return sub(p.logProbOfLogits(l), q.logProbOfLogits(l));
  }
  if (p instanceof RelaxedOneHot && q instanceof RelaxedOneHot) {
    const y = p.sampleLog(key);
    return sub(p.logProbOfLog(y), q.logProbOfLog(y));
  }
  const vectors = p instanceof VectorDistribution || q instanceof VectorDistribution;
  const per = (d: Distribution, logProb: Tensor) =>
    vectors && !(d instanceof VectorDistribution) ? sum(logProb, { axes: -1 }) : logProb;
  if (p instanceof MultivariateNormal) {
    const { sample, logProb } = p.sampleAndLogProb(key);
    return sub(logProb, per(q, q.logProb(sample)));
  }
  const x = p.sample(key);
  return sub(per(p, p.logProb(x)), per(q, q.logProb(x)));
}
