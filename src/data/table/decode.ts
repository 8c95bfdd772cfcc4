// Codes and values as a table again, written as its source writes. The way there is encode.ts.

import type { Generator } from "../../array/index.ts";
import { DataError, internalError } from "../../errors.ts";
import { codeCount, encodingOf } from "./columns.ts";
import { dateFormat, roundTime } from "./dates.ts";
import { numberCoder } from "./number-code.ts";
import { formatNumber, roundNumber } from "./numbers.ts";
import { type LevelEncoding, modelled, type NumberEncoding, type TableColumn, type TableSchema } from "./schema.ts";
import type { Cells, SourceColumn, Table } from "./table.ts";

/** How codes become cells. */
export interface DecodeOptions {
  /** Draws which of the pooled levels a pooled code stands for, by their counts; without it the value says which. */
  readonly draw?: Generator;
  /** Numbers as numbers (NaN for missing), not as texts; default false. */
  readonly typed?: boolean;
  /** Keeps numbers and times within the range of the training part, in columns that are not bounded too; default false. */
  readonly within?: boolean;
  /** Name of the table; default "decoded". */
  readonly name?: string;
}

/**
 * The modelled columns of [rows, 2 D] codes and values, as `encodeTable` makes them. Numbers are rounded to the column's
 * decimals (integers to integers), times to its unit, and kept within the ends of bounded columns; missing cells hold the
 * column's marker.
 * @throws DataError when the length is no multiple of 2 D
 */
export function decodeTable(values: ArrayLike<number>, schema: TableSchema, options: DecodeOptions = {}): Table {
  const columns = modelled(schema);
  const { draw, typed = false, within = false, name = "decoded" } = options;
  const size = columns.length;
  if (size === 0 ? values.length > 0 : values.length % (2 * size) !== 0) {
    throw new DataError(
      `${name}: rows of ${size} columns must have ${2 * size} numbers each, got ${values.length} in all`,
    );
  }
  const count = size === 0 ? 0 : values.length / (2 * size);
  const decoded = columns.map((column, at): SourceColumn => {
    const encoding = encodingOf(column);
    const codes = codeCount(encoding);
    const cell = (row: number): number => {
      const code = Math.round(values[row * 2 * size + at]!);
      if (code >= codes || Number.isNaN(code)) {
        throw internalError(`code ${code} of column ${column.name}, which has ${codes}`);
      }
      return code;
    };
    const value = (row: number) => values[row * 2 * size + size + at]!;
    if (encoding.kind === "levels") {
      return { name: column.name, cells: levelCells(count, cell, value, encoding, column, draw) };
    }
    return { name: column.name, cells: numberCells(count, cell, value, encoding, column, { typed, within }) };
  });
  return { name, count, columns: decoded };
}

type Read = (row: number) => number;

function levelCells(
  count: number,
  codeAt: Read,
  valueAt: Read,
  { levels, pooled }: LevelEncoding,
  column: TableColumn,
  draw: Generator | undefined,
): Cells {
  const total = pooled?.counts.reduce((sum, each) => sum + each, 0) ?? 0;
  const drawn = (generator: Generator): number => {
    if (total === 0) return generator.integer(pooled!.levels.length);
    let left = generator.uniform() * total;
    let at = 0;
    while (at < pooled!.counts.length - 1 && left >= pooled!.counts[at]!) left -= pooled!.counts[at++]!;
    return at;
  };
  const values = Array.from({ length: count }, (_, row) => {
    const code = codeAt(row);
    if (code < 0) return column.marker;
    if (code < levels.length) return levels[code]!;
    const member = draw === undefined ? Math.round(valueAt(row)) : drawn(draw);
    return pooled!.levels[Math.min(pooled!.levels.length - 1, Math.max(0, member))]!;
  });
  return { kind: "text", values };
}

function numberCells(
  count: number,
  codeAt: Read,
  valueAt: Read,
  encoding: NumberEncoding,
  column: TableColumn,
  { typed, within }: { readonly typed: boolean; readonly within: boolean },
): Cells {
  const { number, date } = column;
  const coder = numberCoder(encoding, number ?? date!);
  const rounded = (row: number): number => {
    const code = codeAt(row);
    return code < 0 ? Number.NaN : roundedValue(coder.decode(code, valueAt(row)), column, within);
  };
  if (typed && number !== undefined) {
    const values = new Float64Array(count);
    for (let row = 0; row < count; row++) values[row] = rounded(row);
    return { kind: "number", values };
  }
  const format = valueFormat(column);
  const values = Array.from({ length: count }, (_, row) => {
    const x = rounded(row);
    return Number.isNaN(x) ? column.marker : format(x);
  });
  return { kind: "text", values };
}

/** A number or time as the column can hold it: rounded to its decimals or unit, and within its ends where these are to hold. */
export function roundedValue(
  x: number,
  { type, number, date }: TableColumn,
  within = number?.bounded ?? false,
): number {
  const { min, max } = number ?? date!;
  const kept = within || number?.bounded ? Math.min(max, Math.max(min, x)) : x;
  return date ? roundTime(kept, date.unit) : roundNumber(kept, type === "integer" ? 0 : number!.decimals);
}

/** How a column writes its numbers or times. */
export function valueFormat({ number, date }: TableColumn): (x: number) => string {
  return date ? dateFormat(date.format).format : (x) => formatNumber(x, number!);
}
