// Kernel density estimates with normal kernels shaped like the data (Silverman 1986, section 4.2.1): every point carries
// N(point, h^2 S), S the covariance of all points. The points themselves are kept.

import { Generator } from "../array/index.ts";
import { cholesky, covariance, forwardSolve, logDeterminant } from "./symmetric.ts";

/** A kernel density over points of `size` numbers. */
export interface KernelDensity {
  readonly size: number;
  /** [count, size]. */
  readonly points: ArrayLike<number>;
  /** Lower Cholesky factor of the kernel's covariance h^2 S [size, size]. */
  readonly factor: ArrayLike<number>;
}

/**
 * The width h of the kernels in deviations of the data: a number; `scott` n^(-1/(d+4)) (Scott 1992); `silverman`, that times
 * (4/(d+2))^(1/(d+4)) (Silverman 1986, eq. 4.14), both right for one normal cloud; or `held-out`, the one of thirteen from
 * 1/32 to twice Scott's under which a fifth of the points, left out, are most likely.
 */
export type Bandwidth = number | "scott" | "silverman" | "held-out";

/** How to fit. */
export interface KernelOptions {
  /** Default `held-out`. */
  readonly bandwidth?: Bandwidth | undefined;
  /** Key of the points left out. Default 0. */
  readonly seed?: number;
}

// Points left out to choose a width by; more cost time and hardly change the choice.
const MOST_LEFT_OUT = 1000;
const RIDGE = 1e-9;

/** Fits points [count, size]. */
export function fitKernelDensity(
  points: ArrayLike<number>,
  size: number,
  { bandwidth = "held-out", seed = 0 }: KernelOptions = {},
): KernelDensity {
  const shape = covariance(points, size).covariance;
  let variance = 0;
  for (let d = 0; d < size; d++) variance += shape[d * size + d]! / size;
  for (let d = 0; d < size; d++) shape[d * size + d]! += RIDGE * Math.max(variance, 1e-12);
  const base = cholesky(shape, size);
  const count = points.length / size;
  const width = typeof bandwidth === "number" ? bandwidth : widthBy(bandwidth, points, base, size, count, seed);
  return { size, points, factor: base.map((value) => value * width) };
}

/** log density of each of the points [n, size] as [n], in nats. */
export function kernelLogDensity({ size, points, factor }: KernelDensity, at: ArrayLike<number>): Float64Array {
  const centres = whitened(points, factor, size);
  const count = centres.length / size;
  const constant = -Math.log(count) - logDeterminant(factor, size) / 2 - (size / 2) * Math.log(2 * Math.PI);
  const places = whitened(at, factor, size);
  const squares = new Float64Array(count);
  return Float64Array.from({ length: places.length / size }, (_, i) => {
    squaredDistances(places, i, centres, size, squares);
    return constant + logSumOfKernels(squares, 1);
  });
}

/** Draws points [count, size]; the kernels' deviations are multiplied by `temperature`. */
export function sampleKernelDensity(
  { size, points, factor }: KernelDensity,
  count: number,
  generator: Generator,
  temperature = 1,
): Float32Array {
  const out = new Float32Array(count * size);
  const noise = new Float32Array(size);
  for (let i = 0; i < count; i++) {
    const from = generator.integer(points.length / size) * size;
    generator.fillNormal(noise);
    for (let r = 0; r < size; r++) {
      let value = points[from + r]!;
      for (let c = 0; c <= r; c++) value += temperature * factor[r * size + c]! * noise[c]!;
      out[i * size + r] = value;
    }
  }
  return out;
}

function widthBy(
  rule: Exclude<Bandwidth, number>,
  points: ArrayLike<number>,
  base: Float64Array,
  size: number,
  count: number,
  seed: number,
): number {
  const scott = count ** (-1 / (size + 4));
  if (rule === "scott" || count < 10) return scott;
  if (rule === "silverman") return scott * (4 / (size + 2)) ** (1 / (size + 4));
  const order = new Generator(seed, "kernel-density").permutation(count);
  const left = Math.min(MOST_LEFT_OUT, Math.floor(count / 5));
  const all = whitened(points, base, size);
  const take = (places: Uint32Array) => {
    const out = new Float64Array(places.length * size);
    places.forEach((place, i) => {
      out.set(all.subarray(place * size, (place + 1) * size), i * size);
    });
    return out;
  };
  const [held, rest] = [take(order.subarray(0, left)), take(order.subarray(left))];
  const widths = Array.from({ length: 13 }, (_, k) => scott * 2 ** ((k - 10) / 2));
  const totals = widths.map((h) => -left * size * Math.log(h));
  const squares = new Float64Array(count - left);
  for (let i = 0; i < left; i++) {
    squaredDistances(held, i, rest, size, squares);
    widths.forEach((h, k) => {
      totals[k]! += logSumOfKernels(squares, h);
    });
  }
  return widths[totals.indexOf(Math.max(...totals))]!;
}

// Rows of `points` times the inverse of the factor: the kernel becomes N(0, I).
function whitened(points: ArrayLike<number>, factor: ArrayLike<number>, size: number): Float64Array {
  const out = new Float64Array(points.length);
  const row = new Float64Array(size);
  for (let at = 0; at < points.length; at += size) {
    for (let d = 0; d < size; d++) row[d] = points[at + d]!;
    out.set(forwardSolve(factor, row), at);
  }
  return out;
}

function squaredDistances(
  places: Float64Array,
  index: number,
  centres: Float64Array,
  size: number,
  out: Float64Array,
): void {
  const from = index * size;
  for (let k = 0, at = 0; k < out.length; k++) {
    let square = 0;
    for (let d = 0; d < size; d++, at++) square += (places[from + d]! - centres[at]!) ** 2;
    out[k] = square;
  }
}

// log of the sum over exp(-square / (2 h^2)).
function logSumOfKernels(squares: Float64Array, h: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const square of squares) if (square < least) least = square;
  const scale = -1 / (2 * h * h);
  let total = 0;
  for (const square of squares) total += Math.exp((square - least) * scale);
  return least * scale + Math.log(total);
}
