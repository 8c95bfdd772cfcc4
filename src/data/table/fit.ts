// Fits how every modelled column is encoded, on the training part of a table.

import { cellLevels, cellNumbers } from "./cells.ts";
import { columnFinder } from "./columns.ts";
import { fitNumbers, type NumberOptions } from "./fit-numbers.ts";
import type { LevelEncoding, TableColumn, TableSchema } from "./schema.ts";
import { modelled } from "./schema.ts";
import type { Table } from "./table.ts";
import { tallyNumbers } from "./tally.ts";

/** How columns are encoded. */
export interface EncodingOptions extends Partial<NumberOptions> {
  /** Most codes of a column of categories; default 256. */
  readonly levels?: number;
}

/**
 * `schema` with the encoding of every modelled column, fitted on `table`.
 * @throws DataError for a column that is not there, or a cell that cannot be read
 */
export function fitEncodings(table: Table, schema: TableSchema, options: EncodingOptions = {}): TableSchema {
  const { numbers = "bins", bins = 50, atoms = 130, modes = 10, levels = 256 } = options;
  const included = new Set(modelled(schema));
  const find = columnFinder(table);
  const columns = schema.columns.map((column): TableColumn => {
    if (!included.has(column)) return column;
    const { cells } = find(column.name);
    const facts = column.number ?? column.date;
    if (facts !== undefined) {
      const tally = tallyNumbers(cellNumbers(cells, column, { table: table.name }));
      return { ...column, encoding: fitNumbers(tally, facts, { numbers, bins, atoms, modes }) };
    }
    return { ...column, encoding: fitLevels(cellLevels(cells, column), column, levels) };
  });
  return { ...schema, columns };
}

/**
 * Codes by frequency; ordinal and boolean levels all have one, in the schema's order. Of the others those met in a single row,
 * and all beyond the first `most` - 1, share the last code (when there are two of them at least).
 */
export function fitLevels(cells: readonly (string | null)[], column: TableColumn, most: number): LevelEncoding {
  const found = new Map<string, number>();
  const all = column.type !== "categorical";
  if (all) for (const { text } of column.levels ?? []) found.set(text, 0);
  for (const text of cells) if (text !== null) found.set(text, (found.get(text) ?? 0) + 1);
  const ranked = [...found];
  if (!all) ranked.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  if (ranked.length === 0) ranked.push([column.levels?.[0]?.text ?? "", 0]);
  let kept = ranked.length;
  if (!all) {
    while (kept > 1 && ranked[kept - 1]![1] < 2) kept--;
    if (kept < ranked.length || ranked.length > most) kept = Math.min(kept, Math.max(1, most - 1));
    if (ranked.length - kept < 2) kept = ranked.length;
  }
  const texts = (part: readonly [string, number][]) => part.map(([text]) => text);
  const counts = (part: readonly [string, number][]) => part.map(([, count]) => count);
  const [own, rare] = [ranked.slice(0, kept), ranked.slice(kept)];
  return {
    kind: "levels",
    levels: texts(own),
    counts: counts(own),
    ...(rare.length > 0 && { pooled: { levels: texts(rare), counts: counts(rare) } }),
  };
}
