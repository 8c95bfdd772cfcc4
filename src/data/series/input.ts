// What a user says of time series, checked, and the columns it names, read.

import { ConfigError, DataError, didYouMean } from "../../errors.ts";
import { cellLevels, cellNumbers, cellPlace } from "../table/cells.ts";
import { findDates } from "../table/infer-dates.ts";
import { findNumbers } from "../table/infer-numbers.ts";
import { DEFAULT_MISSING } from "../table/markers.ts";
import type { Cells, SourceColumn, Table } from "../table/table.ts";
import type { SeriesSchema } from "./schema.ts";
import type { Segment } from "./segments.ts";

/** How windows are cut from series, and which columns are not channels. */
export interface SeriesChoices {
  /** Steps in a window. Default 128. */
  readonly window?: number | undefined;
  /** Steps from one window to the next. Default 1. */
  readonly stride?: number | undefined;
  /** A pause of more than so many usual steps splits a series. Default 1.5. */
  readonly gap?: number | undefined;
  /** Column of the time stamps. Default none: rows follow each other step by step. */
  readonly time?: string | undefined;
  /** Column that tells several series apart. Default none. */
  readonly series?: string | undefined;
}

interface Checked {
  readonly window: number;
  readonly stride: number;
  readonly gap: number;
  readonly time: string | undefined;
  readonly series: string | undefined;
}

/** Choices with defaults, those of `model` where there is one. @throws ConfigError for a number out of range or another window */
export function checkChoices(choices: SeriesChoices, model?: SeriesSchema): Checked {
  const { window = model?.window ?? 128, stride = model?.stride ?? 1, gap = model?.gap ?? 1.5 } = choices;
  for (const [name, value] of Object.entries({ window, stride })) {
    const least = name === "window" ? 2 : 1;
    if (Number.isInteger(value) && value >= least) continue;
    throw new ConfigError(`--${name}: must be a whole number of steps, at least ${least}, got ${value}`);
  }
  if (!(gap >= 1)) throw new ConfigError(`--gap: must be a number of usual steps, at least 1, got ${gap}`);
  if (model && window !== model.window) {
    throw new ConfigError(`--window: the model was trained on windows of ${model.window}, got ${window}; leave it out`);
  }
  const { time = model?.time, series = model?.series } = choices;
  return { window, stride, gap, time, series };
}

/** The cells of a named column. @throws DataError with the nearest known name */
export function findColumn(table: Table, name: string, role: string): Cells {
  const found = table.columns.find((column) => column.name === name);
  if (found) return found.cells;
  const names = table.columns.map((column) => column.name);
  throw new DataError(`${table.name}: no ${role} column "${name}"${didYouMean(name, names)}`);
}

/** The names of the series in order of appearance, and the index of each row's. @throws DataError for a row without a name */
export function seriesNames(table: Table, column: string | undefined): { names: string[]; of: Uint32Array } {
  if (column === undefined) return { names: [""], of: new Uint32Array(table.count) };
  const texts = cellLevels(findColumn(table, column, "series"), plain(column));
  const index = new Map<string, number>();
  const of = Uint32Array.from(texts, (text, row) => {
    if (text === null) {
      throw new DataError(
        `${cellPlace(table.name, column, row)}: must name the row's series, got an empty cell; correct or remove the row`,
      );
    }
    const known = index.get(text) ?? index.size;
    index.set(text, known);
    return known;
  });
  return { names: [...index.keys()], of };
}

interface ChannelOptions {
  readonly columns?: readonly string[] | undefined;
  readonly labels?: string | undefined;
  readonly missing?: readonly string[] | undefined;
  readonly time: string | undefined;
  readonly series: string | undefined;
  readonly model?: SeriesSchema | undefined;
}

/** The channels [rows, channels] in `order`, NaN where missing. @throws DataError naming column and row of what is no number */
export function channelsOf(
  table: Table,
  { columns, labels, missing, time, series, model }: ChannelOptions,
  order: Uint32Array,
): { names: readonly string[]; values: Float32Array } {
  const apart = [time, series, labels];
  const chosen =
    model?.columns.map(({ name }) => name) ??
    columns ??
    table.columns.map(({ name }) => name).filter((name) => !apart.includes(name));
  if (labels !== undefined) findColumn(table, labels, "label");
  if (chosen.length === 0) {
    throw new DataError(
      `${table.name}: a time series needs a column of numbers beside ${apart.filter(Boolean).join(" and ")}, got none`,
    );
  }
  const values = new Float32Array(order.length * chosen.length);
  chosen.forEach((name, c) => {
    const cells = findColumn(table, name, "series");
    const numbers = channelNumbers({ name, cells }, table.name, missing ?? DEFAULT_MISSING);
    for (let i = 0; i < order.length; i++) {
      const value = numbers[order[i]!]!;
      values[i * chosen.length + c] = value;
      if (Number.isNaN(value) || Number.isFinite(values[i * chosen.length + c]!)) continue;
      throw new DataError(
        `${cellPlace(table.name, name, order[i]!)}: must fit a 32-bit float, got ${value}; rescale the column`,
      );
    }
  });
  return { names: chosen, values };
}

/** The error for series without room for one window. */
export function tooShort(source: string, window: number, segments: readonly Segment[]): DataError {
  const lengths = segments.map(({ start, end }) => end - start).sort((a, b) => b - a);
  const shown = `${lengths.slice(0, 5).join(", ")}${lengths.length > 5 ? `, ... (${lengths.length} pieces)` : ""}`;
  const rule = `a window of ${window} steps must fit into a piece without gaps`;
  if ((lengths[0] ?? 0) < 2) {
    return new DataError(
      `${source}: ${rule}, got pieces of one row only; check the time and series columns, or raise --gap`,
    );
  }
  return new DataError(`${source}: ${rule}, got pieces of ${shown} steps; use --window ${lengths[0]} or less`);
}

/** The error for data whose stamps lie further or closer than the model's. */
export function differentStep(source: string, model: string, data: string): DataError {
  return new DataError(
    `${source}: the model was trained on a step of ${model}, got ${data}; resample the data, or train a model on it`,
  );
}

function channelNumbers({ name, cells }: SourceColumn, table: string, missing: readonly string[]): Float64Array {
  const markers = new Set(missing);
  const texts =
    cells.kind === "number"
      ? []
      : cells.values.map((text) => text?.trim() ?? "").filter((t) => t !== "" && !markers.has(t));
  const { style, bad } = findNumbers(texts);
  if (bad.length > 0) {
    const got = texts[bad[0]!]!;
    const row = cells.values.findIndex((text) => typeof text === "string" && text.trim() === got);
    const remedy = findDates([got])
      ? `name the column of time stamps (--time "${name}")`
      : "correct the cell, leave the column out (--select), or name the column of series (--series)";
    throw new DataError(`${cellPlace(table, name, row)}: a channel must hold numbers, got "${got}"; ${remedy}`);
  }
  const number = { ...style, min: 0, max: 0, heavyTailed: false, bounded: false };
  return cellNumbers(cells, { ...plain(name), type: "continuous", markers: missing, number }, { table });
}

const plain = (name: string) => ({ name, type: "categorical", missing: 0, marker: "" }) as const;
