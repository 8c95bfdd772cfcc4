// Operations that move elements without computing: reshape, transpose, slice, concat, pad, broadcast.

import {
  broadcastShapes,
  formatShape,
  normaliseAxis,
  type Shape,
  sameShape,
  sizeOf,
  stridesOf,
} from "../../array/index.ts";
import { ShapeError } from "../../errors.ts";
import { apply, type OpRecord, type Tensor } from "../tensor.ts";
import { broadcastIndex, expectDType } from "./elementwise.ts";

type Movement = "reshape" | "transpose" | "slice" | "concat" | "pad" | "broadcastTo";

// Calls `visit(flat index, coordinates)` for every element of a shape.
function forEachIndex(shape: Shape, visit: (flat: number, at: readonly number[]) => void): void {
  const strides = stridesOf(shape);
  for (let i = 0; i < sizeOf(shape); i++)
    visit(
      i,
      shape.map((dim, axis) => Math.floor(i / strides[axis]!) % dim),
    );
}

const dot = (at: readonly number[], strides: readonly number[]) =>
  at.reduce((total, v, axis) => total + v * strides[axis]!, 0);

/** Records of the movements. */
export const movementOps: { [K in Movement]: OpRecord<K> } = {
  reshape: {
    infer([x], { shape }) {
      if (sizeOf(shape) !== sizeOf(x!.shape) || !shape.every((dim) => Number.isInteger(dim) && dim >= 0)) {
        throw new ShapeError(`the number of elements must stay, got ${formatShape(x!.shape)} to ${formatShape(shape)}`);
      }
      return { shape, dtype: x!.dtype };
    },
    evaluate([x], _attrs, out) {
      out.data.set(x!.data);
    },
  },
  transpose: {
    infer([x], { permutation }) {
      const sorted = [...permutation].sort((a, b) => a - b);
      if (permutation.length !== x!.shape.length || sorted.some((axis, i) => axis !== i)) {
        throw new ShapeError(
          `the permutation must name every axis of ${formatShape(x!.shape)} once, got ${formatShape(permutation)}`,
        );
      }
      return { shape: permutation.map((axis) => x!.shape[axis]!), dtype: x!.dtype };
    },
    evaluate([x], { permutation }, out) {
      const strides = stridesOf(x!.shape);
      const moved = permutation.map((axis) => strides[axis]!);
      forEachIndex(out.shape, (flat, at) => {
        out.data[flat] = x!.data[dot(at, moved)]!;
      });
    },
  },
  slice: {
    infer([x], { starts, sizes, steps }) {
      const inside = x!.shape.every((dim, axis) => {
        const last = starts[axis]! + (sizes[axis]! - 1) * steps[axis]!;
        return (
          steps[axis] !== 0 && sizes[axis]! > 0 && starts[axis]! >= 0 && starts[axis]! < dim && last >= 0 && last < dim
        );
      });
      if (starts.length !== x!.shape.length || !inside) {
        throw new ShapeError(
          `out of range for ${formatShape(x!.shape)}, got starts ${formatShape(starts)}, sizes ${formatShape(sizes)}, steps ${formatShape(steps)}`,
        );
      }
      return { shape: sizes, dtype: x!.dtype };
    },
    evaluate([x], { starts, steps }, out) {
      const strides = stridesOf(x!.shape);
      forEachIndex(out.shape, (flat, at) => {
        out.data[flat] =
          x!.data[
            dot(
              at.map((v, axis) => starts[axis]! + v * steps[axis]!),
              strides,
            )
          ]!;
      });
    },
  },
  concat: {
    infer(inputs, { axis }) {
      const first = inputs[0]!;
      for (const x of inputs) {
        const fits =
          x.shape.length === first.shape.length && x.shape.every((dim, i) => i === axis || dim === first.shape[i]);
        if (!fits || x.dtype !== first.dtype) {
          throw new ShapeError(
            `shapes may differ along axis ${axis} only, got ${inputs.map((y) => formatShape(y.shape)).join(" and ")}`,
          );
        }
      }
      const total = inputs.reduce((size, x) => size + x.shape[axis]!, 0);
      return { shape: first.shape.map((dim, i) => (i === axis ? total : dim)), dtype: first.dtype };
    },
    evaluate(inputs, { axis }, out) {
      const strides = stridesOf(out.shape);
      let offset = 0;
      for (const x of inputs) {
        forEachIndex(x.shape, (flat, at) => {
          out.data[dot(at, strides) + offset * strides[axis]!] = x.data[flat]!;
        });
        offset += x.shape[axis]!;
      }
    },
  },
  pad: {
    infer([x], { before, after }) {
      expectDType([x!], "float32");
      const rank = x!.shape.length;
      if (before.length !== rank || after.length !== rank || [...before, ...after].some((n) => n < 0)) {
        throw new ShapeError(
          `needs non-negative sizes per axis of ${formatShape(x!.shape)}, got ${formatShape(before)} and ${formatShape(after)}`,
        );
      }
      return { shape: x!.shape.map((dim, axis) => dim + before[axis]! + after[axis]!), dtype: "float32" };
    },
    evaluate([x], { before, value }, out) {
      const strides = stridesOf(out.shape);
      out.data.fill(value);
      forEachIndex(x!.shape, (flat, at) => {
        out.data[
          dot(
            at.map((v, axis) => v + before[axis]!),
            strides,
          )
        ] = x!.data[flat]!;
      });
    },
  },
  broadcastTo: {
    infer([x], { shape }) {
      if (!sameShape(broadcastShapes(x!.shape, shape), shape)) {
        throw new ShapeError(`${formatShape(x!.shape)} does not broadcast to ${formatShape(shape)}`);
      }
      return { shape, dtype: x!.dtype };
    },
    evaluate([x], { shape }, out) {
      const at = broadcastIndex(x!.shape, shape);
      for (let i = 0; i < out.data.length; i++) out.data[i] = x!.data[at(i)]!;
    },
  },
};

