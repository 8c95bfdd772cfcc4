// A table in memory, column by column, every cell as its source wrote it. Not yet understood: see schema.ts.

/** Cells of a column: texts as the source wrote them (null: nothing there), or numbers (NaN: nothing there). */
export type Cells =
  | { readonly kind: "text"; readonly values: readonly (string | null)[] }
  | { readonly kind: "number"; readonly values: Float64Array };

/** A named column. */
export interface SourceColumn {
  readonly name: string;
  readonly cells: Cells;
}

/** Rows of named columns. */
export interface Table {
  /** What errors call it. */
  readonly name: string;
  /** Number of rows. */
  readonly count: number;
  /** Rows of the source that these are, from 0, where only some were drawn. */
  readonly rows?: ArrayLike<number>;
  readonly columns: readonly SourceColumn[];
}

/** Row of the source, from 0, that a row of the table is. */
export function sourceRow({ rows }: { readonly rows?: Table["rows"] | undefined }, row: number): number {
  return rows?.[row] ?? row;
}

/** The rows at `indices`, copied, in that order. */
export function takeRows(table: Table, indices: ArrayLike<number>): Table {
  const columns = table.columns.map(({ name, cells }): SourceColumn => {
    if (cells.kind === "number") {
      const values = new Float64Array(indices.length);
      for (let i = 0; i < values.length; i++) values[i] = cells.values[indices[i]!]!;
      return { name, cells: { kind: "number", values } };
    }
    return {
      name,
      cells: { kind: "text", values: Array.from({ length: indices.length }, (_, i) => cells.values[indices[i]!]!) },
    };
  });
  return { name: table.name, count: indices.length, columns };
}

/** One cell as text; null where nothing is there. */
export function cellText(cells: Cells, row: number): string | null {
  if (cells.kind === "text") return cells.values[row]!;
  const value = cells.values[row]!;
  return Number.isNaN(value) ? null : String(value);
}
