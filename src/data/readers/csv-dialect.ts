// Finds how a CSV file is written, and whether its first row holds names, from the beginning of its text.

import { DataError } from "../../errors.ts";
import { type CsvDialect, CsvParser } from "./csv-parser.ts";

// A delimiter that splits every row alike wins; the comma comes last, for it stands within numbers of the others.
const DELIMITERS = ["\t", ";", "|", ","];

/** The dialect of a text by its first characters, with the rows in them; `complete` when there is no more text. */
export function findDialect(
  head: string,
  complete: boolean,
  delimiter?: string,
): { readonly dialect: CsvDialect; readonly rows: readonly (readonly string[])[] } {
  const newline = findNewline(head);
  let best: { score: number; dialect: CsvDialect; rows: string[][] } | undefined;
  for (const candidate of delimiter === undefined ? DELIMITERS : [delimiter]) {
    for (const quote of ['"', "'"] as const) {
      for (const blankAfter of candidate === "," || candidate === ";" ? [true, false] : [false]) {
        if (quote === "'" && !usesSingleQuotes(head, candidate)) continue;
        if (blankAfter && !head.includes(`${candidate} `)) continue;
        const dialect: CsvDialect = { delimiter: candidate, quote, newline, blankAfter };
        const trial = tryRows(head, complete, dialect);
        if (trial.rows.length === 0 || (blankAfter && !trial.blanks)) continue;
        const score = scoreOf(trial) + (quote === "'" ? 0.5 : 0);
        if (best === undefined || score > best.score) best = { score, dialect, rows: trial.rows };
      }
    }
  }
  if (best !== undefined) return best;
  const plain: CsvDialect = { delimiter: delimiter ?? ",", quote: '"', newline, blankAfter: false };
  return { dialect: plain, rows: [] };
}

/** @throws DataError unless `delimiter` is one character other than a quote, a line break or a NUL */
export function checkDelimiter(delimiter: string | undefined, source: string): void {
  if (delimiter === undefined || (delimiter.length === 1 && !/["'\r\n\0]/.test(delimiter))) return;
  throw new DataError(
    `${source}: the delimiter must be one character such as ";", got ${JSON.stringify(delimiter)}; leave it out to have it found`,
  );
}

/**
 * True when the first row holds names: none of its cells is a number, a date or a missing marker, and some column holds
 * only such values below it, or no column repeats its first cell.
 */
export function hasHeader(rows: readonly (readonly string[])[]): boolean {
  const [first = [], ...rest] = rows;
  if (first.every((cell) => cell.trim() === "") || first.some((cell) => cell.trim() !== "" && isValue(cell))) {
    return false;
  }
  const columns = first.map((_, j) => rest.map((row) => row[j] ?? "").filter((cell) => cell.trim() !== ""));
  if (columns.some((cells) => cells.some(isFigure) && cells.every(isValue))) return true;
  return !columns.some((cells, j) => cells.includes(first[j]!));
}

// Every dialect by how many rows agree with the first in their number of cells; one cell says nothing.
function scoreOf({ rows, broken }: Trial): number {
  const width = rows[0]?.length ?? 0;
  if (width < 2) return 0.1;
  const alike = rows.filter((row) => row.length === width).length;
  // A ragged or broken file is better read, and refused, by the delimiter that most rows agree on.
  return alike === rows.length && !broken ? 4 : (2 * alike) / rows.length;
}

interface Trial {
  readonly rows: string[][];
  /** The rest of the text is not written like that. */
  readonly broken: boolean;
  /** There are delimiters, and a blank after each. */
  readonly blanks: boolean;
}

function tryRows(head: string, complete: boolean, dialect: CsvDialect): Trial {
  const rows: string[][] = [];
  let parser = new CsvParser(dialect, "", true);
  let broken = false;
  try {
    parser.push(head, complete, rows);
    if (rows.length === 0 && !complete) {
      // A first row longer than the head: taken as far as it goes.
      parser = new CsvParser(dialect, "", true);
      parser.push(head, true, rows);
    }
  } catch {
    broken = true;
  }
  return { rows, broken, blanks: parser.unblanked === 0 && rows.some((row) => row.length > 1) };
}

// Cells that begin with ' and as many that end with it, and none that begins with ".
function usesSingleQuotes(head: string, delimiter: string): boolean {
  const edge = `[\r\n${delimiter.replace(/[\]\\^-]/, "\\$&")}]`;
  const count = (pattern: string) => head.match(new RegExp(pattern, "g"))?.length ?? 0;
  const opened = count(`(?<=^|${edge}) *'`);
  const closed = count(`' *(?=$|${edge})`);
  return opened >= 2 && Math.abs(opened - closed) <= 0.1 * opened && count(`(?<=^|${edge}) *"`) === 0;
}

// Old Macintosh files end their lines with "\r" alone.
function findNewline(head: string): "\n" | "\r" {
  return head.includes("\n") || !head.includes("\r") ? "\n" : "\r";
}

// Numbers in any notation, with a currency or per cent, dates and times.
function isFigure(cell: string): boolean {
  const text = cell.trim();
  return (
    /^[+-]?[$€£]?\s?(\d[\d.,' ]*|\.\d+)([eE][+-]?\d+)?\s?%?$/.test(text) ||
    /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ]\d.*)?$/.test(text) ||
    /^\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(text)
  );
}

function isValue(cell: string): boolean {
  return isFigure(cell) || /^\s*(\?|-|[+-]?nan|n\/?a|null|none|[+-]?inf(inity)?)\s*$/i.test(cell);
}
