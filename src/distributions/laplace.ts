// Laplace distribution: absolute instead of squared error, so outliers pull less than under a normal.

import type { Shape } from "../array/index.ts";
import {
  abs,
  add,
  asTensor,
  div,
  type Key,
  log,
  mul,
  neg,
  type Operand,
  sign,
  sub,
  type Tensor,
} from "../graph/index.ts";
import { commonShape, exactly, expand, logOf, openUniform } from "./_parameters.ts";
import { Distribution } from "./distribution.ts";

/** Laplace distribution with median `loc` and mean absolute deviation `scale` > 0. */
export class Laplace extends Distribution {
  readonly name = "Laplace";
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

  /** Reparameterised sample by the inverse distribution function: loc - scale * sign(v) * log(1 - 2 |v|), v = u - 1/2. */
  sample(key: Key): Tensor {
    const v = sub(openUniform(key, this.shape), 0.5);
    const deviate = mul(sign(v), neg(log(sub(1, mul(abs(v), 2)))));
    return add(this.loc, mul(this.scale, deviate));
  }

  // log p(x) = -|x - loc| / scale - log(2 scale)
  logProb(x: Tensor): Tensor {
    this.expectValue(x);
    const deviation = div(abs(sub(x, this.loc)), this.scale);
    return sub(neg(deviation), add(logOf(this.scale), exactly(Math.LN2)));
  }

  mean(): Tensor {
    return expand(this.loc, this.shape);
  }

  // H = 1 + log(2 scale)
  override entropy(): Tensor {
    return expand(add(logOf(this.scale), exactly(1 + Math.LN2)), this.shape);
  }

  override mode(): Tensor {
    return this.mean();
  }
}
