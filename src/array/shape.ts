// Shapes as plain lists of sizes: counting, strides, broadcasting.

import { ShapeError } from "../errors.ts";

/** Sizes per axis; [] is a scalar. */
export type Shape = readonly number[];

/** Number of elements; 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const dim of shape) size *= dim;
  return size;
}

/** Row-major strides in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** True when both shapes have the same sizes. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, axis) => dim === b[axis]);
}

/** `[2, 3]`, as error messages write a shape. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/**
 * The common shape of two operands under NumPy's rule: align at the last axis, sizes equal or one of them 1.
 * @throws ShapeError naming both shapes
 */
export function broadcastShapes(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  const out = new Array<number>(rank);
  for (let i = 1; i <= rank; i++) {
    const x = a[a.length - i] ?? 1;
    const y = b[b.length - i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) {
      throw new ShapeError(`shapes ${formatShape(a)} and ${formatShape(b)} do not broadcast`);
    }
    out[rank - i] = x === 1 ? y : x;
  }
  return out;
}

/** Maps negative axes to positive ones. @throws ShapeError when out of range */
export function normaliseAxis(axis: number, rank: number): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || normal < 0 || normal >= rank) {
    throw new ShapeError(`axis must be within [${-rank}, ${rank - 1}], got ${axis}`);
  }
  return normal;
}

/** Sorted, positive, distinct axes; all axes when undefined. @throws ShapeError when out of range or repeated */
export function normaliseAxes(axes: number | readonly number[] | undefined, rank: number): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const list = (typeof axes === "number" ? [axes] : [...axes]).map((axis) => normaliseAxis(axis, rank));
  if (new Set(list).size !== list.length) throw new ShapeError(`axes must be distinct, got [${axes}]`);
  return list.sort((a, b) => a - b);
}
