// Diagonal normal N(loc, scale^2): default posterior, prior and likelihood. No covariance between elements.

import type { Shape } from "../array/index.ts";
import {
  add,
  asTensor,
  broadcastTo,
  div,
  type Key,
  mul,
  type Operand,
  randn,
  square,
  sub,
  type Tensor,
} from "../graph/index.ts";
import { commonShape, exactly, expand, fillValue, logOf } from "./_parameters.ts";
import { Distribution } from "./distribution.ts";

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/** Normal distribution with mean `loc` and standard deviation `scale` > 0. */
export class Normal extends Distribution {
  readonly name = "Normal";
  readonly shape: Shape;
  readonly loc: Tensor;
  readonly scale: Tensor;

  /** @throws ShapeError when the parameters do not broadcast */
  constructor(loc: Operand, scale: Operand) {
    super();
    this.loc = asTensor(loc);
    this.scale = asTensor(scale);
    this.shape = commonShape(this.name, { loc: this.loc, scale: this.scale });
  }

  /** Reparameterised sample: loc + scale * eps, eps ~ N(0, I). */
  sample(key: Key): Tensor {
    return add(this.loc, mul(this.scale, randn(key, this.shape)));
  }

  // log p(x) = -((x - loc) / scale)^2 / 2 - log(scale) - log(2 pi) / 2
  logProb(x: Tensor): Tensor {
    this.expectValue(x);
    const z = div(sub(x, this.loc), this.scale);
    return sub(mul(square(z), -0.5), add(logOf(this.scale), exactly(HALF_LOG_2PI)));
  }

  mean(): Tensor {
    return expand(this.loc, this.shape);
  }

  // H = log(scale) + log(2 pi e) / 2
  override entropy(): Tensor {
    return expand(add(logOf(this.scale), exactly(HALF_LOG_2PI + 0.5)), this.shape);
  }

  override mode(): Tensor {
    return this.mean();
  }
}

/** N(0, I) over tensors of `shape`, recognised by `klDivergence`. */
export function standardNormal(shape: Shape): Normal {
  return new Normal(broadcastTo(asTensor(0), shape), 1);
}

/** True for a normal whose loc and scale are the constants 0 and 1. */
export function isStandardNormal({ loc, scale }: Normal): boolean {
  return fillValue(loc) === 0 && fillValue(scale) === 1;
}
