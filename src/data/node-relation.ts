// Parquet and JSON files through DuckDB: numbers as numbers, everything else as text, rows in the order of the files.

import type { DuckDBConnection } from "@duckdb/node-api";
import { DataError } from "../errors.ts";
import { asDataError, castColumn, cellsOfChunk, type Duck, isWideInteger, openDuck, sqlText } from "./node-duckdb.ts";
import type { TableSource } from "./node-sources.ts";
import { checkSql, type RowSql } from "./node-sql.ts";
import { checkNames } from "./readers/csv-table.ts";
import type { TablePart } from "./table/join.ts";

/** Rows of a relation, some thousands at a time. */
export interface RelationRows {
  readonly names: readonly string[];
  readonly notes: readonly string[];
  readonly chunks: AsyncGenerator<TablePart, void, void>;
  close(): void;
}

interface Typed {
  readonly name: string;
  readonly type: string;
}

/** Opens a source. @throws DataError for a damaged file, unequal columns, no rows, and SQL that does not fit */
export async function openRelation(source: TableSource, sql: RowSql): Promise<RelationRows> {
  const duck = await openDuck(source.files.map(({ path }) => path));
  try {
    return await asDataError(source.name, () => openRows(duck, source, sql));
  } catch (error) {
    duck.close();
    throw error;
  }
}

async function openRows(duck: Duck, source: TableSource, sql: RowSql): Promise<RelationRows> {
  const { connection } = duck;
  const scan = source.format === "parquet" ? await parquetScan(connection, source) : await jsonScan(connection, source);
  const given = await columnsOf(connection, `SELECT * FROM ${scan}`);
  const names = given.map(({ name }) => name);
  checkNames(names, names.length, source.name);
  const checked = await checkSql(connection, sql, names);
  await connection.run(`CREATE TEMP VIEW data AS SELECT * FROM ${scan}`);
  const condition = checked.where === undefined ? "" : ` WHERE\n${checked.where}\n`;
  const inner = `SELECT\n${checked.select ?? "*"}\nFROM data${condition}`;
  const columns = await columnsOf(connection, inner);
  checkNames(
    columns.map(({ name }) => name),
    columns.length,
    source.name,
  );
  const labels = columns.map((_, k) => `c${k}`);
  const from = `(${inner}) AS t(${labels.join(", ")})`;
  const wide = await wideColumns(connection, columns, from);
  const casts = columns.map(({ type }, k) => castColumn(labels[k]!, type, wide.has(k)));
  const notes = [
    `${source.name}: ${columns.length} ${columns.length === 1 ? "column" : "columns"} from ${source.format === "parquet" ? "Parquet" : "JSON"}.`,
  ];
  for (const k of wide) {
    notes.push(`${source.name}: column "${columns[k]!.name}" holds whole numbers beyond 2^53 and is read as text.`);
  }
  const query = `SELECT ${casts.map(({ sql: cast }) => cast).join(", ")} FROM ${from}`;

  async function* chunks(): RelationRows["chunks"] {
    try {
      const result = await asDataError(source.name, () => connection.stream(query));
      for (;;) {
        const chunk = await asDataError(source.name, () => result.fetchChunk());
        if (chunk === null || chunk.rowCount === 0) return;
        yield {
          count: chunk.rowCount,
          columns: columns.map(({ name }, k) => ({ name, cells: cellsOfChunk(chunk, k, casts[k]!.kind) })),
        };
      }
    } finally {
      duck.close();
    }
  }
  return { names: columns.map(({ name }) => name), notes, chunks: chunks(), close: () => duck.close() };
}

async function columnsOf(connection: DuckDBConnection, sql: string): Promise<Typed[]> {
  const statement = await connection.prepare(sql);
  try {
    return Array.from({ length: statement.columnCount }, (_, k) => ({
      name: statement.columnName(k),
      type: String(statement.columnType(k)),
    }));
  } finally {
    statement.destroySync();
  }
}

// A number cell holds whole numbers up to 2^53 exactly; larger ones are left as text, identifiers mostly.
async function wideColumns(
  connection: DuckDBConnection,
  columns: readonly Typed[],
  from: string,
): Promise<ReadonlySet<number>> {
  const asked = columns.flatMap(({ type }, k) => (isWideInteger(type) ? [k] : []));
  if (asked.length === 0) return new Set();
  const limit = "9007199254740992";
  const sql = asked.map((k) => `coalesce(max(c${k}) > ${limit} OR min(c${k}) < -${limit}, false)`).join(", ");
  const row = (await connection.runAndReadAll(`SELECT ${sql} FROM ${from}`)).getRows()[0]!;
  return new Set(asked.filter((_, i) => row[i] === true));
}

