// Rows of time series in order of time, cut where time stands out: at pauses, between series, at holes too long to fill.

import { DataError } from "../../errors.ts";

/** Rows that follow each other without a gap. */
export interface Segment {
  /** First row. */
  readonly start: number;
  /** Row after the last. */
  readonly end: number;
  /** Index of the series. */
  readonly series: number;
}

/** A pause in a series that is longer than a gap may be. */
export interface Gap {
  readonly series: number;
  /** Row after which it comes, in order. */
  readonly row: number;
  /** How long, in the unit of the times. */
  readonly duration: number;
}

/** Most rows in a row that are filled by a line between their neighbours. */
export const LONGEST_FILL = 3;

/** The order of rows by series, then time: row `order[i]` of the source is the i-th. `moved`: the source had another order. */
export function timeOrder(
  times: Float64Array | undefined,
  series: Uint32Array,
): { readonly order: Uint32Array; readonly moved: number } {
  const order = Uint32Array.from(series, (_, row) => row);
  order.sort((a, b) => series[a]! - series[b]! || (times === undefined ? 0 : times[a]! - times[b]!) || a - b);
  let moved = 0;
  if (times !== undefined) {
    const last = new Map<number, number>();
    for (let row = 0; row < series.length; row++) {
      const before = last.get(series[row]!) ?? Number.NEGATIVE_INFINITY;
      if (times[row]! < before) moved++;
      else last.set(series[row]!, times[row]!);
    }
  }
  return { order, moved };
}

/** The median of the steps between rows of one series; undefined without two such rows. `times` and `series` are in order. */
export function usualStep(times: Float64Array, series: Uint32Array): number | undefined {
  const steps: number[] = [];
  for (let i = 1; i < times.length; i++) if (series[i] === series[i - 1]) steps.push(times[i]! - times[i - 1]!);
  steps.sort((a, b) => a - b);
  return steps[steps.length >> 1];
}

/** @throws DataError naming the first few stamps (their texts) that a series has twice. `times` and `series` are in order. */
export function refuseDuplicates(
  times: Float64Array,
  series: Uint32Array,
  text: (row: number) => string,
  source: string,
  several: boolean,
): void {
  const found: number[] = [];
  for (let i = 1; i < times.length; i++) {
    if (series[i] === series[i - 1] && times[i] === times[i - 1]) found.push(i);
  }
  if (found.length === 0) return;
  const shown = [...new Set(found.map(text))].slice(0, 3);
  const remedy = several
    ? "keep one row of each"
    : "keep one row of each, or name the column that tells series apart (--series)";
  throw new DataError(
    `${source}: a series must have each time stamp once, got ${found.length} more than once, such as ${shown.join(", ")}; ${remedy}`,
  );
}

/** Cuts ordered rows at every change of series and every pause above `longest`; without times only the former. */
export function cutAtGaps(
  times: Float64Array | undefined,
  series: Uint32Array,
  longest: number,
): { readonly segments: Segment[]; readonly gaps: Gap[] } {
  const segments: Segment[] = [];
  const gaps: Gap[] = [];
  let start = 0;
  for (let row = 1; row <= series.length; row++) {
    const same = row < series.length && series[row] === series[row - 1];
    const duration = same && times !== undefined ? times[row]! - times[row - 1]! : 0;
    if (same && duration <= longest) continue;
    segments.push({ start, end: row, series: series[start]! });
    if (same) gaps.push({ series: series[start]!, row: row - 1, duration });
    start = row;
  }
  return { segments, gaps };
}

/**
 * Fills holes of at most `LONGEST_FILL` rows in `values` [rows, channels] by a line over time (over rows without times), in
 * place, and cuts segments at what is still missing.
 */
export function fillHoles(
  values: Float32Array,
  channels: number,
  segments: readonly Segment[],
  times?: Float64Array,
): { readonly segments: Segment[]; readonly filled: number; readonly missing: number } {
  const kept: Segment[] = [];
  let [filled, missing] = [0, 0];
  for (const segment of segments) {
    for (let c = 0; c < channels; c++) filled += fillChannel(values, channels, c, segment, times);
    let start = segment.start;
    for (let row = segment.start; row <= segment.end; row++) {
      const whole = row < segment.end && !anyMissing(values, channels, row);
      if (whole) continue;
      if (row > start) kept.push({ ...segment, start, end: row });
      if (row < segment.end) missing++;
      start = row + 1;
    }
  }
  return { segments: kept, filled, missing };
}

function fillChannel(
  values: Float32Array,
  channels: number,
  channel: number,
  { start, end }: Segment,
  times: Float64Array | undefined,
): number {
  const at = (row: number) => values[row * channels + channel]!;
  const place = (row: number) => (times === undefined ? row : times[row]!);
  let filled = 0;
  let known = -1;
  for (let row = start; row < end; row++) {
    if (Number.isNaN(at(row))) continue;
    const hole = row - known - 1;
    if (known >= 0 && hole > 0 && hole <= LONGEST_FILL) {
      const slope = (at(row) - at(known)) / (place(row) - place(known));
      for (let i = known + 1; i < row; i++) {
        values[i * channels + channel] = at(known) + slope * (place(i) - place(known));
      }
      filled += hole;
    }
    known = row;
  }
  return filled;
}

function anyMissing(values: Float32Array, channels: number, row: number): boolean {
  for (let c = 0; c < channels; c++) if (Number.isNaN(values[row * channels + c]!)) return true;
  return false;
}
