// Cells of a column read by what is known of it: as numbers (dates as times), or as the texts of its levels.

import { DataError } from "../../errors.ts";
import { dateFormat } from "./dates.ts";
import { numberParser } from "./numbers.ts";
import type { TableColumn } from "./schema.ts";
import type { Cells } from "./table.ts";

/** How to read cells. */
export interface ReadOptions {
  /** Is told of a cell that cannot be read as the column's type (`row` from 0), which then counts as missing; without it: DataError. */
  readonly onBad?: (row: number, value: string) => void;
  /** What errors call the table. */
  readonly table?: string;
  /** Row of the source that the first cell is, from 0; default 0. */
  readonly firstRow?: number;
}

/** A test for texts (already trimmed) that mean a missing cell of `column`: empty ones and its markers. */
export function missingTest(column: Pick<TableColumn, "marker" | "markers">): (trimmed: string) => boolean {
  const markers = new Set(["", column.marker.trim(), ...(column.markers ?? []).map((marker) => marker.trim())]);
  if (markers.size === 1) return (trimmed) => trimmed === "";
  return (trimmed) => markers.has(trimmed);
}

/**
 * Numbers of a continuous or integer column, or times of a datetime column in milliseconds since 1970; NaN for missing
 * cells. May be the cells' own array: not to be written to.
 * @throws DataError for a cell that is no number or date of the column's style
 */
export function cellNumbers(cells: Cells, column: TableColumn, options: ReadOptions = {}): Float64Array {
  const bad = options.onBad ?? ((row: number, value: string) => refuse(column, row, value, options));
  if (cells.kind === "number") return finite(withoutMarkers(cells.values, column), bad);
  const parse =
    column.type === "datetime" && column.date
      ? dateFormat(column.date.format).parse
      : numberParser(column.number ?? { decimalMark: "." });
  const isMissing = missingTest(column);
  const out = new Float64Array(cells.values.length);
  for (let i = 0; i < out.length; i++) {
    const text = cells.values[i]!;
    if (text === null) {
      out[i] = NaN;
      continue;
    }
    const trimmed = text.trim();
    const value = parse(trimmed);
    out[i] = value;
    // Only a text that is no number can be missing or bad, but a number can be a marker too (-999).
    if (column.markers !== undefined || Number.isNaN(value)) {
      if (isMissing(trimmed)) out[i] = NaN;
      else if (Number.isNaN(value)) bad(i, text);
    }
  }
  return out;
}

/** Texts of a column's cells, trimmed of the blanks around; null for missing cells. Numbers are written the shortest way. */
export function cellLevels(cells: Cells, column: TableColumn): (string | null)[] {
  const isMissing = missingTest(column);
  if (cells.kind === "text") {
    return cells.values.map((text) => {
      if (text === null) return null;
      const trimmed = text.trim();
      return isMissing(trimmed) ? null : trimmed;
    });
  }
  const known = new Map<number, string | null>();
  return Array.from(cells.values, (value) => {
    if (Number.isNaN(value)) return null;
    let text = known.get(value);
    if (text === undefined) {
      text = String(value);
      if (isMissing(text)) text = null;
      if (known.size < 10_000) known.set(value, text);
    }
    return text;
  });
}

/** `table: column "x", row 17`, as errors begin; `row` from 0. */
export function cellPlace(table: string | undefined, column: string, row: number): string {
  return `${table === undefined ? "" : `${table}: `}column ${JSON.stringify(column)}, row ${row + 1}`;
}

function refuse(column: TableColumn, row: number, value: string, options: ReadOptions): void {
  const place = cellPlace(options.table, column.name, row + (options.firstRow ?? 0));
  const rule = column.type === "datetime" ? `a date like ${column.date?.format ?? "YYYY-MM-DD"}` : "a number";
  throw new DataError(
    `${place}: must be ${rule}, got ${JSON.stringify(value)}; correct the cell, or name it as a missing marker (--missing ${JSON.stringify(value.trim())})`,
  );
}

// Markers that are numbers, such as -999, where the source holds numbers.
function withoutMarkers(values: Float64Array, column: TableColumn): Float64Array {
  const markers = (column.markers ?? []).filter((marker) => marker.trim() !== "").map(Number);
  const numbers = new Set(markers.filter((marker) => !Number.isNaN(marker)));
  return numbers.size === 0 ? values : values.map((value) => (numbers.has(value) ? NaN : value));
}

function finite(values: Float64Array, bad: (row: number, value: string) => void): Float64Array {
  let out = values;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value - value === 0 || Number.isNaN(value)) continue;
    bad(i, String(value));
    if (out === values) out = values.slice();
    out[i] = NaN;
  }
  return out;
}
