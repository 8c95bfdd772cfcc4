// The contract of a flow: an invertible map of vectors whose Jacobian determinant is cheap, and how steps compose.

import { formatShape } from "../../array/index.ts";
import { ShapeError } from "../../errors.ts";
import { add, type Tensor } from "../../graph/index.ts";

/** A mapped batch. */
export interface Mapped {
  /** The vectors after the map [n, size]. */
  readonly value: Tensor;
  /** log |det| of the map's Jacobian at each vector [n], in nats. */
  readonly logDeterminant: Tensor;
}

/** An invertible map of vectors [n, size]. */
export interface Flow {
  /** y = f(x) with log |det dy/dx|: draws from the base become draws of the flow. @throws ShapeError unless [n, size] */
  forward(x: Tensor): Mapped;
  /**
   * x = f^-1(y) with log |det dx/dy|: data become points of the base.
   * @throws ShapeError unless [n, size]; ConfigError for a planar flow, which has no inverse in closed form
   */
  inverse(y: Tensor): Mapped;
}

/** The steps one after the other: log-determinants add up (Rezende & Mohamed 2015, eq. 7). */
export function chain(steps: readonly [Flow, ...Flow[]], size: number): Flow {
  const backwards = [...steps].reverse();
  return {
    forward: (x) => through(steps, "forward", x, size),
    inverse: (y) => through(backwards, "inverse", y, size),
  };
}

function through(steps: readonly Flow[], direction: "forward" | "inverse", x: Tensor, size: number): Mapped {
  if (x.shape.length !== 2 || x.shape[1] !== size) {
    throw new ShapeError(`flow.${direction}: needs vectors [n, ${size}], got ${formatShape(x.shape)}`);
  }
  const [first, ...rest] = steps;
  return rest.reduce(({ value, logDeterminant }, step) => {
    const next = step[direction](value);
    return { value: next.value, logDeterminant: add(logDeterminant, next.logDeterminant) };
  }, first![direction](x));
}
