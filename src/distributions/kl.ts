// Kullback-Leibler divergences in closed form, as a table of pairs; monte-carlo-kl.ts estimates the others.

import { broadcastShapes } from "../array/index.ts";
import { ConfigError } from "../errors.ts";
import {
  abs,
  add,
  div,
  erf,
  exp,
  logSoftmax,
  minimum,
  mul,
  neg,
  sigmoid,
  softplus,
  square,
  sub,
  sum,
  type Tensor,
} from "../graph/index.ts";
import { exactly, expand, logOf } from "./_parameters.ts";
import { Bernoulli } from "./bernoulli.ts";
import { Categorical } from "./categorical.ts";
import type { Distribution } from "./distribution.ts";
import { HypersphericalUniform } from "./hyperspherical-uniform.ts";
import { Laplace } from "./laplace.ts";
import { MultivariateNormal } from "./multivariate-normal.ts";
import { isStandardNormal, Normal } from "./normal.ts";
import { SpikeAndSlab } from "./spike-and-slab.ts";
import { VectorDistribution } from "./vector-distribution.ts";
import { VonMisesFisher } from "./von-mises-fisher.ts";

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/**
 * KL(p || q) in nats per element (per event for a categorical or vectors), in closed form.
 * @throws ConfigError for a pair without one, which `monteCarloKL` can estimate
 */
export function klDivergence(p: Distribution, q: Distribution): Tensor {
  const closed = closedFormKL(p, q);
  if (closed !== undefined) return closed;
  throw new ConfigError(
    `klDivergence: no closed form is known for ${p.name} || ${q.name}; estimate it with monteCarloKL(p, q, key)`,
  );
}

/** KL(p || q) as `klDivergence` gives it, or undefined for a pair without a closed form. */
export function closedFormKL(p: Distribution, q: Distribution): Tensor | undefined {
  for (const { kinds, formula } of PAIRS) {
    if (p instanceof kinds[0] && q instanceof kinds[1]) {
      const shape = broadcastShapes(p.shape, q.shape);
      return expand(formula(p, q), p instanceof VectorDistribution ? shape.slice(0, -1) : shape);
    }
  }
  return undefined;
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
  pair(Normal, Normal, normalKL),
  pair(Laplace, Laplace, laplaceKL),
  pair(Laplace, Normal, laplaceNormalKL),
  pair(Normal, Laplace, normalLaplaceKL),
  pair(Bernoulli, Bernoulli, bernoulliKL),
  pair(Categorical, Categorical, categoricalKL),
  pair(VonMisesFisher, HypersphericalUniform, (p) => p.klToUniform()),
  pair(SpikeAndSlab, SpikeAndSlab, spikeAndSlabKL),
  pair(MultivariateNormal, Normal, multivariateNormalKL),
];

// (scale^2 + loc^2 - 1) / 2 - log(scale) (Kingma & Welling 2014, appendix B)
function standardNormalKL({ loc, scale }: Normal): Tensor {
  return sub(mul(sub(add(square(scale), square(loc)), 1), 0.5), logOf(scale));
}

// (r^2 + ((m - n) / t)^2 - 1) / 2 - log r, r = s / t
function normalKL(p: Normal, q: Normal): Tensor {
  if (isStandardNormal(q)) return standardNormalKL(p);
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

// (2 b^2 + (m - n)^2) / (2 t^2) - 1 - log(2 b) + log(t) + log(2 pi) / 2
function laplaceNormalKL(p: Laplace, q: Normal): Tensor {
  const [spread, distance] = [div(p.scale, q.scale), div(sub(p.loc, q.loc), q.scale)];
  const squares = add(square(spread), mul(square(distance), 0.5));
  return add(sub(squares, sub(logOf(p.scale), logOf(q.scale))), exactly(HALF_LOG_2PI - 1 - Math.LN2));
}

// E|x - n| / c + log(2 c) - log(s) - (1 + log(2 pi)) / 2, with the mean of a folded normal
// E|x - n| = s sqrt(2 / pi) exp(-r^2 / 2) + d erf(r / sqrt(2)), d = |m - n|, r = d / s
function normalLaplaceKL(p: Normal, q: Laplace): Tensor {
  const d = abs(sub(p.loc, q.loc));
  const r = minimum(div(d, p.scale), 20); // beyond, exp(-r^2 / 2) is nothing and erf is one
  const folded = add(
    mul(p.scale, mul(exp(mul(square(r), -0.5)), exactly(Math.sqrt(2 / Math.PI)))),
    mul(d, erf(mul(r, exactly(Math.SQRT1_2)))),
  );
  return add(sub(div(folded, q.scale), sub(logOf(p.scale), logOf(q.scale))), exactly(Math.LN2 - HALF_LOG_2PI - 0.5));
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

// gamma KL(slab || slab) + KL(Bernoulli(gamma) || Bernoulli(alpha)) (Tonolini et al. 2020, where the prior's slab is N(0, 1))
function spikeAndSlabKL(p: SpikeAndSlab, q: SpikeAndSlab): Tensor {
  const slabs = mul(p.active.mean(), normalKL(p.slab, q.slab));
  return add(slabs, bernoulliKL(p.active.discrete, q.active.discrete));
}

// sum over the diagonal normal's elements: ((variance + (m - n)^2) / t^2 - 1) / 2 + log t, less log |L|
function multivariateNormalKL(p: MultivariateNormal, q: Normal): Tensor {
  const moment = add(p.variance(), square(sub(p.loc, q.loc)));
  const standard = isStandardNormal(q);
  const terms = mul(sub(standard ? moment : div(moment, square(q.scale)), 1), 0.5);
  const shape = broadcastShapes(p.shape, q.shape);
  const elements = expand(standard ? terms : add(terms, logOf(q.scale)), shape);
  return sub(sum(elements, { axes: -1 }), p.logDeterminant());
}
