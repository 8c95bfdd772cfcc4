// Special functions and stable log-domain arithmetic as compositions.

import { int64, normaliseAxes, sizeOf } from "../../array/index.ts";
import { add, div, exp, log, mul, sqrt, step, stopGradient, sub } from "../ops/elementwise.ts";
import { cast, equal, where } from "../ops/logic.ts";
import { reshape } from "../ops/movement.ts";
import { max, type ReduceOptions, sum } from "../ops/reduction.ts";
import { constant, type Tensor } from "../tensor.ts";

/** x * x. */
export function square(x: Tensor): Tensor {
  return mul(x, x);
}

/** -1, 0 or 1; no gradient. */
export function sign(x: Tensor): Tensor {
  return sub(step(x), step(mul(x, -1)));
}

/** Arithmetic mean over axes. */
export function mean(x: Tensor, options: ReduceOptions = {}): Tensor {
  const axes = normaliseAxes(options.axes, x.shape.length);
  const count = sizeOf(axes.map((axis) => x.shape[axis]!));
  return mul(sum(x, { ...options, axes }), 1 / count);
}

/** Mean squared deviation from the mean over axes (divided by the count). */
export function variance(x: Tensor, options: ReduceOptions = {}): Tensor {
  const centre = mean(x, { ...options, keepDims: true });
  return mean(square(sub(x, centre)), options);
}

/** log(sum(exp(x))) over axes, shifted by the maximum so that nothing overflows. */
export function logSumExp(x: Tensor, { axes, keepDims = false }: ReduceOptions = {}): Tensor {
  const list = normaliseAxes(axes, x.shape.length);
  const top = stopGradient(max(x, { axes: list, keepDims: true }));
  const total = add(log(sum(exp(sub(x, top)), { axes: list, keepDims: true })), top);
  return keepDims
    ? total
    : reshape(
        total,
        x.shape.filter((_, axis) => !list.includes(axis)),
      );
}

/** x - logSumExp(x) along an axis: log-probabilities from logits. Shifted first, so large logits lose no digits. */
export function logSoftmax(x: Tensor, axis = -1): Tensor {
  const shifted = sub(x, stopGradient(max(x, { axes: axis, keepDims: true })));
  return sub(shifted, log(sum(exp(shifted), { axes: axis, keepDims: true })));
}

/** Euclidean norm over axes; its gradient is infinite at the origin. */
export function norm(x: Tensor, options: ReduceOptions = {}): Tensor {
  return sqrt(sum(square(x), options));
}

/** log(1 + x), accurate for small x (Goldberg 1991, theorem 4). */
export function log1p(x: Tensor): Tensor {
  const u = add(x, 1);
  const gap = sub(u, 1);
  const tiny = equal(gap, 0);
  return where(tiny, x, mul(log(u), div(x, where(tiny, 1, gap))));
}

// Lanczos coefficients for g = 5, n = 6 (Numerical Recipes, section 6.1).
const LANCZOS = [
  76.18009172947146, -86.50532032941678, 24.01409824083091, -1.231739572450155, 0.1208650973866179e-2,
  -0.5395239384953e-5,
];

/** log of the gamma function for x > 0 (Lanczos 1964). */
export function logGamma(x: Tensor): Tensor {
  const shifted = add(x, 5.5);
  let series: Tensor = add(mul(x, 0), 1.000000000190015);
  LANCZOS.forEach((c, i) => {
    series = add(series, div(c, add(x, i + 1)));
  });
  return add(sub(mul(add(x, 0.5), log(shifted)), shifted), log(div(mul(series, Math.sqrt(2 * Math.PI)), x)));
}

/** int64 classes to float vectors of length `depth` with a single one, on a new last axis. */
export function oneHot(indices: Tensor, depth: number): Tensor {
  const classes = constant(int64(Array.from({ length: depth }, (_, i) => i)));
  return cast(equal(reshape(indices, [...indices.shape, 1]), classes), "float32");
}
