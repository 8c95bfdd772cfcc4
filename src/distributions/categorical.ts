// Categorical over the last axis of its logits: class labels, categorical columns, tokens.

import { float32, formatShape, type Shape, sameShape } from "../array/index.ts";
import { ShapeError } from "../errors.ts";
import {
  add,
  argmax,
  cast,
  constant,
  equal,
  exp,
  type Key,
  log,
  logSoftmax,
  mul,
  neg,
  reshape,
  softmax,
  sum,
  type Tensor,
} from "../graph/index.ts";
import { openUniform } from "./_parameters.ts";
import { Distribution } from "./distribution.ts";

/** Categorical distribution of classes 0..K-1 with probabilities softmax(logits), logits [..., K]. */
export class Categorical extends Distribution {
  readonly name = "Categorical";
  readonly shape: Shape;
  readonly logits: Tensor;
  /** Number of classes K. */
  readonly classes: number;

  /** @throws ShapeError when the logits have no axis of classes */
  constructor(logits: Tensor) {
    super();
    const classes = logits.shape.at(-1);
    if (classes === undefined) throw new ShapeError("Categorical: logits must be [..., classes], got a scalar");
    this.logits = logits;
    this.classes = classes;
    this.shape = logits.shape.slice(0, -1);
  }

  /** A class per event as int64, by the Gumbel maximum; no gradient. */
  sample(key: Key): Tensor {
    const gumbel = neg(log(neg(log(openUniform(key, this.logits.shape)))));
    return argmax(add(this.logits, gumbel));
  }

  /**
   * Log-probability per event [...] of `x`: classes [...] as int64 or whole float32 numbers, or one-hot (or soft)
   * float32 vectors of the logits' shape. @throws ShapeError for any other shape
   */
  logProb(x: Tensor): Tensor {
    return sum(mul(this.oneHot(x), logSoftmax(this.logits)), { axes: -1 });
  }

  /** Probabilities of the classes, [..., K]: the mean of one-hot vectors. */
  mean(): Tensor {
    return softmax(this.logits);
  }

  // H = -sum p log p
  override entropy(): Tensor {
    const logP = logSoftmax(this.logits);
    return neg(sum(mul(exp(logP), logP), { axes: -1 }));
  }

  /** The most probable class per event as int64. */
  override mode(): Tensor {
    return argmax(this.logits);
  }

  // Compared as float32, which every runtime does at full speed; exact below 2^24 classes.
  private oneHot(x: Tensor): Tensor {
    if (x.dtype === "float32" && sameShape(x.shape, this.logits.shape)) return x;
    if (x.dtype === "bool" || !sameShape(x.shape, this.shape)) {
      throw new ShapeError(
        `Categorical.logProb: x must be classes ${formatShape(this.shape)} or one-hot float32 ` +
          `${formatShape(this.logits.shape)}, got ${x.dtype} ${formatShape(x.shape)}`,
      );
    }
    const all = constant(float32(Array.from({ length: this.classes }, (_, k) => k)));
    return cast(equal(reshape(cast(x, "float32"), [...x.shape, 1]), all), "float32");
  }
}
