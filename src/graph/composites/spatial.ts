// Average pooling and nearest-neighbour upsampling as compositions.

import { float32, sizeOf } from "../../array/index.ts";
import { conv, type PerAxis, perAxis } from "../ops/convolution.ts";
import { broadcastTo, reshape } from "../ops/movement.ts";
import type { PoolOptions } from "../ops/pooling.ts";
import { constant, type Tensor } from "../tensor.ts";

/** Mean of each window of x [N, C, ...space]; padding counts as zeros. */
export function averagePool(x: Tensor, kernel: PerAxis, { stride = kernel, padding = 0 }: PoolOptions = {}): Tensor {
  const channels = x.shape[1]!;
  const size = perAxis(kernel, x.shape.length - 2);
  const shape = [channels, 1, ...size];
  const box = constant(float32(new Float32Array(sizeOf(shape)).fill(1 / sizeOf(size)), shape));
  return conv(x, box, { stride, padding, groups: channels });
}

/** Every element of x [N, C, ...space] repeated `factor` times along each spatial axis. */
export function upsampleNearest(x: Tensor, factor: PerAxis): Tensor {
  const space = x.shape.slice(2);
  const factors = perAxis(factor, space.length);
  const lead = x.shape.slice(0, 2);
  const apart = reshape(x, [...lead, ...space.flatMap((dim) => [dim, 1])]);
  const repeated = broadcastTo(apart, [...lead, ...space.flatMap((dim, i) => [dim, factors[i]!])]);
  return reshape(repeated, [...lead, ...space.map((dim, i) => dim * factors[i]!)]);
}
