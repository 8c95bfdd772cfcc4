// `where` and `select` on CSV rows: DuckDB judges the cells that the SQL names, all others keep their text untouched.

import { DataError } from "../errors.ts";
import { asDataError, castColumn, cellsOfChunk, type Duck, duckApi, openDuck, sqlName } from "./node-duckdb.ts";
import { type CheckedSql, checkSql, type RowSql } from "./node-sql.ts";
import { checkNames } from "./readers/csv-table.ts";
import { joinCells, type TablePart } from "./table/join.ts";
import type { Cells, SourceColumn } from "./table/table.ts";

type Rows = readonly (readonly string[])[];

/** A source's rows narrowed by SQL. */
export interface CsvFilter {
  readonly names: readonly string[];
  /** The columns of what is left of `rows`, the first of which is row `from` (from 1) of the source. */
  apply(rows: Rows, from: number): Promise<TablePart>;
  close(): void;
}

/** Number of the row within a block; the name cannot be that of a column, which has no blanks around it. */
const ROW = " row ";
/** Most rows that DuckDB takes at once. */
const BLOCK = 2048;

/**
 * Prepares `sql` on the columns `names`; a column whose cells among `rows` are numbers or missing is compared as numbers.
 * @throws DataError as checkSql, and for an expression that does not fit the columns
 */
export async function openCsvFilter(
  sql: RowSql,
  names: readonly string[],
  rows: Rows,
  source: string,
): Promise<CsvFilter> {
  const duck = await openDuck();
  try {
    const checked = await asDataError(source, () => checkSql(duck.connection, sql, names));
    const plan = planQuery(checked, names);
    const types = plan.columns.map((j) => (isNumeric(rows, j) ? "DOUBLE" : "VARCHAR"));
    const defined = plan.columns.map((j, k) => `${sqlName(names[j]!)} ${types[k]}`);
    const create = `CREATE OR REPLACE TABLE data (${[...defined, `${sqlName(ROW)} DOUBLE`].join(", ")})`;
    return await asDataError(source, async () => {
      await duck.connection.run(create);
      return await prepareFilter(duck, plan, { names, types, create, source });
    });
  } catch (error) {
    duck.close();
    throw error;
  }
}

interface Prepared {
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly create: string;
  readonly source: string;
}

async function prepareFilter(duck: Duck, plan: Plan, prepared: Prepared): Promise<CsvFilter> {
  const { names, types, create, source } = prepared;
  const { connection } = duck;
  const { DOUBLE, DuckDBDataChunk, VARCHAR } = await duckApi();
  const statement = await connection.prepare(plan.inner);
  const outputs = plan.outputs(statement);
  statement.destroySync();
  checkNames(
    outputs.map(({ name }) => name),
    outputs.length,
    source,
  );
  const positions = outputs.flatMap(({ position }) => (position === undefined ? [] : [position]));
  const width = plan.width;
  const labels = Array.from({ length: width }, (_, k) => `c${k}`);
  const casts = positions.map((k) => castColumn(labels[k]!, outputs.find(({ position }) => position === k)!.type));
  const query = `SELECT ${[`c${width - 1}`, ...casts.map((cast) => cast.sql)].join(", ")} FROM (${plan.inner}) AS t(${labels.join(", ")})`;

  async function block(rows: Rows, from: number): Promise<{ kept: number[]; values: Cells[] }> {
    await connection.run(create);
    const chunk = DuckDBDataChunk.create([...types.map((type) => (type === "DOUBLE" ? DOUBLE : VARCHAR)), DOUBLE]);
    chunk.rowCount = rows.length;
    plan.columns.forEach((j, k) => {
      chunk.setColumnValues(
        k,
        rows.map((row, i) =>
          types[k] === "DOUBLE"
            ? toNumber(row[j]!, `${source}: row ${from + i}, column "${names[j]}"`)
            : row[j]! || null,
        ),
      );
    });
    chunk.setColumnValues(
      types.length,
      rows.map((_, i) => i),
    );
    const appender = await connection.createAppender("data");
    appender.appendDataChunk(chunk);
    appender.closeSync();
    const result = await connection.run(query);
    const kept: number[] = [];
    const pieces: Cells[][] = casts.map(() => []);
    for (const got of await result.fetchAllChunks()) {
      kept.push(...(cellsOfChunk(got, 0, "number").values as Float64Array));
      casts.forEach((cast, k) => {
        pieces[k]!.push(cellsOfChunk(got, k + 1, cast.kind));
      });
    }
    return { kept, values: pieces.map((piece, k) => joinCells(piece, casts[k]!.kind)) };
  }

  return {
    names: outputs.map(({ name }) => name),
    async apply(rows, from) {
      const kept: (readonly string[])[] = [];
      const pieces: Cells[][] = casts.map(() => []);
      for (let at = 0; at < rows.length; at += BLOCK) {
        const part = rows.slice(at, at + BLOCK);
        const result = await asDataError(source, () => block(part, from + at));
        for (const i of result.kept) kept.push(part[i]!);
        result.values.forEach((cells, k) => {
          pieces[k]!.push(cells);
        });
      }
      const columns = outputs.map(({ name, column, position }): SourceColumn => {
        if (position !== undefined) {
          const k = positions.indexOf(position);
          return { name, cells: joinCells(pieces[k]!, casts[k]!.kind) };
        }
        return { name, cells: { kind: "text", values: kept.map((row) => row[column!]! || null) } };
      });
      return { columns, count: kept.length };
    },
    close: () => duck.close(),
  };
}

