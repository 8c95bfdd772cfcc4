// Gathering rows by index, and its transpose, adding rows into place.

import { formatShape, normaliseAxis, sizeOf } from "../../array/index.ts";
import { ShapeError } from "../../errors.ts";
import { apply, type OpRecord, type Tensor } from "../tensor.ts";
import { expectDType } from "./elementwise.ts";

/** Records of gather and scatter. */
export const indexingOps: { [K in "gather" | "scatterAdd"]: OpRecord<K> } = {
  gather: {
    infer([x, indices], { axis }) {
      expectDType([x!], "float32");
      expectDType([indices!], "int64");
      return { shape: [...x!.shape.slice(0, axis), ...indices!.shape, ...x!.shape.slice(axis + 1)], dtype: "float32" };
    },
    evaluate([x, indices], { axis }, out) {
      const inner = sizeOf(x!.shape.slice(axis + 1));
      const count = indices!.data.length;
      for (let i = 0; i < out.data.length; i++) {
        const [outer, at] = [Math.floor(i / (inner * count)), Math.floor(i / inner) % count];
        out.data[i] = x!.data[(outer * x!.shape[axis]! + indices!.data[at]!) * inner + (i % inner)]!;
      }
    },
  },
  scatterAdd: {
    infer([indices, updates], { axis, size }) {
      expectDType([indices!], "int64");
      expectDType([updates!], "float32");
      const { shape } = updates!;
      const place = shape.slice(axis, axis + indices!.shape.length);
      if (formatShape(place) !== formatShape(indices!.shape)) {
        throw new ShapeError(
          `updates ${formatShape(shape)} must hold the shape of the indices ${formatShape(indices!.shape)} at axis ${axis}`,
        );
      }
      return { shape: [...shape.slice(0, axis), size, ...shape.slice(axis + indices!.shape.length)], dtype: "float32" };
    },
    evaluate([indices, updates], { axis, size }, out) {
      const inner = sizeOf(out.shape.slice(axis + 1));
      const count = indices!.data.length;
      for (let i = 0; i < updates!.data.length; i++) {
        const [outer, at] = [Math.floor(i / (inner * count)), Math.floor(i / inner) % count];
        out.data[(outer * size + indices!.data[at]!) * inner + (i % inner)]! += updates!.data[i]!;
      }
    },
  },
};

/** The slices of x at int64 `indices` along `axis`; the axis is replaced by the shape of the indices. */
export function gather(x: Tensor, indices: Tensor, axis = 0): Tensor<"gather"> {
  return apply("gather", indexingOps.gather, [x, indices], { axis: normaliseAxis(axis, x.shape.length) });
}

/** Transpose of `gather`: zeros of `size` along `axis` with every update added at its index. */
export function scatterAdd(indices: Tensor, updates: Tensor, axis: number, size: number): Tensor<"scatterAdd"> {
  return apply("scatterAdd", indexingOps.scatterAdd, [indices, updates], { axis, size });
}
