// Continuous Bernoulli (Loaiza-Ganem & Cunningham 2019): a density on [0, 1] for grey levels, in logits l:
// p(x) = exp(x l) l / (exp(l) - 1). Written around x = 1/2, where the normaliser is even in l.

import type { Shape } from "../array/index.ts";
import {
  abs,
  add,
  asTensor,
  clip,
  div,
  exp,
  type Key,
  less,
  log,
  maximum,
  minimum,
  mul,
  neg,
  type Operand,
  reciprocal,
  sigmoid,
  softplus,
  square,
  step,
  sub,
  type Tensor,
  tanh,
  where,
} from "../graph/index.ts";
import { openUniform } from "./_parameters.ts";
import { Distribution } from "./distribution.ts";

// Below this |logit| a series replaces the closed form, which is 0 / 0 at zero. The argument of the side that is not
// used is clamped at the border: `where` would let a NaN of its gradient through.
const SMALL = 0.5;

/** Continuous Bernoulli distribution on [0, 1] with density proportional to exp(x * logits). */
export class ContinuousBernoulli extends Distribution {
  readonly name = "ContinuousBernoulli";
  readonly shape: Shape;
  readonly logits: Tensor;

  constructor(logits: Operand) {
    super();
    this.logits = asTensor(logits);
    this.shape = this.logits.shape;
  }

  /**
   * Reparameterised sample by the inverse distribution function, with t = logit(u):
   * (softplus(t + l) - softplus(t)) / l, which is the average of sigmoid over [t, t + l].
   */
  sample(key: Key): Tensor {
    const u = openUniform(key, this.shape);
    const t = sub(log(u), log(sub(1, u)));
    const small = less(abs(this.logits), 1);
    // Gauss-Legendre quadrature of the average with three nodes: within 1e-7 for |l| < 1.
    const near = clip(this.logits, -1, 1);
    const node = (at: number) => sigmoid(add(t, mul(near, at)));
    const outer = add(node(0.5 - Math.sqrt(0.15)), node(0.5 + Math.sqrt(0.15)));
    const average = add(mul(outer, 5 / 18), mul(node(0.5), 8 / 18));
    const far = where(small, 1, this.logits);
    const quotient = div(sub(softplus(add(t, far)), softplus(t)), far);
    return clip(where(small, average, quotient), 0, 1);
  }

  // log p(x) = (x - 1/2) l + log(l / (2 sinh(l / 2)))
  logProb(x: Tensor): Tensor {
    this.expectValue(x);
    return add(mul(sub(x, 0.5), this.logits), this.logNormaliser());
  }

  // E x = 1/2 + coth(l / 2) / 2 - 1 / l = 1/2 + l/12 - l^3/720 + l^5/30240 - l^7/1209600 + ...
  mean(): Tensor {
    const small = less(abs(this.logits), SMALL);
    const near = clip(this.logits, -SMALL, SMALL);
    const series = mul(div(near, 12), nested(square(near), [60, 42, 40]));
    const far = where(small, 1, this.logits);
    const closed = sub(div(0.5, tanh(mul(far, 0.5))), reciprocal(far));
    return add(where(small, series, closed), 0.5);
  }

  /** -log p at the mean: log p is linear in x. */
  override entropy(): Tensor {
    return neg(this.logProb(this.mean()));
  }

  /** The end of [0, 1] where the density is highest; 0 for the uniform density. */
  override mode(): Tensor {
    return step(this.logits);
  }

  // With a = |l|: log(a / (1 - exp(-a))) - a/2 = -(l^2/24 - l^4/2880 + l^6/181440 - l^8/9676800 + ...)
  private logNormaliser(): Tensor {
    const a = abs(this.logits);
    const near = square(minimum(a, SMALL));
    const series = mul(div(near, -24), nested(near, [120, 63, 160 / 3]));
    const far = maximum(a, SMALL);
    const closed = sub(log(div(far, sub(1, exp(neg(far))))), mul(far, 0.5));
    return where(less(a, SMALL), series, closed);
  }
}

// 1 - u / d0 (1 - u / d1 (1 - u / d2 ...))
function nested(u: Tensor, divisors: readonly number[]): Tensor {
  return divisors.reduceRight<Tensor>((rest, d) => sub(1, mul(div(u, d), rest)), asTensor(1));
}
