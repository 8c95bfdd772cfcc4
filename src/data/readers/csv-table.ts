// Tables as CSV text: dialect, header and encoding are found, every cell keeps its text, an empty cell is nothing (null).

import { DataError } from "../../errors.ts";
import type { SourceColumn, Table } from "../table/table.ts";
import { checkDelimiter, findDialect, hasHeader } from "./csv-dialect.ts";
import { type CsvDialect, CsvParser } from "./csv-parser.ts";
import { gunzip, isGzip } from "./gzip.ts";
import { decodeText, findEncoding, refuseNul, type TextEncoding } from "./text.ts";

/** Characters (or bytes) of a file's beginning by which its dialect and header are found. */
export const HEAD_SIZE = 2 ** 18;

/** How to read a CSV file where that is not to be found by itself. */
export interface CsvTableOptions {
  /** One character. */
  readonly delimiter?: string | undefined;
  /** Whether the first row holds the names of the columns. */
  readonly header?: boolean | undefined;
  /** Names of all columns, in place of those in the file. */
  readonly columns?: readonly string[] | undefined;
  readonly encoding?: TextEncoding | undefined;
}

/** A table, and what was understood of its source in plain sentences. */
export interface ReadTable {
  readonly table: Table;
  readonly notes: readonly string[];
}

/**
 * Reads a table from the bytes of a CSV file, gzipped or not.
 * @throws DataError naming `name` and the line: nothing or only a header, rows of unequal length, names that occur twice,
 * an open quote, NUL bytes or bytes of another encoding
 */
export function readCsvTable(bytes: Uint8Array, name: string, options: CsvTableOptions = {}): ReadTable {
  const unpacked = isGzip(bytes) ? gunzip(bytes, name) : bytes;
  const encoding = options.encoding ?? findEncoding(unpacked, true);
  const text = decodeText(unpacked, name, encoding);
  const reader = new CsvTableReader(text.slice(0, HEAD_SIZE), text.length <= HEAD_SIZE, name, options);
  const rows = reader.push(text, true);
  if (rows.length === 0) throw onlyHeader(name);
  return { table: tableOfRows(name, reader.names, rows), notes: [...reader.notes(encoding), ...reader.lineNotes()] };
}

/** Reads a CSV text piece by piece, after its beginning has been looked at. */
export class CsvTableReader {
  readonly names: readonly string[];
  readonly dialect: CsvDialect;
  /** Whether the first row held names. */
  readonly header: boolean;
  private readonly source: string;
  private readonly parser: CsvParser;
  private readonly unnamed: readonly number[];
  private readonly renamed: boolean;
  private begun = false;

  /** `head` is the text's beginning, which is to be pushed all the same; `complete` when it is all of it. */
  constructor(head: string, complete: boolean, source: string, options: CsvTableOptions = {}) {
    checkDelimiter(options.delimiter, source);
    this.source = source;
    if (complete && head.trim() === "") throw new DataError(`${source}: the file is empty; give one that holds rows`);
    refuseNul(head, source);
    const { dialect, rows } = findDialect(head, complete, options.delimiter);
    this.dialect = dialect;
    this.parser = new CsvParser(dialect, source);
    // Without rows the parser has something to say about the first one.
    const first = rows[0] ?? new CsvParser(dialect, source).push(head, true)[0];
    if (first === undefined) throw new DataError(`${source}: the file is empty; give one that holds rows`);
    this.header = options.header ?? hasHeader(rows);
    this.renamed = options.columns !== undefined;
    this.unnamed = this.header ? first.flatMap((cell, j) => (cell.trim() === "" ? [j] : [])) : [];
    this.names = options.columns ?? columnNames(this.header ? first : first.map(() => ""));
    checkNames(this.names, first.length, source, options.columns !== undefined);
  }

  /** The rows of cells that `text` completes, without the header. @throws DataError naming the line */
  push(text: string, end = false): string[][] {
    refuseNul(text, this.source, this.parser.line);
    const rows = this.parser.push(text, end);
    if (rows.length > 0 && !this.begun) {
      this.begun = true;
      if (this.header) rows.shift();
    }
    return rows;
  }

  /** What was understood of the beginning, in plain sentences. */
  notes(encoding: TextEncoding): string[] {
    const { dialect, source, names } = this;
    const count = names.length;
    const separated =
      count > 1 ? `, separated by ${delimiterName(dialect.delimiter)}${dialect.blankAfter ? " and a blank" : ""}` : "";
    const named = this.renamed ? " (names given)" : ` named ${names[0]}${count > 1 ? ` to ${names[count - 1]}` : ""}`;
    const header = this.header ? "a header" : `no header, columns${named}`;
    const notes = [`${source}: ${count} ${count === 1 ? "column" : "columns"}${separated}, ${header}.`];
    if (encoding === "latin-1") notes.push(`${source} is not UTF-8 and was read as Latin-1 (Windows-1252).`);
    else if (encoding !== "utf-8") notes.push(`${source} was read as UTF-16.`);
    if (!this.renamed) {
      for (const j of this.unnamed) notes.push(`${source}: column ${j + 1} has no name and is called "${names[j]}".`);
    }
    return notes;
  }

  /** What to say of the lines once the last piece was pushed. */
  lineNotes(): string[] {
    const { emptyLines } = this.parser;
    if (emptyLines === 0) return [];
    return [`${this.source}: ${emptyLines} empty ${emptyLines === 1 ? "line was" : "lines were"} passed over.`];
  }
}

/** Rows of text cells as a table; an empty text is nothing. */
export function tableOfRows(name: string, names: readonly string[], rows: readonly (readonly string[])[]): Table {
  const columns = names.map((column, j): SourceColumn => {
    const values = new Array<string | null>(rows.length);
    for (let i = 0; i < rows.length; i++) values[i] = rows[i]![j]! || null;
    return { name: column, cells: { kind: "text", values } };
  });
  return { name, count: rows.length, columns };
}

/** What to say of a file without rows. */
export function onlyHeader(source: string): DataError {
  return new DataError(`${source}: holds only a header, no rows; give rows, or say that there is no header`);
}

/** @throws DataError when names occur twice, are empty, or are not as many as the columns of the source */
export function checkNames(names: readonly string[], width: number, source: string, given = false): void {
  if (given && names.length !== width) {
    throw new DataError(`${source}: columns must name all ${width} columns, got ${names.length} names`);
  }
  const empty = names.findIndex((name) => name.trim() === "");
  if (empty >= 0) throw new DataError(`${source}: column ${empty + 1} must have a name, got an empty one`);
  if (new Set(names).size === names.length) return;
  const twice = [...new Set(names.filter((name, j) => names.indexOf(name) !== j))];
  throw new DataError(
    `${source}: each column must have its own name, got ${twice.map((name) => `"${name}"`).join(", ")} twice; name the columns anew`,
  );
}

// Names without the blanks around them; what has none is called by its place.
function columnNames(cells: readonly string[]): string[] {
  const names = cells.map((cell) => cell.trim());
  const taken = new Set(names);
  return names.map((name, j) => {
    if (name !== "") return name;
    let fresh = `column${j + 1}`;
    for (let k = 2; taken.has(fresh); k++) fresh = `column${j + 1}_${k}`;
    taken.add(fresh);
    return fresh;
  });
}

function delimiterName(delimiter: string): string {
  const names: Record<string, string> = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", " ": "blanks" };
  return names[delimiter] ?? `"${delimiter}"`;
}
