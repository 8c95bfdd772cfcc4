// Rows of a table as JSON objects, in and out.

import {
  cellNumbers,
  type Dataset,
  readJsonTable,
  type SourceColumn,
  type Table,
  type TableSchema,
  writeJsonlTable,
} from "../../data/index.ts";
import { DataError } from "../../errors.ts";

const MOST_CELLS = 10_000_000;

/** A table from a list of objects. @throws DataError naming the row that is none */
export function tableOfRows(rows: unknown, name: string): Table {
  if (!Array.isArray(rows)) throw new DataError(`${name}: must be a list of objects, one a row`);
  if (rows.length === 0) throw new DataError(`${name}: holds no rows; give at least one`);
  const keys = new Set<string>();
  for (const row of rows)
    if (typeof row === "object" && row !== null) for (const key of Object.keys(row)) keys.add(key);
  if (keys.size * rows.length > MOST_CELLS) {
    throw new DataError(`${name}: ${rows.length} rows with ${keys.size} different columns are too many; give fewer`);
  }
  return readJsonTable(new TextEncoder().encode(JSON.stringify(rows)), name).table;
}

/** The table with numbers where the schema knows a column of numbers, so that JSON holds them as such. */
export function typedTable(table: Table, schema: TableSchema): Table {
  const known = new Map(schema.columns.map((column) => [column.name, column]));
  const columns = table.columns.map(({ name, cells }): SourceColumn => {
    const column = known.get(name);
    if (column === undefined || (column.number === undefined && column.identifier?.kind !== "number")) {
      return { name, cells };
    }
    return { name, cells: { kind: "number", values: cellNumbers(cells, column, { onBad: () => undefined }) } };
  });
  return { ...table, columns };
}

/** The rows as the text of a JSON list of objects. */
export function rowsJson(table: Table): string {
  return `[${writeJsonlTable(table).trimEnd().replaceAll("\n", ",")}]`;
}

/** One table of the columns of the first one, all of which the others have. */
export function joinedTable(tables: readonly Table[]): Table {
  const [first] = tables as [Table];
  if (tables.length === 1) return first;
  const columns = first.columns.map(({ name }): SourceColumn => {
    const values = tables.flatMap((table) => {
      const { cells } = table.columns.find((column) => column.name === name)!;
      return cells.kind === "text" ? cells.values : Array.from(cells.values, textOf);
    });
    return { name, cells: { kind: "text", values } };
  });
  return { name: first.name, count: tables.reduce((sum, { count }) => sum + count, 0), columns };
}

const textOf = (value: number) => (Number.isNaN(value) ? null : String(value));

/** The table of a data set of rows. */
export function tableIn(dataset: Dataset): Table {
  return dataset.table!;
}
