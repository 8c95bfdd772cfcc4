// Time stamps: dates and times, seconds or milliseconds since 1970, or plain numbers; and durations in words.

import { DataError } from "../../errors.ts";
import { dateFormat } from "../table/dates.ts";
import { findDates } from "../table/infer-dates.ts";
import { findNumbers } from "../table/infer-numbers.ts";
import { numberParser } from "../table/numbers.ts";
import type { Cells } from "../table/table.ts";

/** Ways to write time stamps. */
export const CLOCKS = ["date", "seconds", "milliseconds", "number"] as const;

/** How time stamps are written: as dates, as seconds or milliseconds since 1970, or as numbers of any other unit. */
export type Clock = (typeof CLOCKS)[number];

/** Time stamps read. */
export interface Times {
  readonly clock: Clock;
  /** Milliseconds since 1970 in UTC, for `number` the numbers themselves. */
  readonly times: Float64Array;
}

// From 1973 to 2286 in seconds, from 1973 to 5138 in milliseconds: no number is both.
const SECONDS = [1e8, 1e10] as const;
const MILLISECONDS = [1e11, 1e14] as const;

/** Reads a column of time stamps. @throws DataError naming the row (from 1) of a cell that is missing or no time stamp */
export function readTimes(cells: Cells, column: string, table: string): Times {
  if (cells.kind === "number") return ofNumbers(cells.values, (row) => String(cells.values[row]), column, table);
  const texts = cells.values.map((text) => text?.trim() ?? "");
  const found = findDates([...new Set(texts)].filter((text) => text !== ""));
  const numbers = findNumbers(texts);
  if (found === undefined || numbers.bad.length === 0) {
    const parse = numberParser(numbers.style);
    return ofNumbers(
      Float64Array.from(texts, (text) => parse(text)),
      (row) => texts[row]!,
      column,
      table,
    );
  }
  const { parse } = dateFormat(found.format);
  const times = Float64Array.from(texts, parse);
  const bad = times.findIndex((time) => Number.isNaN(time));
  if (bad >= 0) throw unreadable(table, column, bad, texts[bad]!, `a date like ${found.format}`);
  return { clock: "date", times };
}

function ofNumbers(values: Float64Array, text: (row: number) => string, column: string, table: string): Times {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw unreadable(table, column, bad, text(bad), "a date, a time or a number");
  const within = ([low, high]: readonly [number, number]) => values.every((value) => value >= low && value < high);
  if (within(SECONDS)) return { clock: "seconds", times: values.map((value) => value * 1000) };
  return { clock: within(MILLISECONDS) ? "milliseconds" : "number", times: values };
}

function unreadable(table: string, column: string, row: number, text: string, rule: string): DataError {
  const got = text === "" || text === "NaN" ? "an empty cell" : `"${text}"`;
  return new DataError(
    `${table}: column "${column}", row ${row + 1}: a time stamp must be ${rule}, got ${got}; correct or remove the row`,
  );
}

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
] as const;

/** A duration as `5 min` or `2.5 h`; of plain numbers the number. */
export function formatDuration(duration: number, clock: Clock): string {
  const short = (value: number) => String(Number(value.toPrecision(4)));
  if (clock === "number") return short(duration);
  const [unit, size] = UNITS.find(([, milliseconds]) => duration >= milliseconds) ?? ["ms", 1];
  return `${short(duration / size)} ${unit}`;
}
