// Bernoulli in logits: binary pixels and flags.

import type { Shape } from "../array/index.ts";
import {
  abs,
  add,
  asTensor,
  cast,
  type Key,
  less,
  mul,
  neg,
  type Operand,
  sigmoid,
  softplus,
  step,
  sub,
  type Tensor,
  uniform,
} from "../graph/index.ts";
import { Distribution } from "./distribution.ts";

/** Bernoulli distribution of 0 and 1 with p(1) = sigmoid(logits). */
export class Bernoulli extends Distribution {
  readonly name = "Bernoulli";
  readonly shape: Shape;
  readonly logits: Tensor;

  constructor(logits: Operand) {
    super();
    this.logits = asTensor(logits);
    this.shape = this.logits.shape;
  }

  /** A sample by threshold, as float32 zeros and ones; no gradient. */
  sample(key: Key): Tensor {
    return cast(less(uniform(key, this.shape), sigmoid(this.logits)), "float32");
  }

  /**
   * log p(x) = x logits - softplus(logits). For grey levels x in [0, 1] it is the negative cross-entropy that VAE papers
   * report, not a density; `ContinuousBernoulli` is one.
   */
  logProb(x: Tensor): Tensor {
    this.expectValue(x);
    return sub(mul(x, this.logits), softplus(this.logits));
  }

  mean(): Tensor {
    return sigmoid(this.logits);
  }

  // H = softplus(l) - l sigmoid(l); even in l, and the negative side does not cancel.
  override entropy(): Tensor {
    const l = neg(abs(this.logits));
    return add(softplus(l), mul(neg(l), sigmoid(l)));
  }

  /** 1 where p(1) > 1/2. */
  override mode(): Tensor {
    return step(this.logits);
  }
}
