// Reductions over axes. `axes` undefined means all of them.

import { normaliseAxes, normaliseAxis, type Shape, stridesOf } from "../../array/index.ts";
import { ShapeError } from "../../errors.ts";
import { apply, type OpRecord, type RefArray, type Tensor } from "../tensor.ts";
import { expectDType, softplus, softplusReference } from "./elementwise.ts";

/** Which axes to reduce and whether they stay as size one. */
export interface ReduceOptions {
  /** Axes to reduce; default all. Negative axes count from the end. */
  readonly axes?: number | readonly number[];
  /** Keep reduced axes with size 1; default false. */
  readonly keepDims?: boolean;
}

type Reduction = "sum" | "max" | "min" | "argmax" | "softplusSum";

function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): number[] {
  return shape.flatMap((dim, axis) => (axes.includes(axis) ? (keepDims ? [1] : []) : [dim]));
}

function fold(
  x: RefArray,
  axes: readonly number[],
  out: Float64Array,
  start: number,
  f: (sum: number, v: number) => number,
) {
  const strides = stridesOf(x.shape);
  const kept = stridesOf(x.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim)));
  out.fill(start);
  for (let i = 0; i < x.data.length; i++) {
    let flat = 0;
    for (let axis = 0; axis < x.shape.length; axis++) {
      if (!axes.includes(axis)) flat += (Math.floor(i / strides[axis]!) % x.shape[axis]!) * kept[axis]!;
    }
    out[flat] = f(out[flat]!, x.data[i]!);
  }
}

function reduction<K extends "sum" | "max" | "min">(start: number, f: (sum: number, v: number) => number): OpRecord<K> {
  return {
    infer([x], { axes, keepDims }) {
      expectDType([x!], "float32");
      return { shape: reducedShape(x!.shape, axes, keepDims), dtype: "float32" };
    },
    evaluate([x], { axes }, out) {
      fold(x!, axes, out.data, start, f);
    },
  };
}

/** Records of the reductions. */
export const reductionOps: { [K in Reduction]: OpRecord<K> } = {
  sum: reduction(0, (sum, v) => sum + v),
  max: reduction(Number.NEGATIVE_INFINITY, Math.max),
  min: reduction(Number.POSITIVE_INFINITY, Math.min),
  argmax: {
    infer([x], { axis }) {
      expectDType([x!], "float32");
      return { shape: reducedShape(x!.shape, [axis], false), dtype: "int64" };
    },
    evaluate([x], { axis }, out) {
      const stride = stridesOf(x!.shape)[axis]!;
      const size = x!.shape[axis]!;
      for (let i = 0; i < out.data.length; i++) {
        const base = Math.floor(i / stride) * stride * size + (i % stride);
        let best = 0;
        for (let k = 1; k < size; k++) if (x!.data[base + k * stride]! > x!.data[base + best * stride]!) best = k;
        out.data[i] = best;
      }
    },
  },
  softplusSum: {
    infer([x], { axes }) {
      expectDType([x!], "float32");
      return { shape: reducedShape(x!.shape, axes, false), dtype: "float32" };
    },
    evaluate([x], { axes }, out) {
      fold({ shape: x!.shape, data: x!.data.map(softplusReference) }, axes, out.data, 0, (sum, v) => sum + v);
    },
  },
};

function reduce(op: "sum" | "max" | "min", x: Tensor, { axes, keepDims = false }: ReduceOptions): Tensor {
  const list = axesOf(op, x, axes);
  if (list.length === 0) return x;
  return apply(op, reductionOps[op] as OpRecord<typeof op>, [x], { axes: list, keepDims });
}

function axesOf(op: string, x: Tensor, axes: number | readonly number[] | undefined): number[] {
  try {
    return normaliseAxes(axes, x.shape.length);
  } catch (error) {
    throw error instanceof ShapeError ? new ShapeError(`${op} of [${x.shape.join(", ")}]: ${error.message}`) : error;
  }
}

/** Sum over axes. */
export function sum(x: Tensor, options: ReduceOptions = {}): Tensor {
  return reduce("sum", x, options);
}

/** Largest element over axes; equal maxima share the gradient. */
export function max(x: Tensor, options: ReduceOptions = {}): Tensor {
  return reduce("max", x, options);
}

/** Smallest element over axes; equal minima share the gradient. */
export function min(x: Tensor, options: ReduceOptions = {}): Tensor {
  return reduce("min", x, options);
}

/** Index of the first largest element along one axis, as int64. */
export function argmax(x: Tensor, axis = -1): Tensor<"argmax"> {
  return apply("argmax", reductionOps.argmax, [x], { axis: normaliseAxis(axis, x.shape.length) });
}

/** sum(softplus(x)) as one operation, which runtimes can do with far fewer logarithms. */
export function softplusSum(x: Tensor, axes?: number | readonly number[]): Tensor {
  const list = axesOf("softplusSum", x, axes);
  return list.length === 0 ? softplus(x) : apply("softplusSum", reductionOps.softplusSum, [x], { axes: list });
}
