// Tables as text: CSV (RFC 4180) and JSONL. What is written is read back alike by readCsvTable and readJsonTable.

import { DataError } from "../../errors.ts";
import { type Cells, cellText, type Table } from "./table.ts";

/** How to write a table as CSV. */
export interface WriteCsvOptions {
  /** Put ' before texts that spreadsheets take for formulas: those that begin with = + - @, tab or CR and are no numbers. Default false. */
  readonly safe?: boolean | undefined;
  /** Begin with the names of the columns. Default true. */
  readonly header?: boolean | undefined;
}

/** A table as CSV with a header line; nothing there is an empty cell, numbers are written with the digits they need. */
export function writeCsvTable(table: Table, { safe = false, header = true }: WriteCsvOptions = {}): string {
  const { columns, count } = table;
  const format = (text: string) => quote(safe ? escapeFormula(text) : text);
  const lines: string[] = [];
  if (header) lines.push(columns.map(({ name }) => format(name)).join(","));
  const writers = columns.map(({ cells }) => cellWriter(cells, format));
  for (let i = 0; i < count; i++) {
    let line = writers[0]?.(i) ?? "";
    for (let j = 1; j < writers.length; j++) line += `,${writers[j]!(i)}`;
    // A line without any character would be no row.
    lines.push(line === "" ? '""' : line);
  }
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

/** A table as JSONL, one object a line; nothing there is null. @throws DataError for a number that JSON cannot hold */
export function writeJsonlTable(table: Table): string {
  const { columns, count, name } = table;
  const keys = columns.map((column) => JSON.stringify(column.name));
  let out = "";
  for (let i = 0; i < count; i++) {
    out += "{";
    for (let j = 0; j < columns.length; j++) {
      const { cells } = columns[j]!;
      out += `${j === 0 ? "" : ","}${keys[j]}:`;
      if (cells.kind === "text") out += JSON.stringify(cells.values[i] ?? null);
      else {
        const value = cells.values[i]!;
        if (Math.abs(value) === Number.POSITIVE_INFINITY) {
          throw new DataError(
            `${name}: row ${i + 1}, column "${columns[j]!.name}": JSON holds finite numbers only, got ${value}; write CSV`,
          );
        }
        out += Number.isNaN(value) ? "null" : numberText(value);
      }
    }
    out += "}\n";
  }
  return out;
}

/** `text` with ' before it where a spreadsheet would take it for a formula. */
export function escapeFormula(text: string): string {
  if (!/^[=+\-@\t\r]/.test(text)) return text;
  return text.trim() !== "" && Number.isFinite(Number(text)) ? text : `'${text}`;
}

function cellWriter(cells: Cells, format: (text: string) => string): (row: number) => string {
  if (cells.kind === "number") return (row) => (Object.is(cells.values[row], -0) ? "-0" : (cellText(cells, row) ?? ""));
  return (row) => {
    const text = cells.values[row];
    return text === null || text === undefined ? "" : format(text);
  };
}

// String(-0) is "0".
function numberText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

// Quotes where RFC 4180 asks for them, and where the text could be taken for another delimiter, quote or padding.
function quote(text: string): string {
  return text === "" || /[",;|\t\r\n\ufeff]|^[\s']|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
