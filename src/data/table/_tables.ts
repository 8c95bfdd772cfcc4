// Small tables for the tests of this folder.

import type { Cells, Table } from "./table.ts";

/** A table of columns given as lists: all numbers make a column of numbers, else texts (null: nothing there). */
export function tableOf(columns: Record<string, readonly (string | null)[] | readonly number[] | Float64Array>): Table {
  const entries = Object.entries(columns);
  return {
    name: "test.csv",
    count: entries[0]?.[1].length ?? 0,
    columns: entries.map(([name, values]) => ({ name, cells: cellsOf(values) })),
  };
}

function cellsOf(values: readonly (string | null)[] | readonly number[] | Float64Array): Cells {
  if (values instanceof Float64Array) return { kind: "number", values };
  if (values.length > 0 && values.every((value) => typeof value === "number")) {
    return { kind: "number", values: Float64Array.from(values as readonly number[]) };
  }
  return { kind: "text", values: values as readonly (string | null)[] };
}

/** `count` texts made from their index. */
export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
