// Counts in bins of equal width.

import { ConfigError } from "../errors.ts";

/** Bins of equal width: `counts[i]` values lie in [edges[i], edges[i + 1]), the last bin with its upper end. */
export interface Histogram {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/**
 * Counts of `values` in `bins` bins over `range` (default: that of the values). NaN and what lies outside is left out; one
 * single value gets bins half a unit to both sides. @throws ConfigError for no bins
 */
export function histogram(values: ArrayLike<number>, bins: number, range?: readonly [number, number]): Histogram {
  const edges = binEdges(range ?? valueRange(values), bins);
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; i++) {
    const bin = binOf(edges, values[i]!);
    if (bin >= 0 && bin < bins) counts[bin]!++;
  }
  return { edges, counts };
}

/** `bins` + 1 ends of equal bins over [low, high]; half a unit to both sides where low = high. @throws ConfigError for no bins */
export function binEdges([low, high]: readonly [number, number], bins: number): number[] {
  if (!Number.isInteger(bins) || bins < 1) {
    throw new ConfigError(`histogram: the number of bins must be a positive integer, got ${bins}`);
  }
  const [from, to] = low === high ? [low - 0.5, high + 0.5] : [low, high];
  return Array.from({ length: bins + 1 }, (_, i) => (i === bins ? to : from + ((to - from) * i) / bins));
}

/** Bin of `value` among ascending `edges`; -1 below the first, `edges.length - 1` above the last, NaN for NaN. */
export function binOf(edges: readonly number[], value: number): number {
  const last = edges.length - 1;
  if (Number.isNaN(value)) return Number.NaN;
  if (value < edges[0]!) return -1;
  if (value > edges[last]!) return last;
  let bin = Math.min(last - 1, Math.floor(((value - edges[0]!) / (edges[last]! - edges[0]!)) * last));
  while (value < edges[bin]!) bin--;
  while (bin < last - 1 && value >= edges[bin + 1]!) bin++;
  return bin;
}

/** Smallest and largest of `values`, NaN left out; [NaN, NaN] of none. */
export function valueRange(values: ArrayLike<number>): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [Number.NaN, Number.NaN];
}