const listOf = (source: TableSource) => `[${source.files.map(({ path }) => sqlText(path)).join(", ")}]`;

async function parquetScan(connection: DuckDBConnection, source: TableSource): Promise<string> {
  // By place, so that files with columns in another order are refused rather than mixed up.
  let first: readonly Typed[] | undefined;
  for (const { path, name } of source.files) {
    const columns = await asDataError(name, () =>
      columnsOf(connection, `SELECT * FROM read_parquet(${sqlText(path)})`),
    );
    first ??= columns;
    const j = Math.max(columns.length, first.length);
    for (let k = 0; k < j; k++) {
      if (columns[k]?.name === first[k]?.name && columns[k]?.type === first[k]?.type) continue;
      const text = (column: Typed | undefined) => (column ? `"${column.name}" (${column.type})` : "nothing");
      throw new DataError(
        `${name}: files of one table must have the same columns as ${source.files[0]!.name}, got ${text(columns[k])} for ${text(first[k])}`,
      );
    }
  }
  const scan = `read_parquet(${listOf(source)}, hive_partitioning = false)`;
  const rows = (await connection.runAndReadAll(`SELECT count(*) FROM ${scan}`)).getRows()[0]![0];
  if (Number(rows) === 0) throw new DataError(`${source.name}: holds no rows; give at least one`);
  return scan;
}

// Types and keys of all rows first; then texts are read as they stand, not as the dates that they look like.
async function jsonScan(connection: DuckDBConnection, source: TableSource): Promise<string> {
  const compressions = new Set(source.files.map(({ compression }) => compression));
  if (compressions.size > 1) {
    throw new DataError(
      `${source.name}: JSON files of one table must be packed alike, got ${[...compressions].join(", ")}`,
    );
  }
  const packed = [...compressions][0]!;
  const shared = `compression = ${sqlText(packed === "none" ? "uncompressed" : packed)}, maximum_object_size = 67108864, hive_partitioning = false`;
  const sampled = `read_json(${listOf(source)}, sample_size = -1, union_by_name = true, ignore_errors = false, ${shared})`;
  const columns = await columnsOf(connection, `SELECT * FROM ${sampled}`);
  const objects = `read_json_objects(${listOf(source)}, ${shared})`;
  await requireObjects(connection, source, columns, objects);
  const types = columns.map(({ name, type }) => `${sqlText(name)}: ${sqlText(isNumberType(type) ? type : "VARCHAR")}`);
  const scan = `read_json(${listOf(source)}, columns = {${types.join(", ")}}, ignore_errors = false, ${shared})`;
  return scan;
}

async function requireObjects(
  connection: DuckDBConnection,
  source: TableSource,
  columns: readonly Typed[],
  objects: string,
): Promise<void> {
  if (columns.length === 0) throw new DataError(`${source.name}: holds no rows; give at least one`);
  const one = async (sql: string) => (await connection.runAndReadAll(sql)).getRows()[0];
  if (columns.length === 1 && columns[0]!.name === "json") {
    const odd = await one(
      `SELECT left(CAST(json AS VARCHAR), 40) FROM ${objects} WHERE json_type(json) <> 'OBJECT' LIMIT 1`,
    );
    if (odd) throw new DataError(`${source.name}: a row must be an object with one value per column, got ${odd[0]}`);
  }
  if ((await one(`SELECT 1 FROM ${objects} LIMIT 1`)) === undefined) {
    throw new DataError(`${source.name}: holds no rows; give at least one`);
  }
  // DuckDB renames keys that differ only in case, and would then not find them.
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  if (![...names].some((name) => /_\d+$/.test(name) && names.has(name.replace(/_\d+$/, "")))) return;
  const keys = (
    await connection.runAndReadAll(`SELECT DISTINCT unnest(json_keys(json)) AS key FROM ${objects} ORDER BY key`)
  ).getRows();
  const seen = new Map<string, string>();
  for (const [key] of keys as string[][]) {
    const same = seen.get(key!.toLowerCase());
    if (same !== undefined)
      throw new DataError(`${source.name}: keys must differ in more than case, got "${same}" and "${key}"`);
    seen.set(key!.toLowerCase(), key!);
  }
}

function isNumberType(type: string): boolean {
  return castColumn("", type).kind === "number";
}