/** The same elements in another shape; one size may be -1 and is then computed. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const known = shape.reduce((size, dim) => (dim === -1 ? size : size * dim), 1);
  const full = shape.map((dim) => (dim === -1 ? sizeOf(x.shape) / known : dim));
  return sameShape(full, x.shape) ? x : apply("reshape", movementOps.reshape, [x], { shape: full });
}

/** Axes in another order; default reversed. */
export function transpose(
  x: Tensor,
  permutation: readonly number[] = x.shape.map((_, axis) => x.shape.length - 1 - axis),
): Tensor {
  return apply("transpose", movementOps.transpose, [x], { permutation });
}

/** A range of one axis or of several. */
export interface Range {
  readonly axis: number;
  /** First index; default 0, or the last index when the step is negative. */
  readonly start?: number;
  /** Index after the last; default the end. */
  readonly end?: number;
  /** Distance between indices, negative to go backwards; default 1. */
  readonly step?: number;
}

/** Elements at `start`, `start + step`, ... before `end` along each named axis. */
export function slice(x: Tensor, ...ranges: readonly Range[]): Tensor {
  const starts = x.shape.map(() => 0);
  const sizes = [...x.shape];
  const steps = x.shape.map(() => 1);
  for (const { axis, step = 1, start = step > 0 ? 0 : -1, end } of ranges) {
    const a = normaliseAxis(axis, x.shape.length);
    const dim = x.shape[a]!;
    const first = start < 0 ? start + dim : start;
    const stop = end === undefined ? (step > 0 ? dim : -1) : end < 0 ? end + dim : end;
    starts[a] = first;
    steps[a] = step;
    sizes[a] = Math.ceil((stop - first) / step);
  }
  const whole = sameShape(sizes, x.shape) && steps.every((s) => s === 1);
  return whole ? x : apply("slice", movementOps.slice, [x], { starts, sizes, steps });
}

/** Tensors one after the other along an axis. */
export function concat(tensors: readonly Tensor[], axis: number): Tensor {
  if (tensors.length === 0) throw new ShapeError("concat: needs at least one tensor, got none");
  if (tensors.length === 1) return tensors[0]!;
  return apply("concat", movementOps.concat, tensors, { axis: normaliseAxis(axis, tensors[0]!.shape.length) });
}

/** x framed by `value`: `before` and `after` give the width per axis. */
export function pad(x: Tensor, before: readonly number[], after: readonly number[], value = 0): Tensor {
  if ([...before, ...after].every((n) => n === 0)) return x;
  return apply("pad", movementOps.pad, [x], { before, after, value });
}

/** x repeated along new or size-one axes. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : apply("broadcastTo", movementOps.broadcastTo, [x], { shape });
}
