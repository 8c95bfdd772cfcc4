// What the distributions share: the common shape of their parameters, exact constants, uniform noise that is never 0.

import { broadcastShapes, formatShape, type Shape, sameShape } from "../array/index.ts";
import { ShapeError } from "../errors.ts";
import {
  add,
  asTensor,
  broadcastTo,
  type Key,
  log,
  maximum,
  scalarValue,
  type Tensor,
  uniform,
} from "../graph/index.ts";

/** The shape to which all parameters broadcast. @throws ShapeError naming the distribution and each parameter */
export function commonShape(where: string, parameters: Readonly<Record<string, Tensor>>): Shape {
  let shape: Shape = [];
  for (const { shape: next } of Object.values(parameters)) {
    try {
      shape = broadcastShapes(shape, next);
    } catch {
      const got = Object.entries(parameters).map(([name, x]) => `${name} ${formatShape(x.shape)}`);
      throw new ShapeError(`${where}: parameters must broadcast to one shape, got ${got.join(", ")}`);
    }
  }
  return shape;
}

/** `x` in `shape`; x itself where it already has it. */
export function expand(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : broadcastTo(x, shape);
}

/** log(x), and `a` itself for x = exp(a): exact where exp(a) would underflow. */
export function logOf(x: Tensor): Tensor {
  return x.op === "exp" ? x.inputs[0]! : log(x);
}

/** The number under a scalar constant or a broadcast of one, otherwise undefined. */
export function fillValue(x: Tensor): number | undefined {
  return scalarValue(x.op === "broadcastTo" ? x.inputs[0]! : x);
}

/** A constant to the precision of two float32 numbers for the reference evaluator; folding makes it one again. */
export function exactly(value: number): Tensor {
  return add(asTensor(Math.fround(value)), value - Math.fround(value));
}

/** Uniform noise in (0, 1): both log(u) and log(1 - u) are finite in float32. */
export function openUniform(key: Key, shape: Shape): Tensor {
  return maximum(uniform(key, shape), 2 ** -25);
}
