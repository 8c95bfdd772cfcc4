// Wrapped normal distribution on the Poincare ball (Nagano et al. 2019; Mathieu et al. 2019, section 3.2): a normal in the
// tangent space of the origin, carried to `loc` by parallel transport and to the ball by the exponential map.

import { formatShape, type Shape } from "../array/index.ts";
import { ConfigError, ShapeError } from "../errors.ts";
import {
  add,
  asTensor,
  div,
  type Key,
  log,
  mul,
  type Operand,
  randn,
  square,
  sub,
  sum,
  type Tensor,
} from "../graph/index.ts";
import { commonShape, exactly, expand, logOf } from "./_parameters.ts";
import { arsinhOverX, expMapUnit, logMapUnit, squaredSinh } from "./poincare.ts";
import { VectorDistribution } from "./vector-distribution.ts";

/**
 * Wrapped normal on the ball of curvature -c around `loc` [..., m], a point of the ball, with `scale` > 0 per dimension.
 * `scale` measures geodesic distance. An event is a whole vector: `logProb` has one number per vector, [...], and is the
 * density with respect to the Riemannian volume (2 / (1 - c |z|^2))^m dz, as in Mathieu et al., not to dz.
 */
export class WrappedNormal extends VectorDistribution {
  readonly name = "WrappedNormal";
  readonly shape: Shape;
  readonly loc: Tensor;
  readonly scale: Tensor;
  /** The ball has curvature -c and radius 1 / sqrt(c). */
  readonly c: number;

  /** @throws ShapeError when the parameters do not broadcast; ConfigError unless c > 0 */
  constructor(loc: Tensor, scale: Operand, c = 1) {
    super();
    if (!(c > 0 && Number.isFinite(c))) throw new ConfigError(`WrappedNormal: c must be a number > 0, got ${c}`);
    this.loc = loc;
    this.scale = asTensor(scale);
    this.c = c;
    this.shape = commonShape(this.name, { loc, scale: this.scale });
    if (loc.shape.length === 0 || this.shape.at(-1) !== loc.shape.at(-1)) {
      throw new ShapeError(`WrappedNormal: loc must have a last axis of coordinates, got ${formatShape(loc.shape)}`);
    }
  }

  /** Reparameterised sample exp_loc(scale * eps / lambda_loc), eps ~ N(0, I), lambda the conformal factor. */
  sample(key: Key): Tensor {
    return expMapUnit(this.loc, mul(this.scale, randn(key, this.shape)), this.c);
  }

  // log p(z) = log N(v; 0, scale) - (m - 1) log(sinh(sqrt(c) d) / (sqrt(c) d)), v = lambda_loc log_loc(z), d = |v|.
  // With x = sinh(sqrt(c) d / 2) the last logarithm is log(1 + x^2) / 2 - log(arsinh(x) / x).
  logProb(z: Tensor): Tensor {
    this.expectVectors(z);
    const whitened = div(logMapUnit(this.loc, z, this.c), this.scale);
    const normal = sub(mul(square(whitened), -0.5), add(logOf(this.scale), exactly(0.5 * Math.log(2 * Math.PI))));
    const stretch = squaredSinh(this.loc, z, this.c);
    const volume = sub(mul(log(add(stretch, 1)), 0.5), log(arsinhOverX(stretch)));
    const dimensions = this.shape.at(-1)!;
    return sub(sum(normal, { axes: -1 }), mul(sum(volume, { axes: -1 }), dimensions - 1));
  }

  /** loc, the Frechet mean: the distribution is symmetric along every geodesic through it. */
  mean(): Tensor {
    return expand(this.loc, this.shape);
  }
}
