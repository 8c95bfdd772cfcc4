// Tables among files: CSV read as streams, JSON whole, one file or several with equal columns.

import { ConfigError, DataError } from "../../errors.ts";
import type { FileOptions } from "../open-options.ts";
import { decodeTexts, openCsvFiles } from "../readers/csv-rows.ts";
import { type CsvTableOptions, tableOfRows } from "../readers/csv-table.ts";
import { readJsonTable } from "../readers/json-table.ts";
import { checkCount, collectRows, type OpenedTable, type RowSample } from "../table/collect.ts";
import { limitRows, type TablePart } from "../table/join.ts";
import { baseName, type FileMap } from "./file-map.ts";

/** The rows of files of one format, up to `limit`, or a sample of them. @throws DataError naming file and line */
export async function readTable(
  files: FileMap,
  paths: readonly string[],
  options: FileOptions,
  sample: RowSample | undefined,
): Promise<OpenedTable> {
  const { limit = Number.POSITIVE_INFINITY } = options;
  if (options.limit !== undefined) checkCount("limit", limit);
  if (sample !== undefined) checkCount("sample rows", sample.rows);
  const name = tableName(paths);
  const isJson = /\.(json|jsonl|ndjson)(\.gz)?$/i.test(paths[0]!);
  if (isJson) refuseCsvOptions(name, "json", options);
  const { notes, chunks } = isJson ? jsonRows(files, paths) : await csvRows(files, paths, name, options);
  return collectRows({ name, notes, chunks: limitRows(chunks, limit) }, sample);
}

/** What messages call a table in several files. */
export function tableName(paths: readonly string[]): string {
  return paths.length === 1 ? paths[0]! : `${paths[0]} and ${paths.length - 1} more`;
}

/** @throws ConfigError for an option that only CSV files have */
export function refuseCsvOptions(name: string, format: string, options: CsvTableOptions): void {
  for (const key of ["delimiter", "header", "columns", "encoding"] as const) {
    if (options[key] !== undefined) {
      throw new ConfigError(`${name}: ${key} is for CSV files, got it for ${format}; leave it out`);
    }
  }
}

interface Rows {
  readonly notes: readonly string[];
  readonly chunks: AsyncGenerator<TablePart, void, void>;
}

async function csvRows(
  files: FileMap,
  paths: readonly string[],
  name: string,
  { delimiter, header, columns, encoding }: CsvTableOptions,
): Promise<Rows> {
  const tabs = /\.(tsv|tab)(\.gz)?$/i.test(baseName(paths[0]!)) ? "\t" : undefined;
  const csv = await openCsvFiles(
    name,
    paths.map((path) => ({ name: path, texts: (given) => decodeTexts(files.stream(path), path, given) })),
    { delimiter: delimiter ?? tabs, header, columns, encoding },
  );
  async function* chunks(): Rows["chunks"] {
    for await (const rows of csv.rows) yield tableOfRows(name, csv.names, rows);
  }
  return { notes: csv.notes, chunks: chunks() };
}

function jsonRows(files: FileMap, paths: readonly string[]): Rows {
  const notes: string[] = [];
  async function* chunks(): Rows["chunks"] {
    let first: readonly string[] | undefined;
    for (const path of paths) {
      const { table, notes: more } = readJsonTable(await files.read(path), path);
      const names = table.columns.map((column) => column.name);
      first ??= names;
      if (names.join("\n") !== first.join("\n")) {
        throw new DataError(
          `${path}: files of one table must have the same columns as ${paths[0]}, got ${names.join(", ")} for ${first.join(", ")}`,
        );
      }
      notes.push(...more);
      yield table;
    }
  }
  return { notes, chunks: chunks() };
}
