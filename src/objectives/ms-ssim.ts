// Multi-scale structural similarity (Wang et al. 2003) in graph operations: 1 - msSsim is a loss for pictures that heeds
// structure where a squared error heeds single pixels. The float64 measure is metrics/ms-ssim.ts.

import { float32 } from "../array/index.ts";
import { ConfigError, ShapeError } from "../errors.ts";
import {
  add,
  averagePool,
  concat,
  constant,
  conv,
  div,
  maximum,
  mean,
  mul,
  pow,
  reshape,
  slice,
  square,
  sub,
  type Tensor,
} from "../graph/index.ts";

/** Constants of the measure: window, its standard deviation, stabilisers for values in [0, 1], weights from fine to coarse. */
export const MS_SSIM = {
  size: 11,
  deviation: 1.5,
  c1: 0.01 ** 2,
  c2: 0.03 ** 2,
  weights: [0.0448, 0.2856, 0.3001, 0.2363, 0.1333],
} as const;

/** Options of `msSsim`. */
export interface MsSsimOptions {
  /** Most scales; default 5. */
  readonly scales?: number;
  /**
   * Least value of a mean contrast term before its fractional power, whose slope at zero is infinite; below it the term
   * passes no gradient on. Default 1e-6.
   */
  readonly floor?: number;
}

/** Weights of a Gaussian window of `size` pixels; they sum to one. */
export function gaussianWindow(size: number): number[] {
  const centre = (size - 1) / 2;
  const values = Array.from({ length: size }, (_, i) => Math.exp(-(((i - centre) / MS_SSIM.deviation) ** 2) / 2));
  const total = values.reduce((sum, v) => sum + v, 0);
  return values.map((v) => v / total);
}

/** Weights of the scales that a picture has room for, summing to one: those whose shorter side holds a whole window. */
export function msSsimWeights(height: number, width: number, most: number = MS_SSIM.weights.length): number[] {
  const side = Math.min(height, width);
  const fitting = MS_SSIM.weights.filter((_, scale) => scale === 0 || side >> scale >= MS_SSIM.size);
  const used = fitting.slice(0, most);
  const total = used.reduce((sum, v) => sum + v, 0);
  return used.map((v) => v / total);
}

/**
 * Multi-scale structural similarity [n] of pictures x and y [n, c, h, w] in [0, 1]: the mean over channels of the product over
 * scales. Pictures below 176 pixels use the scales that fit, see `metrics` msSsim, which differs only where a contrast term
 * lies below `floor`.
 * @throws ShapeError for other shapes, ConfigError for options out of range
 */
export function msSsim(x: Tensor, y: Tensor, { scales = 5, floor = 1e-6 }: MsSsimOptions = {}): Tensor {
  if (x.shape.length !== 4 || x.shape.join() !== y.shape.join()) {
    throw new ShapeError(`msSsim: needs two equal shapes [n, c, h, w], got [${x.shape}] and [${y.shape}]`);
  }
  if (!Number.isInteger(scales) || scales < 1 || scales > MS_SSIM.weights.length) {
    throw new ConfigError(`msSsim: scales must be a whole number from 1 to ${MS_SSIM.weights.length}, got ${scales}`);
  }
  if (!(floor > 0 && floor < 1)) throw new ConfigError(`msSsim: floor must lie between 0 and 1, got ${floor}`);
  const [n, c, height, width] = x.shape as [number, number, number, number];
  const weights = msSsimWeights(height, width, scales);
  let planes = [x, y].map((t) => reshape(t, [n * c, 1, height, width]));
  let product: Tensor | undefined;
  weights.forEach((weight, scale) => {
    const last = scale === weights.length - 1;
    const factor = pow(maximum(similarity(planes[0]!, planes[1]!, last), floor), weight);
    product = product === undefined ? factor : mul(product, factor);
    if (!last) planes = planes.map((t) => averagePool(t, 2));
  });
  return mean(reshape(product!, [n, c]), { axes: 1 });
}

// Mean [planes] of the contrast-structure map of x and y [planes, 1, h, w], with luminance in it where asked for.
function similarity(x: Tensor, y: Tensor, luminance: boolean): Tensor {
  const { c1, c2 } = MS_SSIM;
  const count = x.shape[0]!;
  // One convolution for all four moments.
  const moments = blur(concat([x, y, add(square(x), square(y)), mul(x, y)], 0));
  const [mx, my, squares, products] = [0, 1, 2, 3].map((k) =>
    slice(moments, { axis: 0, start: k * count, end: (k + 1) * count }),
  );
  const product = mul(mx!, my!);
  const energy = add(square(mx!), square(my!));
  const contrast = div(add(mul(sub(products!, product), 2), c2), add(sub(squares!, energy), c2));
  const map = luminance ? mul(contrast, div(add(mul(product, 2), c1), add(energy, c1))) : contrast;
  return mean(map, { axes: [1, 2, 3] });
}

function blur(planes: Tensor): Tensor {
  const [, , height, width] = planes.shape as [number, number, number, number];
  const [down, across] = [height, width].map((side) => gaussianWindow(Math.min(MS_SSIM.size, side)));
  const kernel = (values: number[], shape: number[]) => constant(float32(Float32Array.from(values), shape));
  const rows = conv(planes, kernel(across!, [1, 1, 1, across!.length]));
  return conv(rows, kernel(down!, [1, 1, down!.length, 1]));
}
