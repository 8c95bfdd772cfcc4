// The rows of a table that comes in pieces: all of them, or a seeded sample.

import { Generator } from "../../array/index.ts";
import { ConfigError, DataError } from "../../errors.ts";
import { joinParts, sampleRows, type TablePart } from "./join.ts";
import type { Table } from "./table.ts";

/** A table from a file. */
export interface OpenedTable {
  readonly table: Table;
  /** Rows of the source that were met, more than the table's where a sample was drawn. */
  readonly total: number;
  /** What was understood of the source, in plain sentences. */
  readonly notes: readonly string[];
}

/** A sample of rows. */
export interface RowSample {
  /** Keep so many rows, in the order of the source. */
  readonly rows: number;
  readonly seed: number;
}

/** Where rows come from; notes grow until the last piece was read. */
interface Source {
  readonly name: string;
  readonly notes: readonly string[];
  readonly chunks: AsyncIterable<TablePart>;
}

/** Reads a source to its end. @throws DataError when it holds no rows */
export async function collectRows(source: Source, sample: RowSample | undefined): Promise<OpenedTable> {
  const { name, chunks } = source;
  const { table, total } =
    sample === undefined
      ? await allRows(name, chunks)
      : await sampleRows(name, chunks, sample.rows, new Generator(sample.seed, "sample"));
  const notes = [...source.notes];
  if (total === 0) {
    throw new DataError(`${name}: at least one row must meet the condition, got none; change where`);
  }
  if (sample !== undefined && table.count < total) {
    notes.push(`${name}: ${table.count} of ${total} rows, drawn with seed ${sample.seed}.`);
  }
  return { table, total, notes };
}

/** @throws ConfigError when a count of rows is no positive whole number */
export function checkCount(what: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new ConfigError(`table: ${what} must be a positive whole number, got ${value}`);
}

async function allRows(name: string, chunks: AsyncIterable<TablePart>): Promise<{ table: Table; total: number }> {
  const parts: TablePart[] = [];
  for await (const part of chunks) parts.push(part);
  const table = joinParts(name, parts);
  return { table, total: table.count };
}
