// Uniform distribution on the unit sphere: the prior of hyperspherical autoencoders (Davidson et al. 2018).

import { formatShape, type Shape } from "../array/index.ts";
import { ShapeError } from "../errors.ts";
import {
  asTensor,
  broadcastTo,
  div,
  type Key,
  maximum,
  randn,
  sqrt,
  square,
  sum,
  type Tensor,
} from "../graph/index.ts";
import { exactly } from "./_parameters.ts";
import { VectorDistribution } from "./vector-distribution.ts";

/**
 * Uniform distribution over unit vectors along the last axis of `shape` [..., m], m >= 2. An event is a whole vector:
 * `logProb` and `entropy` have one number per vector, [...], with respect to the area of the sphere.
 */
export class HypersphericalUniform extends VectorDistribution {
  readonly name = "HypersphericalUniform";
  readonly shape: Shape;

  /** @throws ShapeError unless the last axis has two elements or more */
  constructor(shape: Shape) {
    super();
    sphereDimension(this.name, shape);
    this.shape = shape;
  }

  /** A normal vector divided by its length. */
  sample(key: Key): Tensor {
    return randomDirection(key, this.shape);
  }

  /** -log area of the sphere for every vector of `x` [..., m]; zero gradient. */
  logProb(x: Tensor): Tensor {
    this.expectVectors(x);
    const batch = x.shape.length > this.shape.length ? x.shape : this.shape;
    return broadcastTo(exactly(-logSphereArea(this.shape.at(-1)!)), batch.slice(0, -1));
  }

  /** The origin, which is not on the sphere. */
  mean(): Tensor {
    return broadcastTo(asTensor(0), this.shape);
  }

  // H = log area
  override entropy(): Tensor {
    return broadcastTo(exactly(logSphereArea(this.shape.at(-1)!)), this.shape.slice(0, -1));
  }
}

/** log of the area 2 pi^(m/2) / Gamma(m/2) of the unit sphere in R^m, by area(m) = area(m - 2) 2 pi / (m - 2). */
export function logSphereArea(m: number): number {
  let total = Math.log(m % 2 === 0 ? 2 * Math.PI : 2);
  for (let k = m - 2; k > 0; k -= 2) total += Math.log((2 * Math.PI) / k);
  return total;
}

/** Size of the last axis. @throws ShapeError naming the distribution unless it is 2 or more */
export function sphereDimension(where: string, shape: Shape): number {
  const m = shape.at(-1);
  if (m === undefined || m < 2) {
    throw new ShapeError(`${where}: vectors need a last axis of two elements or more, got ${formatShape(shape)}`);
  }
  return m;
}

/** Normal noise along the last axis divided by its length: a uniform direction. */
export function randomDirection(key: Key, shape: Shape): Tensor {
  return normalise(randn(key.fold("direction"), shape));
}

/** x / |x| along the last axis; the length counts as 1e-15 at least. */
export function normalise(x: Tensor): Tensor {
  return div(x, sqrt(maximum(sum(square(x), { axes: -1, keepDims: true }), 1e-30)));
}
