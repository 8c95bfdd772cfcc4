// The contract of a distribution: parameters are tensors, everything it computes is graph.

import { broadcastShapes, formatShape, type Shape } from "../array/index.ts";
import { ConfigError, ShapeError } from "../errors.ts";
import { type Key, sum, type Tensor } from "../graph/index.ts";

/** A probability distribution over tensors of `shape`, independent per element (per vector of logits: Categorical). */
export abstract class Distribution {
  /** The class's name, as messages write it. */
  abstract readonly name: string;
  /** Shape of a sample: the common shape of the parameters, a categorical's without its last axis. */
  abstract readonly shape: Shape;

  /** One sample of `shape`; its noise is a graph input that the host fills by key. */
  abstract sample(key: Key): Tensor;

  /** Log-density or log-probability of each element of `x` in nats; x and the parameters broadcast. */
  abstract logProb(x: Tensor): Tensor;

  /** Expected value. */
  abstract mean(): Tensor;

  /** Entropy of each element in nats. @throws ConfigError where it has no closed form */
  entropy(): Tensor {
    throw new ConfigError(
      `${this.name}.entropy: has no closed form; estimate it as the mean of -logProb(x) over samples x`,
    );
  }

  /** Most probable value. @throws ConfigError where it has no simple form */
  mode(): Tensor {
    throw new ConfigError(`${this.name}.mode: has no simple form; use mean()`);
  }

  /** @throws ShapeError unless `x` broadcasts against samples */
  protected expectValue(x: Tensor): void {
    try {
      broadcastShapes(x.shape, this.shape);
    } catch {
      throw new ShapeError(
        `${this.name}.logProb: x must broadcast against ${formatShape(this.shape)}, got ${formatShape(x.shape)}`,
      );
    }
  }
}

/** Sum over everything but the first axis: one number per example, [batch]. @throws ShapeError for a scalar */
export function sumEvent(x: Tensor): Tensor {
  if (x.shape.length === 0) throw new ShapeError("sumEvent: needs a first axis of examples, got a scalar");
  return sum(x, { axes: x.shape.map((_, axis) => axis).slice(1) });
}
