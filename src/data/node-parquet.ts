// Parquet written through DuckDB: rows gather in a database file beside it, which keeps memory bounded, and are copied
// out at the end, when it is known which columns hold whole numbers only.

import { rm } from "node:fs/promises";
import type { DuckDBDataChunk } from "@duckdb/node-api";
import { DataError } from "../errors.ts";
import { duckApi, openFreeDuck, shortReason, sqlName, sqlText } from "./node-duckdb.ts";
import type { TableSink } from "./node-sinks.ts";
import type { Table } from "./table/table.ts";

/** Rows of an appended block. */
const BLOCK = 2048;
/** Rows after which what was appended goes to the disk. */
const FLUSH = 2 ** 17;

/** A sink that leaves a Parquet file at `path`: texts as VARCHAR, numbers as BIGINT where all are whole, otherwise DOUBLE. */
export async function parquetSink(path: string): Promise<TableSink> {
  const { DOUBLE, DuckDBDataChunk, VARCHAR } = await duckApi();
  const spill = `${path}.spill`;
  const duck = await openFreeDuck();
  const { connection } = duck;
  const destroy = async () => {
    duck.close();
    for (const file of [spill, `${spill}.wal`]) await rm(file, { force: true });
  };
  try {
    await connection.run("SET memory_limit = '512MB'");
    await connection.run(`ATTACH ${sqlText(spill)} AS spill`);
  } catch (error) {
    await destroy();
    throw new DataError(`${path}: cannot be written (${shortReason(error)}); choose another place`);
  }
  let names: string[] = [];
  let whole: boolean[] = [];
  let kinds: string[] = [];
  let pending = 0;
  return {
    async write(table, first) {
      if (first) {
        names = table.columns.map(({ name }) => name);
        kinds = table.columns.map(({ cells }) => cells.kind);
        whole = kinds.map((kind) => kind === "number");
        // By place: a Parquet file may have names that differ only in case, a table of DuckDB may not.
        const columns = kinds.map((kind, k) => `c${k} ${kind === "number" ? "DOUBLE" : "VARCHAR"}`);
        await connection.run(`CREATE TABLE spill.data (${columns.join(", ")})`);
      }
      table.columns.forEach(({ cells }, k) => {
        if (whole[k] && cells.kind === "number") whole[k] = cells.values.every(isWhole);
      });
      const appender = await connection.createAppender("data", "main", "spill");
      const types = kinds.map((kind) => (kind === "number" ? DOUBLE : VARCHAR));
      for (let at = 0; at < table.count; at += BLOCK) {
        const end = Math.min(at + BLOCK, table.count);
        appender.appendDataChunk(fillChunk(DuckDBDataChunk.create(types), table, at, end));
      }
      appender.closeSync();
      pending += table.count;
      if (pending >= FLUSH) {
        await connection.run("CHECKPOINT spill");
        pending = 0;
      }
    },
    async finish() {
      const columns = names.map((name, k) => {
        return `${whole[k] ? `CAST(c${k} AS BIGINT)` : `c${k}`} AS ${sqlName(name)}`;
      });
      try {
        await connection.run(
          `COPY (SELECT ${columns.join(", ")} FROM spill.data) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION zstd)`,
        );
      } catch (error) {
        throw new DataError(`${path}: cannot be written (${shortReason(error)}); choose another place`);
      }
      await destroy();
    },
    destroy,
  };
}

// Rows `from` to `to` of a table.
function fillChunk(chunk: DuckDBDataChunk, table: Table, from: number, to: number): DuckDBDataChunk {
  chunk.rowCount = to - from;
  table.columns.forEach(({ cells }, k) => {
    const values =
      cells.kind === "text"
        ? cells.values.slice(from, to)
        : Array.from(cells.values.subarray(from, to), (value) => (Number.isNaN(value) ? null : value));
    chunk.setColumnValues(k, values);
  });
  return chunk;
}

function isWhole(value: number): boolean {
  return Number.isNaN(value) || (Number.isSafeInteger(value) && !Object.is(value, -0));
}
