// Max pooling in one and two dimensions; average pooling and upsampling are compositions (see ../composites/spatial.ts).

import { formatShape, stridesOf } from "../../array/index.ts";
import { ShapeError } from "../../errors.ts";
import { apply, type OpRecord, type Tensor } from "../tensor.ts";
import { expectPerAxis, type PerAxis, perAxis } from "./convolution.ts";
import { expectDType } from "./elementwise.ts";

/** Geometry of a pooling window. */
export interface PoolOptions {
  /** Step between windows; default the kernel size. */
  readonly stride?: PerAxis;
  /** Padding on both sides, which never wins; default 0. */
  readonly padding?: PerAxis;
}

/** Record of max pooling. */
export const poolingOps: { maxPool: OpRecord<"maxPool"> } = {
  maxPool: {
    infer([x], { kernel, strides, padding }) {
      expectDType([x!], "float32");
      const rank = x!.shape.length - 2;
      if (rank !== 1 && rank !== 2)
        throw new ShapeError(`needs [N, C, ...1 or 2 spatial axes], got ${formatShape(x!.shape)}`);
      expectPerAxis("kernel", kernel, rank, 1);
      expectPerAxis("stride", strides, rank, 1);
      expectPerAxis("padding", padding, rank, 0);
      const sizes = kernel.map((k, i) => Math.floor((x!.shape[i + 2]! + 2 * padding[i]! - k) / strides[i]!) + 1);
      if (sizes.some((size) => size < 1) || padding.some((p, i) => 2 * p > kernel[i]!)) {
        throw new ShapeError(
          `window ${formatShape(kernel)} with padding ${formatShape(padding)} does not fit ${formatShape(x!.shape)}`,
        );
      }
      return { shape: [...x!.shape.slice(0, 2), ...sizes], dtype: "float32" };
    },
    evaluate([x], { kernel, strides, padding }, out) {
      const [inner, outer] = [stridesOf(x!.shape), stridesOf(out.shape)];
      const rank = kernel.length;
      for (let i = 0; i < out.data.length; i++) {
        const at = out.shape.map((dim, axis) => Math.floor(i / outer[axis]!) % dim);
        let best = Number.NEGATIVE_INFINITY;
        for (let window = 0; window < kernel.reduce((a, b) => a * b, 1); window++) {
          const offset = rank === 1 ? [window] : [Math.floor(window / kernel[1]!), window % kernel[1]!];
          const place = offset.map((o, axis) => at[axis + 2]! * strides[axis]! - padding[axis]! + o);
          if (place.some((p, axis) => p < 0 || p >= x!.shape[axis + 2]!)) continue;
          const flat = [at[0]!, at[1]!, ...place].reduce((total, p, axis) => total + p * inner[axis]!, 0);
          best = Math.max(best, x!.data[flat]!);
        }
        out.data[i] = best;
      }
    },
  },
};

/** Largest value of each window of x [N, C, ...space]; equal maxima share the gradient. */
export function maxPool(
  x: Tensor,
  kernel: PerAxis,
  { stride = kernel, padding = 0 }: PoolOptions = {},
): Tensor<"maxPool"> {
  const rank = x.shape.length - 2;
  const attrs = { kernel: perAxis(kernel, rank), strides: perAxis(stride, rank), padding: perAxis(padding, rank) };
  return apply("maxPool", poolingOps.maxPool, [x], attrs);
}