interface Output {
  readonly name: string;
  /** Column of the source whose text is kept. */
  readonly column?: number;
  /** Place among the query's columns where the value is computed. */
  readonly position?: number;
  readonly type: string;
}

interface Plan {
  /** Columns of the source that DuckDB sees. */
  readonly columns: readonly number[];
  /** Columns of the inner query, the last one is the row's number. */
  readonly width: number;
  readonly inner: string;
  outputs(statement: { columnName(k: number): string; columnType(k: number): unknown }): Output[];
}

// Where no value is computed, DuckDB only says which rows are kept.
function planQuery({ where, select, items, named }: CheckedSql, names: readonly string[]): Plan {
  const computes = items.some(({ kind }) => kind === "expression");
  const used = new Set(named);
  if (computes) {
    for (const item of items) {
      if (item.kind === "column") used.add(item.column);
      // DuckDB's * is all columns that it sees, and these must exist to be left out.
      if (item.kind === "star") for (const name of names) used.add(name);
    }
  }
  const columns = names.flatMap((name, j) => (used.has(name) ? [j] : []));
  const condition = where === undefined ? "" : ` WHERE\n${where}\n`;
  const taken = computes ? `\n${select}\n, ` : "";
  const outputs: { name?: string; column?: number; position?: number }[] = [];
  let position = 0;
  for (const item of items) {
    if (item.kind === "expression") outputs.push({ position: position++ });
    else if (item.kind === "column") {
      outputs.push({ name: item.name, column: names.indexOf(item.column) });
      position++;
    } else {
      for (const name of item.columns) outputs.push({ name, column: names.indexOf(name) });
      // And the row's number.
      position += item.columns.length + 1;
    }
  }
  return {
    columns,
    width: computes ? position + 1 : 1,
    inner: `SELECT ${taken}data.${sqlName(ROW)} FROM data${condition}`,
    outputs: (statement) =>
      outputs.map(({ name, column, position: at }) => ({
        name: name ?? statement.columnName(at!),
        ...(column !== undefined && { column }),
        ...(at !== undefined && { position: at }),
        type: at === undefined ? "VARCHAR" : String(statement.columnType(at)),
      })),
  };
}

// Numbers as SQL reads them; a leading zero is that of a code.
const NUMBER = /^\s*[+-]?(?!0\d)(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/;
const MISSING = /^\s*(|\?|-|[+-]?nan|n\/?a|null|none)\s*$/i;

function isNumeric(rows: Rows, column: number): boolean {
  let found = false;
  for (const row of rows) {
    const cell = row[column]!;
    if (NUMBER.test(cell)) found = true;
    else if (!MISSING.test(cell)) return false;
  }
  return found;
}

function toNumber(cell: string, where: string): number | null {
  if (MISSING.test(cell)) return null;
  const value = Number(cell);
  if (!Number.isNaN(value)) return value;
  throw new DataError(
    `${where}: the SQL takes the column for numbers, as its first rows are, got "${cell.slice(0, 40)}"; correct the cell or leave the column out of the SQL`,
  );
}
