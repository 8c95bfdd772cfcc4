// A table of time series as a data set of windows: rows are kept once, in order of time, and windows as their first rows.

import { measureColumns } from "../columns.ts";
import type { DataBundle } from "../dataset.ts";
import type { Cells, Table } from "../table/table.ts";
import { type Clock, formatDuration, readTimes } from "./clock.ts";
import {
  channelsOf,
  checkChoices,
  differentStep,
  findColumn,
  type SeriesChoices,
  seriesNames,
  tooShort,
} from "./input.ts";
import { fitSeries, type SeriesRows } from "./items.ts";
import type { SeriesSchema } from "./schema.ts";
import { cutAtGaps, fillHoles, type Gap, LONGEST_FILL, refuseDuplicates, timeOrder, usualStep } from "./segments.ts";
import { windowCounts, windowStarts } from "./windows.ts";

/** How to read a table as time series. */
export interface SeriesOptions extends SeriesChoices {
  /** Columns to model; default all but those of time and series. */
  readonly columns?: readonly string[] | undefined;
  /** Column that is no channel: labels to compare scores with. */
  readonly labels?: string | undefined;
  /** Texts that mean a missing cell, in place of the usual ones. */
  readonly missing?: readonly string[] | undefined;
  /** The schema of a trained model, whose columns, window and step are used. */
  readonly model?: SeriesSchema | undefined;
}

/**
 * Windows of the series in a table. Rows are put in order of time; pauses, changes of series and long holes split it, short
 * holes are filled by a line.
 * @throws DataError naming column, row or lengths; ConfigError for a window or stride that is no positive whole number
 */
export function seriesDataset(table: Table, options: SeriesOptions = {}): DataBundle {
  const { model } = options;
  const { window, stride, gap, time, series } = checkChoices(options, model);
  const notes: string[] = [];
  const clocked = time === undefined ? undefined : readTimes(findColumn(table, time, "time"), time, table.name);
  const { names, of: seriesOf } = seriesNames(table, series);
  const { order, moved } = timeOrder(clocked?.times, seriesOf);
  const of = Uint32Array.from(order, (row) => seriesOf[row]!);
  const times = clocked && Float64Array.from(order, (row) => clocked.times[row]!);
  const stamps = time === undefined ? undefined : findColumn(table, time, "time");
  const stamp = (row: number) => stampText(stamps, order[row]!);
  if (times) refuseDuplicates(times, of, stamp, table.name, series !== undefined);
  if (moved > 0) notes.push(`${moved} rows were not in order of time and were sorted.`);
  const channels = channelsOf(table, { ...options, time, series }, order);
  const step = stepOf(times, of, model, clocked?.clock, table.name);
  const longest = step === undefined ? Number.POSITIVE_INFINITY : gap * step;
  const cut = cutAtGaps(times, of, longest);
  const { segments, filled, missing } = fillHoles(channels.values, channels.names.length, cut.segments, times);
  if (step !== undefined) notes.push(...describeGaps(cut.gaps, { step, gap, clock: clocked!.clock, stamp, names }));
  if (filled > 0) {
    notes.push(
      `${filled} missing values in holes of up to ${LONGEST_FILL} rows were filled by a line between their neighbours.`,
    );
  }
  if (missing > 0) notes.push(`${missing} rows in longer holes, or at the ends, are missing; they split the series.`);
  const starts = windowStarts(segments, window, stride);
  if (starts.length === 0) throw tooShort(table.name, window, segments);
  const covered = windowCounts(starts, window, of.length);
  const lost = covered.reduce((count, windows) => count + Number(windows === 0), 0) - missing;
  if (lost > 0) {
    notes.push(
      `${lost} rows are in no window: their piece is shorter than ${window} steps${stride > window ? ", or the stride passes over them" : ""}.`,
    );
  }
  const schema: SeriesSchema = {
    kind: "series",
    columns: model?.columns ?? measureColumns([], channels.names),
    window,
    stride,
    gap,
    ...(time !== undefined && { time, clock: clocked!.clock }),
    ...(step !== undefined && { step }),
    ...(series !== undefined && { series }),
  };
  const rows: SeriesRows = {
    starts,
    segments,
    gaps: cut.gaps,
    names,
    of,
    source: order,
    ...(times && { times }),
    ...(stamps && { stamps }),
  };
  const dataset = { name: table.name, schema, count: starts.length, values: channels.values, scale: 1, series: rows };
  const train = model ? dataset : fitSeries(dataset);
  return { name: table.name, train, notes };
}

/** The time stamp of a row of the source as it was written; its number from 1 without stamps. */
export function stampText(stamps: Cells | undefined, row: number): string {
  if (stamps === undefined) return String(row + 1);
  return String(stamps.values[row]);
}

// The model's step, if the data has about the same; else the data's own.
function stepOf(
  times: Float64Array | undefined,
  of: Uint32Array,
  model: SeriesSchema | undefined,
  clock: Clock | undefined,
  source: string,
): number | undefined {
  if (times === undefined) return undefined;
  const own = usualStep(times, of);
  if (model?.step === undefined || own === undefined) return model?.step ?? own;
  if (clock !== model.clock || own > 1.5 * model.step || own < model.step / 1.5) {
    throw differentStep(source, formatDuration(model.step, model.clock!), formatDuration(own, clock!));
  }
  return model.step;
}

interface GapFacts {
  readonly step: number;
  readonly gap: number;
  readonly clock: Clock;
  readonly stamp: (row: number) => string;
  readonly names: readonly string[];
}

function describeGaps(gaps: readonly Gap[], { step, gap, clock, stamp, names }: GapFacts): string[] {
  const usual = `The usual step is ${formatDuration(step, clock)}`;
  if (gaps.length === 0) return [`${usual}; there is no gap in time.`];
  const place = ({ series, row, duration }: Gap) =>
    `${formatDuration(duration, clock)} after ${stamp(row)}${names.length > 1 ? ` in ${names[series]}` : ""}`;
  const largest = gaps.reduce((most, next) => (next.duration > most.duration ? next : most));
  const first = gaps.slice(0, 3).map(place).join("; ");
  const split = `${gaps.length} ${gaps.length === 1 ? "gap splits" : "gaps split"} the series where a pause exceeds ${gap} steps`;
  const most = gaps.length > 1 ? ` The largest is ${place(largest)}.` : "";
  return [`${usual}; ${split}: ${first}${gaps.length > 3 ? ", ..." : ""}.${most}`];
}
