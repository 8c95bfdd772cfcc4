// Tables of numbers as text: comma, semicolon or tab, quotes, a header line that is found by itself.

import { DataError } from "../../errors.ts";

/** A table of numbers, row-major, with the texts of the label column where one was asked for. */
export interface CsvNumbers {
  /** Undefined when the file has no header line. */
  readonly header: readonly string[] | undefined;
  /** Number columns, without the label column. */
  readonly size: number;
  readonly rows: number;
  readonly values: Float64Array;
  readonly labels: readonly string[] | undefined;
}

/** How to read a table. */
export interface CsvOptions {
  /** Header of the column that holds each row's class; it may hold any text. */
  readonly labelColumn?: string | undefined;
}

/** Reads a table of numbers. @throws DataError naming `source`, the line (from 1) and the column of what is no number */
export function readCsvNumbers(bytes: Uint8Array, source: string, options: CsvOptions = {}): CsvNumbers {
  const table = new CsvLines(decodeText(bytes, source), source);
  const first = table.next();
  if (first === undefined) throw new DataError(`${source}: the table is empty; give at least one row of numbers`);
  const header = first.some((cell) => cell.trim() !== "" && toNumber(cell) === undefined && !isMissing(cell))
    ? first.map((cell) => cell.trim())
    : undefined;
  const labelColumn = options.labelColumn === undefined ? -1 : (header ?? []).indexOf(options.labelColumn);
  if (options.labelColumn !== undefined && labelColumn < 0) {
    throw new DataError(
      `${source}: the label column "${options.labelColumn}" must be in the header line, got ${header?.join(", ") ?? "no header line"}`,
    );
  }
  const values: number[] = [];
  const labels: string[] = [];
  let rows = 0;
  for (let cells = header ? table.next() : first; cells !== undefined; cells = table.next()) {
    if (cells.length !== first.length) {
      throw new DataError(`${source}: line ${table.line}: expected ${first.length} columns, got ${cells.length}`);
    }
    for (let j = 0; j < cells.length; j++) {
      if (j === labelColumn) labels.push(cells[j]!.trim());
      else values.push(toNumber(cells[j]!) ?? refuse(cells[j]!, table, header?.[j] ?? `x${j}`));
    }
    rows++;
  }
  const size = first.length - (labelColumn < 0 ? 0 : 1);
  return {
    header: header?.filter((_, j) => j !== labelColumn),
    size,
    rows,
    values: Float64Array.from(values),
    labels: labelColumn < 0 ? undefined : labels,
  };
}

/** A table as text with a header line; texts are quoted where needed, floats written with the digits they need. */
export function writeCsv(columns: readonly string[], rows: Iterable<ArrayLike<number | string>>): string {
  const lines = [columns.map(formatCell).join(",")];
  for (const row of rows) lines.push(Array.from(row, formatCell).join(","));
  return `${lines.join("\n")}\n`;
}

/** Lines of text cells of a file: one text per line or one column, for label files. */
export function readCsvTexts(bytes: Uint8Array, source: string): string[][] {
  const table = new CsvLines(decodeText(bytes, source), source);
  const lines: string[][] = [];
  for (let cells = table.next(); cells !== undefined; cells = table.next())
    lines.push(cells.map((cell) => cell.trim()));
  return lines;
}

// Splits a text into the cells of one line after the other; empty lines are passed over.
class CsvLines {
  /** The line that the cells came from, from 1. */
  line = 0;
  readonly source: string;
  private readonly text: string;
  private readonly delimiter: string;
  private at = 0;
  private nextLine = 1;

  constructor(text: string, source: string) {
    this.text = text;
    this.source = source;
    this.delimiter = findDelimiter(text);
  }

  next(): string[] | undefined {
    while (this.at < this.text.length) {
      this.line = this.nextLine;
      const cells = this.readLine();
      if (cells.length > 1 || cells[0]!.trim() !== "") return cells;
    }
    return undefined;
  }

  private readLine(): string[] {
    const { text, delimiter } = this;
    const end = text.indexOf("\n", this.at);
    const stop = end < 0 ? text.length : end;
    const line = text.slice(this.at, text[stop - 1] === "\r" ? stop - 1 : stop);
    if (!line.includes('"')) {
      this.at = stop + 1;
      this.nextLine++;
      return line.split(delimiter);
    }
    return this.readQuoted();
  }

  // A line with quotes, which may hold delimiters and line breaks; "" is a quote.
  private readQuoted(): string[] {
    const { text, delimiter } = this;
    const cells: string[] = [];
    let cell = "";
    let quoted = false;
    for (; this.at < text.length; this.at++) {
      const char = text[this.at]!;
      if (char === "\n") this.nextLine++;
      if (quoted) {
        if (char !== '"') cell += char;
        else if (text[this.at + 1] === '"') cell += text[++this.at]!;
        else quoted = false;
      } else if (char === '"') quoted = true;
      else if (char === delimiter) {
        cells.push(cell);
        cell = "";
      } else if (char === "\n") {
        this.at++;
        return [...cells, cell];
      } else if (char !== "\r") cell += char;
    }
    if (quoted) throw new DataError(`${this.source}: line ${this.line}: a quote is opened and never closed`);
    this.nextLine++;
    return [...cells, cell];
  }
}

function findDelimiter(text: string): string {
  const end = text.indexOf("\n");
  const line = end < 0 ? text : text.slice(0, end);
  return ["\t", ";", ","].find((candidate) => line.includes(candidate)) ?? ",";
}

function decodeText(bytes: Uint8Array, source: string): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.startsWith("\ufeff") ? text.slice(1) : text;
  } catch {
    throw new DataError(`${source}: a table must be UTF-8 text, got other bytes; export it as CSV in UTF-8`);
  }
}

function toNumber(cell: string): number | undefined {
  const value = Number(cell);
  return Number.isFinite(value) && cell.trim() !== "" ? value : undefined;
}

function isMissing(cell: string): boolean {
  return /^\s*(|\?|[+-]?nan|n\/?a|null|none|[+-]?inf(inity)?)\s*$/i.test(cell);
}

function refuse(cell: string, table: CsvLines, column: string): never {
  const remedy = isMissing(cell)
    ? "remove the row or fill the value in"
    : "remove the column, write it as numbers, or name it as the label column";
  const got = cell.trim() === "" ? "an empty cell" : `"${cell.trim()}"`;
  throw new DataError(
    `${table.source}: line ${table.line}, column "${column}" must be a finite number, got ${got}; ${remedy}`,
  );
}

function formatCell(value: number | string): string {
  if (typeof value === "string") return /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  if (Math.fround(value) !== value || Number.isInteger(value)) return String(value);
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}
