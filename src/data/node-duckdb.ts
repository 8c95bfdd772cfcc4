// DuckDB as a tool: an instance in memory that reaches only the files named, with errors as one line.

import type { DuckDBConnection, DuckDBDataChunk } from "@duckdb/node-api";
import { DataError } from "../errors.ts";
import type { Cells } from "./table/table.ts";

/** DuckDB's library, loaded when it is first needed: most commands do without, and loading takes longer than they do. */
export function duckApi(): Promise<typeof import("@duckdb/node-api")> {
  return import("@duckdb/node-api");
}

/** A DuckDB instance in memory with its connection. */
export interface Duck {
  readonly connection: DuckDBConnection;
  /** Frees both; further calls do nothing. */
  close(): void;
}

/**
 * Opens an instance that can read the files at `paths` (absolute, taken literally) and nothing else: no other file, no
 * network, no extensions, and no setting can be changed any more.
 */
export async function openDuck(paths: readonly string[] = []): Promise<Duck> {
  const duck = await openFreeDuck();
  try {
    if (paths.length > 0) await duck.connection.run(`SET allowed_paths = [${paths.map(sqlText).join(", ")}]`);
    await duck.connection.run("SET enable_external_access = false");
    await duck.connection.run("SET lock_configuration = true");
  } catch (error) {
    duck.close();
    throw error;
  }
  return duck;
}

/** Opens an instance that can read and write files; only for statements that hold nothing of the user's but paths. */
export async function openFreeDuck(): Promise<Duck> {
  const { DuckDBInstance } = await duckApi();
  const instance = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  let open = true;
  return {
    connection,
    close() {
      if (!open) return;
      open = false;
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** `text` as an SQL text. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `name` as an SQL name. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** What DuckDB says, without its error class, its advice on options of its own, and the statement. */
export function shortReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const first = message.split(/\n\s*\n|\nLINE |\nPossible |\nCandidate|\n\s*Candidate/)[0]!;
  const text = first.replace(/^[A-Z][\w -]{0,40}Error: /, "").replace(/\s+/g, " ");
  const short = text.trim().replace(/[.:]$/, "");
  return short.length > 300 ? `${short.slice(0, 297)}...` : short;
}

/** Runs `work`, and says of what DuckDB throws that it concerns `where`. @throws DataError in one line */
export async function asDataError<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // DuckDB throws plain errors; what is of another class is ours.
    if (!(error instanceof Error) || error.constructor !== Error) throw error;
    throw new DataError(`${where}: ${shortReason(error)}`);
  }
}

/** How a column leaves DuckDB: as SQL on `expression` that yields DOUBLE or VARCHAR. */
export function castColumn(expression: string, type: string, wide = false): { sql: string; kind: Cells["kind"] } {
  if (
    /^(TINYINT|SMALLINT|INTEGER|UTINYINT|USMALLINT|UINTEGER|FLOAT|DOUBLE|DECIMAL)/.test(type) &&
    !type.endsWith("]")
  ) {
    return { sql: `CAST(${expression} AS DOUBLE)`, kind: "number" };
  }
  if (isWideInteger(type)) {
    return wide
      ? { sql: `CAST(${expression} AS VARCHAR)`, kind: "text" }
      : { sql: `CAST(${expression} AS DOUBLE)`, kind: "number" };
  }
  if (type === "TIMESTAMP WITH TIME ZONE" || type === "TIMESTAMPTZ") {
    return { sql: `replace(CAST(timezone('UTC', ${expression}) AS VARCHAR), ' ', 'T') || 'Z'`, kind: "text" };
  }
  if (/^TIMESTAMP(_S|_MS|_NS)?$/.test(type)) {
    return { sql: `replace(CAST(${expression} AS VARCHAR), ' ', 'T')`, kind: "text" };
  }
  if (/\]$|^(STRUCT|MAP|UNION)\(/.test(type)) {
    return { sql: `CAST(to_json(${expression}) AS VARCHAR)`, kind: "text" };
  }
  return { sql: `CAST(${expression} AS VARCHAR)`, kind: "text" };
}

/** Whether integers of the type may lie beyond 2^53, which a number cell cannot hold. */
export function isWideInteger(type: string): boolean {
  return /^(BIGINT|UBIGINT|HUGEINT|UHUGEINT)$/.test(type);
}

/** Column `index` of a chunk that castColumn made, as cells. */
export function cellsOfChunk(chunk: DuckDBDataChunk, index: number, kind: Cells["kind"]): Cells {
  const vector = chunk.getColumnVector(index);
  const count = chunk.rowCount;
  if (kind === "number") {
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) values[i] = (vector.getItem(i) as number | null) ?? Number.NaN;
    return { kind, values };
  }
  const values = new Array<string | null>(count);
  for (let i = 0; i < count; i++) values[i] = vector.getItem(i) as string | null;
  return { kind, values };
}
