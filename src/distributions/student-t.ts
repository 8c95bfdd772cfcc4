// Student's t: a location-scale family with heavy tails; df = 1 is Cauchy, df -> infinity is normal.

import type { Shape } from "../array/index.ts";
import {
  add,
  asTensor,
  broadcastTo,
  cos,
  div,
  exp,
  type Key,
  log,
  log1p,
  minimum,
  mul,
  type Operand,
  sqrt,
  square,
  sub,
  type Tensor,
  tanh,
  uniform,
  vjp,
} from "../graph/index.ts";
import { commonShape, exactly, expand, logOf, openUniform } from "./_parameters.ts";
import { Distribution } from "./distribution.ts";

/** Student's t distribution with `df` > 0 degrees of freedom, median `loc` and `scale` > 0. */
export class StudentT extends Distribution {
  readonly name = "StudentT";
  readonly shape: Shape;
  readonly df: Tensor;
  readonly loc: Tensor;
  readonly scale: Tensor;

  /** @throws ShapeError when the parameters do not broadcast */
  constructor(df: Operand, loc: Operand, scale: Operand) {
    super();
    this.df = asTensor(df);
    this.loc = asTensor(loc);
    this.scale = asTensor(scale);
    this.shape = commonShape(this.name, { df: this.df, loc: this.loc, scale: this.scale });
  }

  /**
   * Reparameterised sample, differentiable in df too, by the polar method of Bailey 1994:
   * sqrt(df (u^(-2 / df) - 1)) cos(2 pi v) for uniform u and v.
   */
  sample(key: Key): Tensor {
    const logU = log(openUniform(key.fold("radius"), this.shape));
    // expm1(w) = tanh(w / 2) (exp(w) + 1); the bound keeps exp finite for df < 0.4.
    const w = minimum(div(mul(logU, -2), this.df), 80);
    const radius = sqrt(mul(this.df, mul(tanh(mul(w, 0.5)), add(exp(w), 1))));
    const angle = mul(uniform(key.fold("angle"), this.shape), 2 * Math.PI);
    return add(this.loc, mul(this.scale, mul(radius, cos(angle))));
  }

  // log p(x) = log Z - (df + 1) / 2 log(1 + z^2 / df), z = (x - loc) / scale
  logProb(x: Tensor): Tensor {
    this.expectValue(x);
    const z = div(sub(x, this.loc), this.scale);
    const tail = mul(mul(add(this.df, 1), 0.5), log1p(div(square(z), this.df)));
    return sub(this.logNormaliser(), tail);
  }

  /** loc: the mean for df > 1, and the median where the mean does not exist. */
  mean(): Tensor {
    return expand(this.loc, this.shape);
  }

  // H = (df + 1) / 2 (digamma((df + 1) / 2) - digamma(df / 2)) - log Z
  override entropy(): Tensor {
    const half = mul(this.df, 0.5);
    const ones = broadcastTo(asTensor(1), half.shape);
    const gap = vjp([logGammaHalfStep(half)], [ones], [half])[0]!;
    return expand(sub(mul(add(half, 0.5), gap), this.logNormaliser()), this.shape);
  }

  override mode(): Tensor {
    return this.mean();
  }

  // log Z = log Gamma((df + 1) / 2) - log Gamma(df / 2) - log(df pi) / 2 - log(scale)
  private logNormaliser(): Tensor {
    const gammas = sub(logGammaHalfStep(mul(this.df, 0.5)), mul(log(this.df), 0.5));
    return sub(sub(gammas, exactly(0.5 * Math.log(Math.PI))), logOf(this.scale));
  }
}

const SHIFT = 8;

/**
 * log Gamma(x + 1/2) - log Gamma(x) for x > 0, without the cancellation of two large logarithms: the recurrence
 * Gamma(x + 1) = x Gamma(x) leads to y = x + 8, where the asymptotic series (Tricomi & Erdelyi 1951)
 * log(y) / 2 - 1 / 8y + 1 / 192y^3 - 1 / 640y^5 + 17 / 14336y^7 errs by less than 2e-11.
 */
export function logGammaHalfStep(x: Tensor): Tensor {
  let product: Tensor | undefined;
  for (let k = 0; k < SHIFT; k++) {
    const factor = div(add(x, k), add(x, k + 0.5));
    product = product === undefined ? factor : mul(product, factor);
  }
  const y = add(x, SHIFT);
  const w = div(1, square(y));
  const series = [17 / 14336, -1 / 640, 1 / 192, -1 / 8].reduce<Tensor>((sum, c) => add(mul(sum, w), c), asTensor(0));
  return add(add(log(product!), mul(log(y), 0.5)), div(series, y));
}
