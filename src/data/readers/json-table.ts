// Tables as JSON: an array of objects, or one object a line (JSONL). Numbers keep the text that the file has.

import { DataError } from "../../errors.ts";
import type { Table } from "../table/table.ts";
import type { ReadTable } from "./csv-table.ts";
import { gunzip, isGzip } from "./gzip.ts";
import { decodeText, findEncoding } from "./text.ts";

/**
 * Reads a table from the bytes of a JSON or JSONL file, gzipped or not. Columns are the keys of all objects in the order
 * met; a key that is missing or null is nothing, true and false are texts, and lists or objects keep their JSON text.
 * @throws DataError naming `name` and the line or row: no JSON, a row that is no object, no rows
 */
export function readJsonTable(bytes: Uint8Array, name: string): ReadTable {
  const unpacked = isGzip(bytes) ? gunzip(bytes, name) : bytes;
  const text = decodeText(unpacked, name, findEncoding(unpacked, true));
  if (text.trim() === "") throw new DataError(`${name}: the file is empty; give one that holds rows`);
  const rows = text.trimStart().startsWith("[") ? readArray(text, name) : readLines(text, name);
  if (rows.length === 0) throw new DataError(`${name}: holds no rows; give at least one`);
  const table = tableOfObjects(name, rows);
  return { table, notes: [`${name}: ${table.columns.length} columns from the keys of ${rows.length} objects.`] };
}

type Row = Readonly<Record<string, unknown>>;

// A number's own text, where Number would change it.
class NumberText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

function readArray(text: string, name: string): Row[] {
  const rows = parse(text, name) as unknown[];
  return rows.map((row, i) => requireObject(row, `${name}: row ${i + 1}`));
}

function readLines(text: string, name: string): Row[] {
  const rows: Row[] = [];
  const lines = text.split("\n");
  for (let i = 0; i < lines.length; i++) {
    if (lines[i]!.trim() === "") continue;
    const where = `${name}: line ${i + 1}`;
    rows.push(requireObject(parse(lines[i]!, where), where));
  }
  return rows;
}

function requireObject(value: unknown, where: string): Row {
  if (typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof NumberText)) {
    return value as Row;
  }
  const got = value instanceof NumberText ? value.text : (JSON.stringify(value) ?? "nothing");
  throw new DataError(`${where}: a row must be an object with one value per column, got ${got.slice(0, 40)}`);
}

const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const MARK = "\u0000";

function parse(text: string, where: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new DataError(`${where}: must be JSON, got ${shorten((error as Error).message)}`);
  }
  // Well-formed from here on: numbers that would not come back become marked texts, and a mark cannot occur unescaped.
  let changed = false;
  const marked = text.replace(TOKENS, (token) => {
    if (token.startsWith('"') || String(Number(token)) === token) return token;
    changed = true;
    return `"\\u0000${token}"`;
  });
  if (!changed || text.includes("\\u0000")) return value;
  return JSON.parse(marked, (_, inner: unknown) =>
    typeof inner === "string" && inner.startsWith(MARK) ? new NumberText(inner.slice(1)) : inner,
  );
}

function tableOfObjects(name: string, rows: readonly Row[]): Table {
  const columns = new Map<string, (string | null)[]>();
  for (let i = 0; i < rows.length; i++) {
    for (const [key, value] of Object.entries(rows[i]!)) {
      let values = columns.get(key);
      if (values === undefined) {
        values = new Array<string | null>(rows.length).fill(null);
        columns.set(key, values);
      }
      values[i] = cellOf(value);
    }
  }
  if (columns.size === 0) throw new DataError(`${name}: the objects hold no keys; give at least one column`);
  if (columns.has("")) throw new DataError(`${name}: each column must have a name, got an empty key`);
  return {
    name,
    count: rows.length,
    columns: Array.from(columns, ([column, values]) => ({ name: column, cells: { kind: "text", values } })),
  };
}

function cellOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return value;
  if (value instanceof NumberText) return value.text;
  return typeof value === "object" ? JSON.stringify(value, unmark) : String(value);
}

// Within lists and objects a number is a number again.
function unmark(_: string, inner: unknown): unknown {
  return inner instanceof NumberText ? Number(inner.text) : inner;
}

function shorten(message: string): string {
  return message.length > 120 ? `${message.slice(0, 117)}...` : message;
}
