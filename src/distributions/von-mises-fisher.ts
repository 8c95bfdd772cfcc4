// Von Mises-Fisher distribution on the unit sphere, p(x) = C_m(kappa) exp(kappa mu.x): the posterior of hyperspherical
// autoencoders (Davidson et al. 2018).

import { formatShape, type Shape } from "../array/index.ts";
import { ShapeError } from "../errors.ts";
import {
  add,
  asTensor,
  besselRatio,
  besselRatioGap,
  cos,
  type Key,
  logBesselIReduced,
  mul,
  type Operand,
  randn,
  sin,
  square,
  sub,
  sum,
  type Tensor,
} from "../graph/index.ts";
import { commonShape, exactly, expand } from "./_parameters.ts";
import { sampleAngle } from "./_polar-angle.ts";
import { logSphereArea, normalise, sphereDimension } from "./hyperspherical-uniform.ts";
import { VectorDistribution } from "./vector-distribution.ts";

/**
 * Von Mises-Fisher distribution over unit vectors along the last axis, around `meanDirection` [..., m] (of unit length,
 * m >= 2) with `concentration` kappa > 0, [..., 1] or a scalar. An event is a whole vector: samples have `shape` [..., m],
 * `logProb` and `entropy` one number per vector, [...], with respect to the area of the sphere. Made for m up to 100 and
 * kappa in 1e-3..1e5 in float32.
 */
export class VonMisesFisher extends VectorDistribution {
  readonly name = "VonMisesFisher";
  readonly shape: Shape;
  readonly meanDirection: Tensor;
  readonly concentration: Tensor;
  private readonly m: number;

  /** @throws ShapeError when the parameters do not broadcast or the concentration has more than one number per vector */
  constructor(meanDirection: Tensor, concentration: Operand) {
    super();
    this.meanDirection = meanDirection;
    this.concentration = asTensor(concentration);
    this.m = sphereDimension(this.name, meanDirection.shape);
    const last = this.concentration.shape.at(-1);
    if (last !== undefined && last !== 1) {
      throw new ShapeError(
        `VonMisesFisher: concentration must have one number per vector, [..., 1] or a scalar, got ${formatShape(this.concentration.shape)}`,
      );
    }
    this.shape = commonShape(this.name, { meanDirection, concentration: this.concentration });
  }

  /**
   * Reparameterised sample cos(t) mu + sin(t) v: an angle t by the rejection scheme of Ulrich 1984 with its implicit
   * gradient for kappa, and a uniform direction v orthogonal to mu (normal noise without its part along mu, which unlike
   * a Householder reflection is singular for no mu). Takes the first of 16 proposals that is accepted; for all to fail has
   * probability 4e-8 at most (m = 2, kappa = 1e4), and then the first is used.
   */
  sample(key: Key): Tensor {
    const mu = this.meanDirection;
    const angle = sampleAngle(key, this.m, this.concentration, this.shape.slice(0, -1));
    const noise = randn(key.fold("direction"), this.shape);
    return add(mul(cos(angle), mu), mul(sin(angle), normalise(without(mu, normalise(without(mu, noise))))));
  }

  // log p(x) = kappa (mu.x - 1) + log(C_m(kappa) exp(kappa)), with mu.x - 1 = -|x - mu|^2 / 2 for unit vectors.
  logProb(x: Tensor): Tensor {
    this.expectVectors(x);
    const distance = sum(square(sub(x, this.meanDirection)), { axes: -1, keepDims: true });
    return perVector(sub(this.logNormaliser(), mul(mul(distance, this.concentration), 0.5)));
  }

  /** A_m(kappa) mu with A_m = I_{m/2} / I_{m/2-1}: inside the ball. */
  mean(): Tensor {
    return mul(besselRatio(this.m / 2 - 1, this.concentration), this.meanDirection);
  }

  // H = kappa (1 - A_m(kappa)) - log(C_m(kappa) exp(kappa))
  override entropy(): Tensor {
    const spread = mul(this.concentration, besselRatioGap(this.m / 2 - 1, this.concentration));
    return perVector(expand(sub(spread, this.logNormaliser()), [...this.shape.slice(0, -1), 1]));
  }

  override mode(): Tensor {
    return expand(this.meanDirection, this.shape);
  }

  /** KL divergence from this distribution to the uniform one on the sphere, per vector (Davidson et al. 2018, eq. 14). */
  klToUniform(): Tensor {
    return sub(exactly(logSphereArea(this.m)), this.entropy());
  }

  // log(C_m(kappa) exp(kappa)) = -m/2 log(2 pi) - log(I_v(kappa) kappa^-v exp(-kappa)), v = m/2 - 1
  private logNormaliser(): Tensor {
    const constant = exactly((-this.m / 2) * Math.log(2 * Math.PI));
    return sub(constant, logBesselIReduced(this.m / 2 - 1, this.concentration));
  }
}

// The part of x orthogonal to the unit vector mu.
function without(mu: Tensor, x: Tensor): Tensor {
  return sub(x, mul(sum(mul(x, mu), { axes: -1, keepDims: true }), mu));
}

// [..., 1] as [...].
function perVector(x: Tensor): Tensor {
  return sum(x, { axes: -1 });
}
