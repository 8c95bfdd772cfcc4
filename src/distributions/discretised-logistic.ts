// Logistic distribution rounded to levels on [0, 1] (Kingma et al. 2016, Salimans et al. 2017): exact probabilities,
// hence bits, of 8-bit pixels. The lowest level reaches to -infinity, the highest to +infinity.

import type { Shape } from "../array/index.ts";
import { ConfigError } from "../errors.ts";
import {
  add,
  asTensor,
  clip,
  div,
  floor,
  type Key,
  log,
  mul,
  neg,
  type Operand,
  reciprocal,
  softplus,
  step,
  sub,
  type Tensor,
  tanh,
} from "../graph/index.ts";
import { commonShape, expand, openUniform } from "./_parameters.ts";
import { Distribution } from "./distribution.ts";

/** Logistic distribution with median `loc` and `scale` > 0 on the `levels` values k / (levels - 1) of [0, 1]. */
export class DiscretisedLogistic extends Distribution {
  readonly name = "DiscretisedLogistic";
  readonly shape: Shape;
  readonly loc: Tensor;
  readonly scale: Tensor;
  readonly levels: number;

  /** @throws ShapeError when the parameters do not broadcast, ConfigError for less than two levels */
  constructor(loc: Operand, scale: Operand, levels = 256) {
    super();
    if (!Number.isInteger(levels) || levels < 2) {
      throw new ConfigError(`DiscretisedLogistic: levels must be an integer of at least 2, got ${levels}`);
    }
    this.loc = asTensor(loc);
    this.scale = asTensor(scale);
    this.levels = levels;
    this.shape = commonShape(this.name, { loc: this.loc, scale: this.scale });
  }

  /** A sample rounded to its level; no gradient. */
  sample(key: Key): Tensor {
    const u = openUniform(key, this.shape);
    const x = add(this.loc, mul(this.scale, sub(log(u), log(sub(1, u)))));
    const top = this.levels - 1;
    return div(clip(floor(add(mul(x, top), 0.5)), 0, top), top);
  }

  /**
   * Log-probability of the level at `x`. With u and l the standardised upper and lower edge of its bin,
   * log(sigmoid(u) - sigmoid(l)) = -softplus(-u) - softplus(l) + log(1 - exp(l - u)),
   * which is exact in both tails, so no fallback to the density is needed.
   */
  logProb(x: Tensor): Tensor {
    this.expectValue(x);
    const half = 0.5 / (this.levels - 1);
    const z = div(sub(x, this.loc), this.scale);
    const b = reciprocal(mul(this.scale, 2 * (this.levels - 1)));
    // 1 - exp(-2 b) = 2 t / (1 + t), t = tanh(b)
    const t = tanh(b);
    const width = log(div(mul(t, 2), add(t, 1)));
    const aboveLowest = step(sub(x, half));
    const belowHighest = step(sub(1 - half, x));
    const tails = add(mul(belowHighest, softplus(neg(add(z, b)))), mul(aboveLowest, softplus(sub(z, b))));
    return sub(mul(mul(aboveLowest, belowHighest), width), tails);
  }

  /**
   * The mean as the integral over [0, 1] of P(X > t): scale (softplus(loc / scale) - softplus((loc - 1) / scale)).
   * The sum over the levels, of which it is the limit, differs by less than half a level.
   */
  mean(): Tensor {
    const above = softplus(div(this.loc, this.scale));
    const beyond = softplus(div(sub(this.loc, 1), this.scale));
    return expand(clip(mul(this.scale, sub(above, beyond)), 0, 1), this.shape);
  }
}
