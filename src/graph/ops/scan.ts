// Operations along one axis where every output sees many inputs: cumulative sum and softmax.

import { normaliseAxis, type Shape, stridesOf } from "../../array/index.ts";
import { apply, type OpRecord, type Tensor } from "../tensor.ts";
import { expectDType } from "./elementwise.ts";

// Calls `visit(base, stride)` for every line along `axis`.
function forEachLine(shape: Shape, axis: number, visit: (base: number, stride: number) => void): void {
  const stride = stridesOf(shape)[axis]!;
  const size = shape[axis]!;
  const lines = shape.reduce((a, b) => a * b, 1) / size;
  for (let i = 0; i < lines; i++) visit(Math.floor(i / stride) * stride * size + (i % stride), stride);
}

/** Records of cumulative sum and softmax. */
export const scanOps: { [K in "cumsum" | "softmax"]: OpRecord<K> } = {
  cumsum: {
    infer([x]) {
      expectDType([x!], "float32");
      return { shape: x!.shape, dtype: "float32" };
    },
    evaluate([x], { axis, exclusive, reverse }, out) {
      const size = x!.shape[axis]!;
      forEachLine(x!.shape, axis, (base, stride) => {
        let total = 0;
        for (let i = 0; i < size; i++) {
          const at = base + (reverse ? size - 1 - i : i) * stride;
          if (!exclusive) total += x!.data[at]!;
          out.data[at] = total;
          if (exclusive) total += x!.data[at]!;
        }
      });
    },
  },
  softmax: {
    infer([x]) {
      expectDType([x!], "float32");
      return { shape: x!.shape, dtype: "float32" };
    },
    evaluate([x], { axis }, out) {
      const size = x!.shape[axis]!;
      forEachLine(x!.shape, axis, (base, stride) => {
        let [top, total] = [Number.NEGATIVE_INFINITY, 0];
        for (let i = 0; i < size; i++) top = Math.max(top, x!.data[base + i * stride]!);
        for (let i = 0; i < size; i++) total += Math.exp(x!.data[base + i * stride]! - top);
        for (let i = 0; i < size; i++)
          out.data[base + i * stride] = Math.exp(x!.data[base + i * stride]! - top) / total;
      });
    },
  },
};

/** Options of a cumulative sum. */
export interface CumsumOptions {
  /** Leave the element itself out of its sum; default false. */
  readonly exclusive?: boolean;
  /** Sum from the end; default false. */
  readonly reverse?: boolean;
}

/** Running sums along an axis. */
export function cumsum(
  x: Tensor,
  axis = -1,
  { exclusive = false, reverse = false }: CumsumOptions = {},
): Tensor<"cumsum"> {
  return apply("cumsum", scanOps.cumsum, [x], { axis: normaliseAxis(axis, x.shape.length), exclusive, reverse });
}

/** exp(x) / sum(exp(x)) along an axis, stable. */
export function softmax(x: Tensor, axis = -1): Tensor<"softmax"> {
  return apply("softmax", scanOps.softmax, [x], { axis: normaliseAxis(axis, x.shape.length) });
}
