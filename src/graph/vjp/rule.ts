// What a reverse-mode rule is. Rules are made of public operations, so they can be differentiated again.

import { type Shape, sameShape } from "../../array/index.ts";
import { reshape } from "../ops/movement.ts";
import { sum } from "../ops/reduction.ts";
import type { OpName, Tensor } from "../tensor.ts";

/** Gradients for each input of `node`, given the gradient `g` of its result; null where none flows. */
export type VjpRule<K extends OpName> = (g: Tensor, node: Tensor<K>) => readonly (Tensor | null)[];

/** Sums a gradient over the axes along which an operand of `shape` was broadcast. */
export function unbroadcast(g: Tensor, shape: Shape): Tensor {
  if (sameShape(g.shape, shape)) return g;
  const lead = g.shape.length - shape.length;
  const axes = g.shape.flatMap((dim, axis) => (axis < lead || (shape[axis - lead] === 1 && dim !== 1) ? [axis] : []));
  return reshape(sum(g, { axes }), shape);
}
