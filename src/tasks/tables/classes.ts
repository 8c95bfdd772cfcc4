// Classes of a table's rows, for colours: the levels of the target, or of the first column that has few.

import { cellLevels, modelled, type Table, type TableSchema } from "../../data/index.ts";

/** Classes of rows, taken from a column. */
export interface RowClasses {
  readonly labelColumn: string;
  /** [rows], indices into `labelNames`. */
  readonly labels: Int32Array;
  readonly labelNames: readonly string[];
}

const MOST = 10;
const MISSING = "(missing)";

/** Classes by `target` where it has two to ten levels, else by the first such column; none where there is none. */
export function rowClasses(table: Table, schema: TableSchema, target?: string): RowClasses | undefined {
  const fits = modelled(schema).filter(({ levels = [] }) => levels.length >= 2 && levels.length <= MOST);
  const column = fits.find(({ name }) => name === target) ?? fits[0];
  const source = table.columns.find(({ name }) => name === column?.name);
  if (column === undefined || source === undefined) return undefined;
  const texts = cellLevels(source.cells, column);
  const known = column.levels!.map(({ text }) => text);
  const places = new Map(known.map((text, i) => [text, i]));
  // What the model does not know is missing to it.
  const labels = Int32Array.from(texts, (text) => (text === null ? undefined : places.get(text)) ?? known.length);
  const labelNames = labels.includes(known.length) ? [...known, MISSING] : known;
  return { labelColumn: column.name, labels, labelNames };
}
