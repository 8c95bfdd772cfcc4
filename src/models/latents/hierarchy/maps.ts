// The convolutional parts of a very deep VAE (Child 2021): bottleneck layers, and maps brought to another resolution.

import { averagePool, pad, slice, type Tensor, upsampleNearest } from "../../../graph/index.ts";
import type { Initialiser, Layer } from "../../../nn/index.ts";

/** What bottleneck layers begin and end with. */
export interface BottleneckOptions {
  /** Channels of the model's maps; the middle layers have half. */
  readonly channels: number;
  /** Channels that come out. */
  readonly filters: number;
  /** [height, width] of the maps. */
  readonly space: readonly number[];
  /** First values of the last convolution; default those of all layers. */
  readonly last?: Initialiser;
}

/** Convolutions of 1, 3, 3 and 1 with an activation before each; on maps of up to 2 pixels kernels of 3 would see padding only. */
export function bottleneck({ channels, filters, space, last }: BottleneckOptions): Layer[] {
  const middle = middleOf(channels);
  const wide = space.some((n) => n > 2) ? ({ kernel: 3, padding: 1 } as const) : ({ kernel: 1 } as const);
  return [
    { kind: "silu" },
    { kind: "conv", filters: middle, kernel: 1 },
    { kind: "silu" },
    { kind: "conv", filters: middle, ...wide },
    { kind: "silu" },
    { kind: "conv", filters: middle, ...wide },
    { kind: "silu" },
    { kind: "conv", filters, kernel: 1, ...(last !== undefined && { init: last }) },
  ];
}

/** Channels within a bottleneck. */
export const middleOf = (channels: number): number => Math.max(1, Math.round(channels / 2));

/**
 * First values of the last convolution of a residual branch that reads `fanIn` values, one of `depth` branches whose outputs
 * add up: the usual variance 1 / (3 fanIn) divided by the depth (Child 2021).
 */
export function shareOf(depth: number, fanIn: number): Initialiser {
  return { kind: "normal", deviation: 1 / Math.sqrt(3 * fanIn * depth) };
}

/** Means of windows of x [n, c, ...from] as maps [n, c, ...space] with space at most from; zeros after the last fill up windows. */
export function pooled(x: Tensor, space: readonly number[]): Tensor {
  const from = x.shape.slice(2);
  const window = from.map((n, i) => Math.ceil(n / space[i]!));
  const missing = from.map((n, i) => space[i]! * window[i]! - n);
  if (window.every((n) => n === 1)) return x;
  const full = missing.every((n) => n === 0) ? x : pad(x, [0, 0, ...from.map(() => 0)], [0, 0, ...missing]);
  return averagePool(full, window);
}

/** Nearest values of x [n, c, ...from] as maps [n, c, ...space] with space at least from; what goes beyond is cut off. */
export function grown(x: Tensor, space: readonly number[]): Tensor {
  const from = x.shape.slice(2);
  const factor = space.map((n, i) => Math.ceil(n / from[i]!));
  if (factor.every((n) => n === 1)) return x;
  const large = upsampleNearest(x, factor);
  return slice(large, ...space.map((end, i) => ({ axis: i + 2, start: 0, end })));
}
