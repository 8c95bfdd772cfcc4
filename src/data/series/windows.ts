// Windows over rows in order of time: where they start, and how they are split without a row on both sides.

import { Generator } from "../../array/index.ts";
import { DataError } from "../../errors.ts";
import type { Segment } from "./segments.ts";

/** First rows of all windows; the last window of a segment ends with it, so that every row of it is covered. */
export function windowStarts(segments: readonly Segment[], window: number, stride: number): Uint32Array {
  const starts: number[] = [];
  for (const { start, end } of segments) {
    const last = end - window;
    for (let at = start; at <= last; at += stride) starts.push(at);
    if (last >= start && starts[starts.length - 1] !== last) starts.push(last);
  }
  return Uint32Array.from(starts);
}

/** How many windows hold each row [rows]. */
export function windowCounts(starts: ArrayLike<number>, window: number, rows: number): Uint32Array {
  const counts = new Uint32Array(rows);
  for (let i = 0; i < starts.length; i++) for (let t = 0; t < window; t++) counts[starts[i]! + t]!++;
  return counts;
}

/**
 * Splits windows (`starts` ascending, `series` of each) into two parts that share no row. The second gets the end of each
 * series; a series too short to lose the windows between goes to one side whole, drawn with `seed`.
 * @throws DataError when nothing is left for one of the parts
 */
export function splitWindows(
  starts: ArrayLike<number>,
  series: ArrayLike<number>,
  { window, fraction, seed, source }: { window: number; fraction: number; seed: number; source: string },
): { readonly rest: Uint32Array; readonly part: Uint32Array } {
  const rest: number[] = [];
  const part: number[] = [];
  const short: number[][] = [];
  const groups = bySeries(series);
  for (const windows of groups) {
    const [before, after] = cut(windows, starts, window, fraction);
    const long = before.length >= windows.length / 2 || (groups.length === 1 && before.length > 0);
    if (!long) short.push(windows);
    else {
      rest.push(...before);
      part.push(...after);
    }
  }
  const total = short.reduce((sum, { length }) => sum + length, 0);
  let wanted = Math.round(total * fraction);
  if (part.length === 0) wanted = Math.max(1, wanted);
  const order = new Generator(seed, "split").permutation(short.length);
  for (let i = 0, taken = 0; i < short.length; i++) {
    const windows = short[order[i]!]!;
    const last = rest.length === 0 && i === short.length - 1;
    const target = taken < wanted && !last ? part : rest;
    if (target === part) taken += windows.length;
    for (const index of windows) target.push(index);
  }
  if (rest.length === 0 || part.length === 0) {
    throw new DataError(
      `${source}: too short to hold out ${fraction} of its windows without rows in common, got ${starts.length} windows of ${window} steps; use a smaller --window or --set train.validation=0`,
    );
  }
  return { rest: Uint32Array.from(rest).sort(), part: Uint32Array.from(part).sort() };
}

// The last windows of a series, and those that end before the first of them begins.
function cut(windows: readonly number[], starts: ArrayLike<number>, window: number, fraction: number) {
  const from = windows.length - Math.max(1, Math.round(windows.length * fraction));
  const border = starts[windows[Math.max(0, from)]!]!;
  return [windows.filter((index) => starts[index]! + window <= border), windows.slice(Math.max(0, from))] as const;
}

function bySeries(series: ArrayLike<number>): number[][] {
  const groups = new Map<number, number[]>();
  for (let i = 0; i < series.length; i++) {
    const group = groups.get(series[i]!);
    if (group) group.push(i);
    else groups.set(series[i]!, [i]);
  }
  return [...groups.values()];
}
