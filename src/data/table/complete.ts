// Decoded rows as rows of the source: its columns in its order, constants as they were, identifiers made afresh. Columns of
// free text are left out.

import type { Generator } from "../../array/index.ts";
import type { TableColumn, TableSchema } from "./schema.ts";
import type { Cells, SourceColumn, Table } from "./table.ts";

/** Adds what the model does not make. `generator` makes identifiers that are no numbers. */
export function completeRows(rows: Table, schema: TableSchema, generator: Generator): Table {
  const made = new Map(rows.columns.map((column) => [column.name, column]));
  const columns = schema.columns.flatMap((column): SourceColumn[] => {
    const known = made.get(column.name);
    if (known !== undefined) return [column.marker === "" ? withoutEmptyTexts(known) : known];
    const cells = cellsOf(column, rows.count, generator);
    return cells === undefined ? [] : [{ name: column.name, cells }];
  });
  return { ...rows, columns };
}

// A missing cell that the source leaves empty is nothing, not an empty text, which CSV files would show as quotes.
function withoutEmptyTexts({ name, cells }: SourceColumn): SourceColumn {
  if (cells.kind === "number") return { name, cells };
  return { name, cells: { kind: "text", values: cells.values.map((value) => value || null) } };
}

function cellsOf(column: TableColumn, count: number, generator: Generator): Cells | undefined {
  const text = (make: (row: number) => string | null): Cells => ({
    kind: "text",
    values: Array.from({ length: count }, (_, row) => make(row)),
  });
  if (column.type === "constant") return text(() => column.levels?.[0]?.text ?? (column.marker || null));
  if (column.type !== "identifier" || column.identifier === undefined) return undefined;
  const { kind, prefix, width, next } = column.identifier;
  if (kind === "uuid") return text(() => uuid(generator));
  return text((row) => `${prefix}${String(next + row).padStart(width, "0")}`);
}

// Version 4: 122 random bits.
function uuid(generator: Generator): string {
  const digits = Array.from({ length: 32 }, () => generator.integer(16).toString(16));
  digits[12] = "4";
  digits[16] = "89ab"[generator.integer(4)]!;
  const hex = digits.join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
