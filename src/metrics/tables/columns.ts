// The modelled columns of tables as numbers or category codes; several tables share their codes, so that they compare.

import { cellLevels, cellNumbers } from "../../data/table/cells.ts";
import { modelled, type TableColumn, type TableSchema } from "../../data/table/schema.ts";
import type { SourceColumn, Table } from "../../data/table/table.ts";
import { DataError, didYouMean, internalError } from "../../errors.ts";

/** A column of numbers or dates. */
export interface NumberColumn {
  readonly kind: "number";
  readonly name: string;
  /** Numbers, or milliseconds since 1970; NaN where missing. */
  readonly values: Float64Array;
}

/** A column of categories; a missing cell is a category of its own. */
export interface CategoryColumn {
  readonly kind: "category";
  readonly name: string;
  /** Index into `levels` for each row. */
  readonly codes: Int32Array;
  /** Texts, the schema's first, then those met beside them; null stands for a missing cell and is last where there is one. */
  readonly levels: readonly (string | null)[];
}

/** A modelled column of a table. */
export type MeasuredColumn = NumberColumn | CategoryColumn;

/**
 * Modelled columns of one table, in the schema's order.
 * @throws DataError when the table lacks one or a cell cannot be read
 */
export function measureTable(table: Table, schema: TableSchema): MeasuredColumn[] {
  return alignTables([table], schema)[0]!;
}

/**
 * Modelled columns of each table, in the schema's order, category codes over the union of all levels.
 * @throws DataError when there are none, a table lacks one or a cell cannot be read
 */
export function alignTables(tables: readonly Table[], schema: TableSchema): MeasuredColumn[][] {
  const out: MeasuredColumn[][] = tables.map(() => []);
  const columns = modelled(schema);
  if (columns.length === 0) {
    throw new DataError(
      "alignTables: a column of numbers, dates or categories must be there, got none; see the schema",
    );
  }
  for (const column of columns) {
    const sources = tables.map((table) => ({ table: table.name, cells: sourceOf(table, column.name).cells }));
    const measured: MeasuredColumn[] = isNumeric(column)
      ? sources.map(({ table, cells }) => {
          return { kind: "number", name: column.name, values: cellNumbers(cells, column, { table }) };
        })
      : alignLevels(
          column,
          sources.map(({ cells }) => cellLevels(cells, column)),
        );
    for (const [i, one] of measured.entries()) out[i]!.push(one);
  }
  return out;
}

/** The rows at `indices` of measured columns, copied, in that order. */
export function takeMeasured(columns: readonly MeasuredColumn[], indices: Uint32Array): MeasuredColumn[] {
  return columns.map((column) => {
    if (column.kind === "category") return { ...column, codes: Int32Array.from(indices, (i) => column.codes[i]!) };
    return { ...column, values: Float64Array.from(indices, (i) => column.values[i]!) };
  });
}

/** All rows of `first`, then all of `second`: columns of two aligned tables. */
export function joinMeasured(first: readonly MeasuredColumn[], second: readonly MeasuredColumn[]): MeasuredColumn[] {
  return first.map((a, i) => {
    const b = second[i]!;
    if (a.kind === "category" && b.kind === "category") {
      return { ...a, codes: Int32Array.from([...a.codes, ...b.codes]) };
    }
    if (a.kind === "number" && b.kind === "number") {
      return { ...a, values: Float64Array.from([...a.values, ...b.values]) };
    }
    throw internalError(`joinMeasured: columns ${a.name} and ${b.name} are of different kinds`);
  });
}

/** Number of rows of measured columns. */
export function rowsOf(columns: readonly MeasuredColumn[]): number {
  const first = columns[0];
  return first === undefined ? 0 : first.kind === "number" ? first.values.length : first.codes.length;
}

/** Code of missing cells; -1 where a column has none. */
export function missingCode(column: CategoryColumn): number {
  return column.levels.at(-1) === null ? column.levels.length - 1 : -1;
}

function isNumeric({ type }: TableColumn): boolean {
  return type === "continuous" || type === "integer" || type === "datetime";
}

function alignLevels(column: TableColumn, texts: readonly (string | null)[][]): CategoryColumn[] {
  const codes = new Map<string, number>();
  const add = (text: string) => {
    if (!codes.has(text)) codes.set(text, codes.size);
  };
  const met = new Set<string | null>();
  for (const table of texts) for (const text of table) met.add(text);
  for (const { text } of column.levels ?? []) if (met.has(text)) add(text);
  for (const text of met) if (text !== null) add(text);
  const levels: (string | null)[] = [...codes.keys()];
  if (met.has(null)) levels.push(null);
  return texts.map((table) => ({
    kind: "category",
    name: column.name,
    codes: Int32Array.from(table, (text) => (text === null ? codes.size : codes.get(text)!)),
    levels,
  }));
}

function sourceOf(table: Table, name: string): SourceColumn {
  const column = table.columns.find((one) => one.name === name);
  if (column) return column;
  const known = table.columns.map((one) => one.name);
  throw new DataError(
    `${table.name}: column ${JSON.stringify(name)} must be there, got none${didYouMean(name, known)}`,
  );
}
