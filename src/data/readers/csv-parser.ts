// CSV text as rows of cells, piece by piece (RFC 4180). One parser for whole texts and for streams, so that both read
// alike; it keeps every cell's text, line breaks within quotes too, and refuses what it would have to guess.

import { DataError } from "../../errors.ts";

/** How a CSV file is written. */
export interface CsvDialect {
  /** One character. */
  readonly delimiter: string;
  readonly quote: '"' | "'";
  /** What ends a row; "\n" takes "\r\n" too. */
  readonly newline: "\n" | "\r";
  /** A blank after each delimiter belongs to the delimiter. */
  readonly blankAfter: boolean;
}

/** Longest row, in characters. */
const LONGEST_ROW = 2 ** 26;

/** Parser that is given a text in pieces. */
export class CsvParser {
  /** Lines without any cell that were passed over. */
  emptyLines = 0;
  /** Line that the next row begins at, from 1. */
  line = 1;
  /** Delimiters without the blank that `blankAfter` expects. */
  unblanked = 0;
  private readonly dialect: CsvDialect;
  private readonly source: string;
  /** Cells of every row: undefined until the first row, 0 to take rows of any length. */
  private width: number | undefined;
  private readonly pieces: string[] = [];
  private held = 0;
  // Nothing is looked at again before it has doubled, so that a long row takes linear time.
  private wanted = 0;
  // A field, not a variable: V8 (Node 20) would search the whole text for a variable's value once a row.
  private nextQuote = -1;

  constructor(dialect: CsvDialect, source: string, ragged = false) {
    this.dialect = dialect;
    this.source = source;
    if (ragged) this.width = 0;
  }

  /**
   * The rows that `text` completes, added to `rows`; `end` says that it is the last piece.
   * @throws DataError naming the line: a row with more or fewer cells than the first, a quote that is never closed or
   * that is closed before the cell ends
   */
  push(text: string, end = false, rows: string[][] = []): string[][] {
    this.pieces.push(text);
    this.held += text.length;
    if (!end && this.held < this.wanted) return rows;
    const all = this.pieces.join("");
    const stop = this.parse(all, end, rows);
    this.pieces.length = 0;
    this.held = all.length - stop;
    if (this.held > 0) this.pieces.push(all.slice(stop));
    this.wanted = 2 * this.held;
    if (this.held > LONGEST_ROW) {
      throw this.error(`a row of more than ${LONGEST_ROW} characters; is a quote opened and never closed?`);
    }
    return rows;
  }

  // Adds the rows of `text` and returns where the first incomplete one begins.
  private parse(text: string, end: boolean, rows: string[][]): number {
    const { delimiter, quote, newline, blankAfter } = this.dialect;
    let at = 0;
    this.nextQuote = text.indexOf(quote);
    while (at < text.length) {
      const found = text.indexOf(newline, at);
      if (found < 0 && !end) return at;
      const stop = found < 0 ? text.length : found;
      if (this.nextQuote >= 0 && this.nextQuote < at) this.nextQuote = text.indexOf(quote, at);
      if (this.nextQuote >= 0 && this.nextQuote < stop) {
        const row = this.quotedRow(text, at, end);
        if (row === undefined) return at;
        this.add(row.cells, rows);
        this.line += countOf(text, newline, at, row.next);
        at = row.next;
        continue;
      }
      const line = text.slice(at, newline === "\n" && text[stop - 1] === "\r" && stop > at ? stop - 1 : stop);
      if (isBlank(line, delimiter)) this.emptyLines++;
      else {
        const cells = line.split(delimiter);
        if (blankAfter) {
          for (let j = 1; j < cells.length; j++) {
            if (cells[j]![0] === " ") cells[j] = cells[j]!.slice(1);
            else this.unblanked++;
          }
        }
        this.add(cells, rows);
      }
      this.line++;
      at = stop + 1;
    }
    return text.length;
  }

  // A row with a quote somewhere; undefined when the text ends before it does.
  private quotedRow(text: string, from: number, end: boolean): { cells: string[]; next: number } | undefined {
    const { delimiter, quote, newline, blankAfter } = this.dialect;
    const cells: string[] = [];
    let at = from;
    let stop = -1;
    for (;;) {
      if (blankAfter && cells.length > 0) {
        if (text[at] === " ") at++;
        else this.unblanked++;
      }
      if (text[at] === quote) {
        const quoted = readQuoted(text, at, quote);
        if (quoted === undefined) {
          if (end)
            throw this.error(
              "a quote is opened and never closed; close it, or double a quote that belongs to a quoted cell",
            );
          return undefined;
        }
        cells.push(quoted.cell);
        at = quoted.next;
        while (text[at] === " " && delimiter !== " ") at++;
        if (newline === "\n" && text[at] === "\r" && (text[at + 1] === "\n" || at + 1 === text.length)) at++;
        if (at >= text.length) return end ? { cells, next: at } : undefined;
        if (text[at] === newline) return { cells, next: at + 1 };
        if (text[at] !== delimiter) {
          throw this.error(
            `cell ${cells.length}: text after the closing quote (${JSON.stringify(text.slice(at, at + 20))}); double the quotes within a cell`,
          );
        }
        at++;
        continue;
      }
      if (stop < at) {
        const found = text.indexOf(newline, at);
        if (found < 0 && !end) return undefined;
        stop = found < 0 ? text.length : found;
      }
      const width = text.slice(at, stop).indexOf(delimiter);
      if (width < 0) {
        const cell = text.slice(at, stop);
        cells.push(newline === "\n" && cell.endsWith("\r") ? cell.slice(0, -1) : cell);
        return { cells, next: Math.min(stop + 1, text.length) };
      }
      cells.push(text.slice(at, at + width));
      at += width + 1;
    }
  }

  private add(cells: string[], rows: string[][]): void {
    this.width ??= cells.length;
    if (this.width !== 0 && cells.length !== this.width) {
      const got = cells.length === 1 ? "1 cell" : `${cells.length} cells`;
      throw this.error(
        `a row must have as many cells as the first one, ${this.width}, got ${got}; correct it or name the delimiter`,
      );
    }
    rows.push(cells);
  }

  private error(what: string): DataError {
    return new DataError(`${this.source}: line ${this.line}: ${what}`);
  }
}

// The quoted cell that begins at `at`; undefined when the text ends before it is known to be closed.
function readQuoted(text: string, at: number, quote: string): { cell: string; next: number } | undefined {
  let cell = "";
  for (let i = at + 1; ; ) {
    const close = text.indexOf(quote, i);
    if (close < 0) return undefined;
    cell += text.slice(i, close);
    if (text[close + 1] !== quote) return { cell, next: close + 1 };
    cell += quote;
    i = close + 2;
  }
}

function isBlank(line: string, delimiter: string): boolean {
  return line.length === 0 || (line.trim() === "" && !line.includes(delimiter));
}

function countOf(text: string, character: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf(character, from); at >= 0 && at < to; at = text.indexOf(character, at + 1)) count++;
  return count;
}
