// Tables in Node: CSV, Parquet and JSON files of any size, whole, as a seeded sample, or in pieces with bounded memory.

import type { Readable } from "node:stream";
import { refuseCsvOptions } from "./folders/tables.ts";
import { openCsv } from "./node-csv.ts";
import { openCsvFilter } from "./node-filter.ts";
import { openRelation } from "./node-relation.ts";
import { findSource, type TableSource } from "./node-sources.ts";
import type { RowSql } from "./node-sql.ts";
import { type CsvTableOptions, onlyHeader, tableOfRows } from "./readers/csv-table.ts";
import { checkCount, collectRows, type OpenedTable, type RowSample } from "./table/collect.ts";
import { limitRows, regroupRows, type TablePart } from "./table/join.ts";
import type { Table } from "./table/table.ts";

export type { OpenedTable } from "./table/collect.ts";

/** How to read a table's rows. `where` and `select` are SQL on the columns of the source. */
export interface StreamTableOptions extends CsvTableOptions, RowSql {
  /** Only the first rows that meet `where`. */
  readonly limit?: number | undefined;
  /** What "-" reads. Default the process's standard input. */
  readonly stdin?: Readable | undefined;
}

/** How to open a table. */
export interface OpenTableOptions extends StreamTableOptions {
  /** Keep so many rows, drawn with `seed`, in the order of the source. */
  readonly sample?: RowSample | undefined;
}

/** A table read in pieces. */
export interface TableStream {
  readonly name: string;
  readonly names: readonly string[];
  /** What was understood of the source; grows until the last piece was read. */
  readonly notes: readonly string[];
  /** Pieces with at least one row each, to be gone through once. */
  readonly chunks: AsyncIterable<Table>;
  /** Lets go of the source; needed only where `chunks` is not gone through to its end. */
  close(): Promise<void>;
}

/**
 * Opens a table: a path (CSV, Parquet, JSON or JSONL, also .gz and .zst), a pattern such as `data/*.csv`, several paths with
 * equal columns, or "-" for standard input. CSV cells are texts as they stand; numbers of Parquet and JSON are numbers.
 * @throws DataError naming file, line or column; ConfigError for an option out of range
 */
export async function openTable(
  source: string | readonly string[],
  options: OpenTableOptions = {},
): Promise<OpenedTable> {
  const { sample, ...rest } = options;
  if (sample !== undefined) checkCount("sample rows", sample.rows);
  return collectRows(await streamTable(source, rest), sample);
}

/**
 * Opens a table to be read in pieces of `chunkRows` rows. What is wrong with the beginning is thrown at once, what is wrong
 * further on when it is reached.
 * @throws DataError, ConfigError as openTable
 */
export async function streamTable(
  source: string | readonly string[],
  options: StreamTableOptions = {},
  chunkRows = 8192,
): Promise<TableStream> {
  checkCount("rows of a piece", chunkRows);
  if (options.limit !== undefined) checkCount("limit", options.limit);
  const found = await findSource(source, options.stdin);
  try {
    const rows = found.format === "csv" ? await csvRows(found, options, chunkRows) : await relationRows(found, options);
    const limited = limitRows(rows.chunks, options.limit ?? Number.POSITIVE_INFINITY);
    let closed = false;
    const close = async () => {
      if (closed) return;
      closed = true;
      await rows.close();
      await found.remove();
    };
    async function* chunks(): AsyncGenerator<Table, void, void> {
      try {
        yield* regroupRows(found.name, limited, chunkRows);
      } finally {
        await close();
      }
    }
    return { name: found.name, names: rows.names, notes: rows.notes, chunks: chunks(), close };
  } catch (error) {
    await found.remove();
    throw error;
  }
}

interface Parts {
  readonly names: readonly string[];
  readonly notes: readonly string[];
  readonly chunks: AsyncGenerator<TablePart, void, void>;
  close(): Promise<void>;
}

async function csvRows(source: TableSource, options: StreamTableOptions, chunkRows: number): Promise<Parts> {
  const { where, select } = options;
  const csv = await openCsv(source, options);
  try {
    // The first rows, so that what is wrong with them is known now, and the types that SQL sees.
    const first: string[][] = [];
    let done = false;
    while (first.length < chunkRows && !done) {
      const next = await csv.rows.next();
      if (next.done) done = true;
      else for (const row of next.value) first.push(row);
    }
    if (first.length === 0) throw onlyHeader(source.name);
    const filter =
      where === undefined && select === undefined
        ? undefined
        : await openCsvFilter({ where, select }, csv.names, first, source.name);
    async function* chunks(): Parts["chunks"] {
      let at = 1;
      const take = async (rows: readonly string[][]): Promise<TablePart> => {
        const part = filter ? await filter.apply(rows, at) : tableOfRows(source.name, csv.names, rows);
        at += rows.length;
        return part;
      };
      yield await take(first);
      first.length = 0;
      for await (const rows of csv.rows) yield await take(rows);
    }
    return {
      names: filter?.names ?? csv.names,
      notes: csv.notes,
      chunks: chunks(),
      close: async () => {
        filter?.close();
        await csv.rows.return();
      },
    };
  } catch (error) {
    await csv.rows.return();
    throw error;
  }
}

async function relationRows(source: TableSource, options: StreamTableOptions): Promise<Parts> {
  refuseCsvOptions(source.name, source.format, options);
  const rows = await openRelation(source, options);
  return { ...rows, close: async () => rows.close() };
}
