// Mixture of diagonal normals over vectors: a prior of clusters (Dilokthanakul et al. 2016; Jiang et al. 2017), or with the
// posteriors of pseudo-inputs as components VampPrior (Tomczak & Welling 2018).

import { formatShape, type Shape, sameShape } from "../array/index.ts";
import { ConfigError, ShapeError } from "../errors.ts";
import {
  add,
  broadcastTo,
  concat,
  div,
  gather,
  type Key,
  logSoftmax,
  logSumExp,
  matmul,
  mean,
  mul,
  randn,
  reciprocal,
  reshape,
  softmax,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
} from "../graph/index.ts";
import { exactly, expand, logOf } from "./_parameters.ts";
import { Categorical } from "./categorical.ts";
import { VectorDistribution } from "./vector-distribution.ts";

/** Choices of a mixture. */
export interface MixtureOptions {
  /** Number of vectors in a sample; default 1. `logProb` takes any number of them. */
  readonly count?: number;
  /**
   * How the squared distances to all components are computed: `differences` forms [n, K, d] and keeps all digits; `product`
   * expands the square to one matrix product, many times faster for large K d, and is wrong by about
   * 1e-7 d (|x - centre| / scale)^2 nats, so it wants scales that are not much smaller than the spread of the components.
   * Default `differences`.
   */
  readonly distances?: "differences" | "product";
}

/** Mixture of K normals with weights softmax(logits), logits [K], means `locs` [K, d], standard deviations `scales` [K, d]. */
export class MixtureOfNormals extends VectorDistribution {
  readonly name = "MixtureOfNormals";
  /** [count, d]. */
  readonly shape: Shape;
  readonly logits: Tensor;
  readonly locs: Tensor;
  readonly scales: Tensor;
  private readonly distances: "differences" | "product";

  /** @throws ShapeError for parameters of other shapes @throws ConfigError for a count that is no positive integer */
  constructor(
    logits: Tensor,
    locs: Tensor,
    scales: Tensor,
    { count = 1, distances = "differences" }: MixtureOptions = {},
  ) {
    super();
    const [components, size] = locs.shape as [number, number];
    if (locs.shape.length !== 2 || !sameShape(scales.shape, locs.shape) || !sameShape(logits.shape, [components])) {
      const got = [logits, locs, scales].map((x) => formatShape(x.shape));
      throw new ShapeError(
        `MixtureOfNormals: logits must be [K], locs and scales [K, d], got ${got[0]}, ${got[1]} and ${got[2]}`,
      );
    }
    if (!Number.isInteger(count) || count < 1) {
      throw new ConfigError(`MixtureOfNormals: count must be a positive integer, got ${count}`);
    }
    this.logits = logits;
    this.locs = locs;
    this.scales = scales;
    this.shape = [count, size];
    this.distances = distances;
  }

  /** A component by the Gumbel maximum, then its normal; gradients reach locs and scales, not the logits. */
  sample(key: Key): Tensor {
    const rows = broadcastTo(this.logits, [this.shape[0]!, this.logits.shape[0]!]);
    const component = new Categorical(rows).sample(key.fold("component"));
    const eps = randn(key.fold("normal"), this.shape);
    return add(gather(this.locs, component), mul(gather(this.scales, component), eps));
  }

  /** Log-density [...] of vectors x [..., d]. */
  logProb(x: Tensor): Tensor {
    return logSumExp(this.logJoint(x), { axes: -1 });
  }

  /** Log of weight times density of every component at x [..., d], as [..., K]; softmax gives the responsibilities. */
  // log w_k - sum log s_k - |(x - m_k) / s_k|^2 / 2 - d log(2 pi) / 2
  logJoint(x: Tensor): Tensor {
    if (x.shape.at(-1) !== this.shape[1]) {
      throw new ShapeError(
        `MixtureOfNormals.logProb: x must hold vectors of length ${this.shape[1]} in its last axis, got ${formatShape(x.shape)}`,
      );
    }
    const constants = add(sum(logOf(this.scales), { axes: 1 }), exactly((this.shape[1]! * Math.log(2 * Math.PI)) / 2));
    const squares = this.distances === "product" ? this.squaresByProduct(x) : this.squaresByDifference(x);
    return sub(sub(logSoftmax(this.logits), constants), mul(squares, 0.5));
  }

  mean(): Tensor {
    const weights = reshape(softmax(this.logits), [1, this.logits.shape[0]!]);
    return expand(matmul(weights, this.locs), this.shape);
  }

  private squaresByDifference(x: Tensor): Tensor {
    const apart = reshape(x, [...x.shape.slice(0, -1), 1, x.shape.at(-1)!]);
    return sum(square(div(sub(apart, this.locs), this.scales)), { axes: -1 });
  }

  // sum_d y^2 p - 2 y m p + m^2 p about the centre c of the components: y = x - c, m = loc - c, p = 1 / scale^2
  private squaresByProduct(x: Tensor): Tensor {
    const centre = stopGradient(mean(this.locs, { axes: 0 }));
    const [y, m, p] = [sub(x, centre), sub(this.locs, centre), square(reciprocal(this.scales))];
    const mp = mul(m, p);
    const left = concat([square(y), y], -1);
    const right = concat([p, mul(mp, -2)], -1);
    return add(matmul(left, right, { transposeB: true }), sum(mul(m, mp), { axes: 1 }));
  }
}
