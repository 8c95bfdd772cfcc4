// Windows as items of a data set: gathered from the rows they share, measured, taken and split.

import { internalError } from "../../errors.ts";
import { measureColumns } from "../columns.ts";
import type { DataSchema } from "../schema.ts";
import type { Cells } from "../table/table.ts";
import type { SeriesSchema } from "./schema.ts";
import type { Gap, Segment } from "./segments.ts";
import { splitWindows, windowCounts } from "./windows.ts";

/** What a data set of windows knows of its rows, which lie in order of series and time. */
export interface SeriesRows {
  /** First row of each item [count]. */
  readonly starts: Uint32Array;
  readonly segments: readonly Segment[];
  readonly gaps: readonly Gap[];
  /** Names of the series; one empty name where there is only one. */
  readonly names: readonly string[];
  /** Index of each row's series [rows]. */
  readonly of: Uint32Array;
  /** Row of the source, from 0, of each row [rows]. */
  readonly source: Uint32Array;
  /** Times [rows], see Times; absent where rows follow each other step by step. */
  readonly times?: Float64Array;
  /** Time stamps as the source wrote them, in its order. */
  readonly stamps?: Cells;
}

/** The part of a data set that windows are cut from. */
export interface Windowed {
  readonly name: string;
  readonly schema: DataSchema;
  readonly count: number;
  /** [rows, channels] */
  readonly values: Uint8Array | Float32Array;
  readonly series?: SeriesRows;
}

/** `dataset` with its channels measured on the rows of its windows, each row once. */
export function fitSeries<T extends Windowed>(dataset: T): T {
  const { schema, values } = dataset;
  if (schema.kind !== "series") throw internalError("not a time series");
  const size = schema.columns.length;
  const counts = windowCounts(rowsOf(dataset).starts, schema.window, values.length / size);
  const covered: number[] = [];
  for (let row = 0; row < counts.length; row++) if (counts[row]! > 0) covered.push(row);
  const taken = new Float32Array(covered.length * size);
  covered.forEach((row, i) => {
    taken.set(values.subarray(row * size, (row + 1) * size) as Float32Array, i * size);
  });
  const columns = measureColumns(
    taken,
    schema.columns.map(({ name }) => name),
  );
  return { ...dataset, schema: { ...schema, columns } };
}

/** Writes the standardised window that starts at `row` to `out` at `to`, channel after channel. */
export function encodeWindow(
  { columns, window }: SeriesSchema,
  values: ArrayLike<number>,
  row: number,
  out: Float32Array,
  to: number,
): void {
  const size = columns.length;
  for (let c = 0; c < size; c++) {
    const { mean, standardDeviation, constant } = columns[c]!;
    for (let t = 0; t < window; t++) {
      out[to + c * window + t] = constant ? 0 : (values[(row + t) * size + c]! - mean) / standardDeviation;
    }
  }
}

/** Standardised windows [n, channels, window] back in the units of the source; a new array. */
export function unstandardiseWindows({ columns, window }: SeriesSchema, values: ArrayLike<number>): Float32Array {
  return Float32Array.from({ length: values.length }, (_, i) => {
    const { mean, standardDeviation, constant } = columns[Math.floor(i / window) % columns.length]!;
    return constant ? mean : values[i]! * standardDeviation + mean;
  });
}

/** The windows at `indices`; rows are shared, not copied. */
export function takeWindows<T extends Windowed>(dataset: T, indices: ArrayLike<number>): T {
  const series = rowsOf(dataset);
  const starts = Uint32Array.from({ length: indices.length }, (_, i) => series.starts[indices[i]!]!);
  return { ...dataset, count: indices.length, series: { ...series, starts } };
}

/** Two parts in blocks of time that share no row, see splitWindows. @throws DataError when the series are too short for that */
export function splitSeries<T extends Windowed>(dataset: T, fraction: number, seed: number): [rest: T, part: T] {
  const { schema, name } = dataset;
  if (schema.kind !== "series") throw internalError("not a time series");
  const { starts, of } = rowsOf(dataset);
  const series = Uint32Array.from(starts, (start) => of[start]!);
  const split = splitWindows(starts, series, { window: schema.window, fraction, seed, source: name });
  return [takeWindows(dataset, split.rest), takeWindows(dataset, split.part)];
}

function rowsOf({ series }: Windowed): SeriesRows {
  if (series === undefined) throw internalError("a time series without rows");
  return series;
}
