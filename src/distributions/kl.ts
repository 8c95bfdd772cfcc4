// Kullback-Leibler divergences: a table of closed forms and the estimate by sampling for the other pairs.

import { broadcastShapes } from "../array/index.ts";
import { ConfigError } from "../errors.ts";
import {
  abs,
  add,
  div,
  exp,
  type Key,
  logSoftmax,
  mul,
  neg,
  sigmoid,
  softplus,
  square,
  sub,
  sum,
  type Tensor,
} from "../graph/index.ts";
import { expand, logOf } from "./_parameters.ts";
import { Bernoulli } from "./bernoulli.ts";
import { Categorical } from "./categorical.ts";
import type { Distribution } from "./distribution.ts";
import { Laplace } from "./laplace.ts";
import { isStandardNormal, Normal } from "./normal.ts";

/**
 * KL(p || q) in nats per element (per event for a categorical), in closed form.
 * @throws ConfigError for a pair without one, which `monteCarloKL` can estimate
 */
export function klDivergence(p: Distribution, q: Distribution): Tensor {
  for (const { kinds, formula } of PAIRS) {
    if (p instanceof kinds[0] && q instanceof kinds[1]) {
      return expand(formula(p, q), broadcastShapes(p.shape, q.shape));
    }
  }
  throw new ConfigError(
    `klDivergence: no closed form is known for ${p.name} || ${q.name}; estimate it with monteCarloKL(p, q, key)`,
  );
}

/**
 * Mean of log p(x) - log q(x) over `samples` samples x of p: an unbiased estimate of KL(p || q) per element. Its gradient
 * reaches the parameters of p through x only where p's sample is reparameterised. The graph grows with `samples`.
 * @throws ConfigError when `samples` is not a positive integer
 */
export function monteCarloKL(p: Distribution, q: Distribution, key: Key, samples = 1): Tensor {
  if (!Number.isInteger(samples) || samples < 1) {
    throw new ConfigError(`monteCarloKL: samples must be a positive integer, got ${samples}`);
  }
  const draw = (i: number) => {
    const x = p.sample(key.fold(i));
    return sub(p.logProb(x), q.logProb(x));
  };
  let total = draw(0);
  for (let i = 1; i < samples; i++) total = add(total, draw(i));
  return samples === 1 ? total : mul(total, 1 / samples);
}

type Kind<D extends Distribution> = abstract new (...parameters: never[]) => D;

interface Pair {
  readonly kinds: readonly [Kind<Distribution>, Kind<Distribution>];
  readonly formula: (p: Distribution, q: Distribution) => Tensor;
}

function pair<P extends Distribution, Q extends Distribution>(
  p: Kind<P>,
  q: Kind<Q>,
  formula: (p: P, q: Q) => Tensor,
): Pair {
  return { kinds: [p, q], formula: formula as Pair["formula"] };
}

const PAIRS: readonly Pair[] = [
  pair(Normal, Normal, (p, q) => (isStandardNormal(q) ? standardNormalKL(p) : normalKL(p, q))),
  pair(Laplace, Laplace, laplaceKL),
  pair(Bernoulli, Bernoulli, bernoulliKL),
  pair(Categorical, Categorical, categoricalKL),
];

// (scale^2 + loc^2 - 1) / 2 - log(scale) (Kingma & Welling 2014, appendix B)
function standardNormalKL({ loc, scale }: Normal): Tensor {
  return sub(mul(sub(add(square(scale), square(loc)), 1), 0.5), logOf(scale));
}

// (r^2 + ((m - n) / t)^2 - 1) / 2 - log r, r = s / t
function normalKL(p: Normal, q: Normal): Tensor {
  const ratio = div(p.scale, q.scale);
  const distance = div(sub(p.loc, q.loc), q.scale);
  const squares = sub(add(square(ratio), square(distance)), 1);
  return sub(mul(squares, 0.5), sub(logOf(p.scale), logOf(q.scale)));
}

// (b exp(-d / b) + d) / c - 1 - log(b / c), d = |m - n|
function laplaceKL(p: Laplace, q: Laplace): Tensor {
  const d = abs(sub(p.loc, q.loc));
  const deviation = div(add(mul(p.scale, exp(neg(div(d, p.scale)))), d), q.scale);
  return sub(sub(deviation, 1), sub(logOf(p.scale), logOf(q.scale)));
}

// p1 (log p1 - log q1) + p0 (log p0 - log q0)
function bernoulliKL({ logits: l }: Bernoulli, { logits: m }: Bernoulli): Tensor {
  const one = mul(sigmoid(l), sub(softplus(neg(m)), softplus(neg(l))));
  const zero = mul(sigmoid(neg(l)), sub(softplus(m), softplus(l)));
  return add(one, zero);
}

// sum p (log p - log q)
function categoricalKL(p: Categorical, q: Categorical): Tensor {
  const logP = logSoftmax(p.logits);
  return sum(mul(exp(logP), sub(logP, logSoftmax(q.logits))), { axes: -1 });
}
