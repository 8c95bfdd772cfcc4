// Where latents can be, and what their dimensions do over a data set. Plain arithmetic.

import type { SpaceKind, Spread } from "./latent-types.ts";

/** A space with what bounds it. */
export interface Space {
  readonly space: SpaceKind;
  readonly width: number;
  readonly classes?: number | undefined;
  readonly radius?: number | undefined;
}

/** The nearest latent that the space has: on the sphere, inside the ball, zeros and ones, one of the classes. */
export function nearestIn({ space, classes, radius }: Space, z: Float32Array): Float32Array {
  switch (space) {
    case "sphere": {
      const length = Math.hypot(...z);
      return length > 1e-9 ? z.map((v) => v / length) : z.with(0, 1);
    }
    case "ball": {
      const most = 0.985 * radius!;
      const length = Math.hypot(...z);
      return length > most ? z.map((v) => (v * most) / length) : z;
    }
    case "binary":
      return z.map((p) => Number(p >= 0.5));
    case "one-hot": {
      const out = new Float32Array(z.length);
      for (let g = 0; g < z.length; g += classes!) {
        const own = z.subarray(g, g + classes!);
        out[g + own.indexOf(Math.max(...own))] = 1;
      }
      return out;
    }
    default:
      return z;
  }
}

/** Whether a latent lies where the space has none. */
export function isOutside({ space, radius }: Space, z: Float32Array): boolean {
  return space === "ball" && Math.hypot(...z) >= radius!;
}

/** Sums over items for `spreadOf`. */
export interface Sums {
  /** Sum of each dimension's KL from N(0, I); absent where it is not known. */
  readonly kl?: Float64Array | undefined;
}

/** Adds the KL of diagonal normals N(mean, exp(logVariance)) from N(0, I), dimension by dimension, to `sums`. */
export function addKl(sums: Float64Array, mean: ArrayLike<number>, logVariance: ArrayLike<number>): void {
  for (let i = 0; i < mean.length; i++) {
    const log = logVariance[i]!;
    sums[i % sums.length]! += 0.5 * (mean[i]! ** 2 + Math.exp(log) - 1 - log);
  }
}

const LOOKED_AT = 4000;

/** Ranges, means and what each dimension carries, of codes [n, width]; without items those of N(0, I). */
export function spreadOf(codes: Float32Array, width: number, { kl }: Sums): Spread {
  const count = codes.length / width;
  const low = new Float32Array(width).fill(-3);
  const high = new Float32Array(width).fill(3);
  const mean = new Float32Array(width);
  const carries = new Float32Array(width);
  const step = Math.max(1, Math.floor(count / LOOKED_AT));
  for (let d = 0; d < width && count > 0; d++) {
    const column = Float64Array.from(
      { length: Math.ceil(count / step) },
      (_, i) => codes[i * step * width + d]!,
    ).sort();
    const n = column.length;
    const average = column.reduce((a, b) => a + b, 0) / n;
    mean[d] = average;
    carries[d] = kl ? kl[d]! / count : column.reduce((sum, v) => sum + (v - average) ** 2, 0) / n;
    const [first, last] = [column[Math.floor(0.005 * (n - 1))]!, column[Math.ceil(0.995 * (n - 1))]!];
    const room = 0.15 * (last - first) + 1e-3;
    low[d] = first - room;
    high[d] = last + room;
  }
  return { low, high, mean, carries, measure: kl || count === 0 ? "kl" : "variance" };
}
