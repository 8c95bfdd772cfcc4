// Distributions whose event is a whole vector: log p has the shape of the axes before the last.

import { broadcastShapes, formatShape } from "../array/index.ts";
import { ShapeError } from "../errors.ts";
import type { Tensor } from "../graph/index.ts";
import { Distribution } from "./distribution.ts";

/**
 * A distribution over vectors, the last axis of `shape`. `logProb`, `entropy` and the KL give one number per vector, [...]
 * for a shape [..., d]; over the distributions of elements it is the sum of theirs along the last axis.
 */
export abstract class VectorDistribution extends Distribution {
  /** @throws ShapeError unless `x` is [..., d] and its leading axes broadcast against those of samples */
  protected expectVectors(x: Tensor, method = "logProb"): void {
    const where = `${this.name}.${method}`;
    if (x.shape.at(-1) !== this.shape.at(-1)) {
      throw new ShapeError(
        `${where}: x must hold vectors of length ${this.shape.at(-1)} in its last axis, got ${formatShape(x.shape)}`,
      );
    }
    try {
      broadcastShapes(x.shape, this.shape);
    } catch {
      throw new ShapeError(
        `${where}: x must broadcast against ${formatShape(this.shape)}, got ${formatShape(x.shape)}`,
      );
    }
  }
}
