// A table as codes and values for the model. The way back is decode.ts.

import { cellLevels, cellNumbers } from "./cells.ts";
import { columnFinder, encodingOf } from "./columns.ts";
import { numberCoder } from "./number-code.ts";
import { type LevelEncoding, modelled, type NumberEncoding, type TableColumn, type TableSchema } from "./schema.ts";
import type { Cells, Table } from "./table.ts";

/** Cells of a column that the training part had nothing like. */
export interface Unseen {
  readonly column: string;
  /** `level`: a new text, encoded as missing. `range`: a number beyond the fitted ones, or between values that are all codes, encoded as near as can be. */
  readonly kind: "level" | "range";
  readonly count: number;
  /** The first of them, as text. */
  readonly example: string;
  /** The first few rows, from 0. */
  readonly rows: readonly number[];
}

/** How a table is encoded. */
export interface EncodeOptions {
  /** Columns that may be absent: all their cells then count as missing. */
  readonly optional?: readonly string[];
  /** Row of the source that the table begins with, from 0; default 0. */
  readonly firstRow?: number;
  /** Is told of cells that cannot be read, which then count as missing; without it: DataError. */
  readonly onBad?: (column: string, row: number, value: string) => void;
  /** Is told of each unseen cell: index among the modelled columns, row of the table from 0. */
  readonly onUnseen?: (column: number, row: number) => void;
}

/** A table as the model sees it. */
export interface EncodedTable {
  /** [rows, 2 D]: the D codes of a row (-1: missing), then its D values. */
  readonly values: Float32Array;
  readonly unseen: readonly Unseen[];
  /** Columns of the table that the schema does not know. */
  readonly ignored: readonly string[];
}

const ROWS_SHOWN = 5;

/**
 * Encodes the modelled columns of `schema`, found by name. Values are floats of 24 bits: within a bin a number is kept to
 * about a millionth of the distance of the two quantiles around it, by a mode or scaled to a ten-millionth of its distance
 * from the mean.
 * @throws DataError for a column that is not there, or a cell that cannot be read
 */
export function encodeTable(table: Table, schema: TableSchema, options: EncodeOptions = {}): EncodedTable {
  const columns = modelled(schema);
  const { firstRow = 0, onBad, onUnseen } = options;
  const optional = new Set(options.optional);
  const find = columnFinder(table);
  const present = new Set(table.columns.map(({ name }) => name));
  const width = 2 * columns.length;
  const values = new Float32Array(table.count * width);
  const unseen: Unseen[] = [];
  columns.forEach((column, at) => {
    const out = { values, at, size: columns.length };
    if (optional.has(column.name) && !present.has(column.name)) {
      for (let to = at; to < values.length; to += width) values[to] = -1;
      return;
    }
    const { cells } = find(column.name);
    const encoding = encodingOf(column);
    const tell = onUnseen && ((row: number) => onUnseen(at, row));
    const seen = new Seen(column.name, encoding.kind === "levels" ? "level" : "range", firstRow, tell);
    if (encoding.kind === "levels") encodeLevels(cellLevels(cells, column), encoding, out, seen);
    else {
      const read = { table: table.name, firstRow };
      const bad = onBad && ((row: number, value: string) => onBad(column.name, row + firstRow, value));
      const numbers = cellNumbers(cells, column, bad ? { ...read, onBad: bad } : read);
      encodeNumbers(numbers, encoding, column, cells, out, seen);
    }
    if (seen.count > 0) unseen.push(seen.result());
  });
  const known = new Set(schema.columns.map(({ name }) => name));
  return { values, unseen, ignored: [...present].filter((name) => !known.has(name)) };
}

interface Out {
  readonly values: Float32Array;
  /** Place of the column among `size`. */
  readonly at: number;
  readonly size: number;
}

function encodeLevels(cells: readonly (string | null)[], encoding: LevelEncoding, out: Out, seen: Seen): void {
  const { levels, pooled } = encoding;
  const index = new Map([...levels, ...(pooled?.levels ?? [])].map((text, i) => [text, i]));
  for (let i = 0, to = out.at; i < cells.length; i++, to += 2 * out.size) {
    const text = cells[i]!;
    const found = text === null ? -1 : index.get(text);
    if (found === undefined) seen.add(i, text!);
    const code = found ?? -1;
    if (code < levels.length) out.values[to] = code;
    else {
      out.values[to] = levels.length;
      out.values[to + out.size] = code - levels.length;
    }
  }
}

function encodeNumbers(
  numbers: Float64Array,
  encoding: NumberEncoding,
  column: TableColumn,
  cells: Cells,
  out: Out,
  seen: Seen,
): void {
  const { values, size } = out;
  const coder = numberCoder(encoding, column.number ?? column.date!);
  for (let i = 0, to = out.at; i < numbers.length; i++, to += 2 * size) {
    const x = numbers[i]!;
    if (Number.isNaN(x)) {
      values[to] = -1;
      continue;
    }
    if (!coder.encode(x)) seen.add(i, cells.kind === "text" ? cells.values[i]! : String(x));
    values[to] = coder.code;
    values[to + size] = coder.value;
  }
}

class Seen {
  count = 0;
  private example = "";
  private readonly rows: number[] = [];
  private readonly column: string;
  private readonly kind: Unseen["kind"];
  private readonly firstRow: number;
  private readonly tell: ((row: number) => void) | undefined;

  constructor(column: string, kind: Unseen["kind"], firstRow: number, tell?: (row: number) => void) {
    this.column = column;
    this.kind = kind;
    this.firstRow = firstRow;
    this.tell = tell;
  }

  add(row: number, text: string): void {
    this.tell?.(row);
    if (this.count++ === 0) this.example = text.trim();
    if (this.rows.length < ROWS_SHOWN) this.rows.push(row + this.firstRow);
  }

  result(): Unseen {
    return { column: this.column, kind: this.kind, count: this.count, example: this.example, rows: this.rows };
  }
}
