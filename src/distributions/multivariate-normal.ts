// Normal with a full covariance per row, in its Cholesky factor: a posterior whose latents are correlated. A product of
// independent normals is the diagonal normal.ts.

import { broadcastShapes, float32, formatShape, type Shape, sameShape } from "../array/index.ts";
import { ShapeError } from "../errors.ts";
import {
  add,
  constant,
  type Key,
  log,
  matmul,
  mul,
  randn,
  reshape,
  square,
  sub,
  sum,
  type Tensor,
} from "../graph/index.ts";
import { exactly, expand } from "./_parameters.ts";
import { solveLower } from "./triangular.ts";
import { VectorDistribution } from "./vector-distribution.ts";

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/** Normal distribution N(loc, L L^T) of vectors, loc [..., d], L the lower-triangular `factor` [..., d, d]. */
export class MultivariateNormal extends VectorDistribution {
  readonly name = "MultivariateNormal";
  readonly shape: Shape;
  readonly loc: Tensor;
  readonly factor: Tensor;

  /**
   * `factor` must be zero above its diagonal and positive on it, as `lowerFactor` makes it; values are not checked.
   * @throws ShapeError unless loc is [..., d], the factor [..., d, d] and their leading axes broadcast
   */
  constructor(loc: Tensor, factor: Tensor) {
    super();
    const d = loc.shape.at(-1);
    if (d === undefined || !sameShape(factor.shape.slice(-2), [d, d])) {
      throw new ShapeError(
        `MultivariateNormal: loc must be [..., d] and factor [..., d, d], got ${formatShape(loc.shape)} and ${formatShape(factor.shape)}`,
      );
    }
    this.loc = loc;
    this.factor = factor;
    try {
      this.shape = broadcastShapes(loc.shape, factor.shape.slice(0, -1));
    } catch {
      throw new ShapeError(
        `MultivariateNormal: leading axes of loc and factor must broadcast, got ${formatShape(loc.shape)} and ${formatShape(factor.shape)}`,
      );
    }
  }

  /** Reparameterised sample: loc + L eps, eps ~ N(0, I). */
  sample(key: Key): Tensor {
    return this.atNoise(randn(key, this.shape));
  }

  /** `sample(key)` and its log-density [...], which needs no triangular solve: L^-1 (x - loc) is the noise. */
  sampleAndLogProb(key: Key): { readonly sample: Tensor; readonly logProb: Tensor } {
    const eps = randn(key, this.shape);
    return { sample: this.atNoise(eps), logProb: this.logProbOfNoise(eps) };
  }

  /**
   * Log-density [...] of vectors x [..., d], by forward substitution unrolled in the graph: about 10 d operations and, with
   * its gradient, a few passes over the factor times log2(d). Meant for d <= 64; for own samples use `sampleAndLogProb`.
   */
  logProb(x: Tensor): Tensor {
    this.expectVectors(x);
    return this.logProbOfNoise(solveLower(this.factor, sub(x, this.loc)));
  }

  mean(): Tensor {
    return expand(this.loc, this.shape);
  }

  // H = log |L| + d (1 + log(2 pi)) / 2
  override entropy(): Tensor {
    const size = this.shape.at(-1)!;
    return expand(add(this.logDeterminant(), exactly(size * (HALF_LOG_2PI + 0.5))), this.shape.slice(0, -1));
  }

  override mode(): Tensor {
    return this.mean();
  }

  /** Variances [..., d], the diagonal of L L^T. */
  variance(): Tensor {
    return sum(square(this.factor), { axes: -1 });
  }

  /** log |L| [...], the sum of the logarithms of the diagonal. */
  logDeterminant(): Tensor {
    const size = this.shape.at(-1)!;
    const diagonal = constant(
      float32(
        Array.from({ length: size * size }, (_, i) => Number(i % (size + 1) === 0)),
        [size, size],
      ),
    );
    return sum(log(sum(mul(this.factor, diagonal), { axes: -1 })), { axes: -1 });
  }

  private atNoise(eps: Tensor): Tensor {
    return add(this.loc, reshape(matmul(this.factor, reshape(eps, [...this.shape, 1])), this.shape));
  }

  // -|z|^2 / 2 - log |L| - d log(2 pi) / 2
  private logProbOfNoise(z: Tensor): Tensor {
    const size = this.shape.at(-1)!;
    const squares = mul(sum(square(z), { axes: -1 }), -0.5);
    return sub(squares, add(this.logDeterminant(), exactly(size * HALF_LOG_2PI)));
  }
}
