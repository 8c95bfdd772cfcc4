// Pieces of a table: joined, cut, regrouped, and a seeded sample of rows, without holding more than is kept.

import type { Generator } from "../../array/index.ts";
import type { Cells, SourceColumn, Table } from "./table.ts";

/** Some rows of a table. */
export type TablePart = Pick<Table, "columns" | "count">;

/** Cells one after the other. */
export function joinCells(pieces: readonly Cells[], kind: Cells["kind"]): Cells {
  if (kind === "text") {
    const values: (string | null)[] = [];
    for (const piece of pieces) for (const value of piece.values as readonly (string | null)[]) values.push(value);
    return { kind, values };
  }
  const values = new Float64Array(pieces.reduce((sum, piece) => sum + piece.values.length, 0));
  let at = 0;
  for (const piece of pieces) {
    values.set(piece.values as Float64Array, at);
    at += piece.values.length;
  }
  return { kind, values };
}

/** Parts with the same columns, at least one, as a table. */
export function joinParts(name: string, parts: readonly TablePart[]): Table {
  if (parts.length === 1) return { name, count: parts[0]!.count, columns: parts[0]!.columns };
  const columns = (parts[0]?.columns ?? []).map(
    (column, j): SourceColumn => ({
      name: column.name,
      cells: joinCells(
        parts.map((part) => part.columns[j]!.cells),
        column.cells.kind,
      ),
    }),
  );
  return { name, count: parts.reduce((sum, { count }) => sum + count, 0), columns };
}

/** Rows `from` to `to` (without it). */
export function slicePart(part: TablePart, from: number, to: number): TablePart {
  if (from === 0 && to >= part.count) return part;
  const columns = part.columns.map(
    ({ name, cells }): SourceColumn =>
      cells.kind === "text"
        ? { name, cells: { kind: "text", values: cells.values.slice(from, to) } }
        : { name, cells: { kind: "number", values: cells.values.slice(from, to) } },
  );
  return { count: Math.min(to, part.count) - from, columns };
}

/** The first `limit` rows. */
export async function* limitRows(
  parts: AsyncIterable<TablePart>,
  limit: number,
): AsyncGenerator<TablePart, void, void> {
  let left = limit;
  for await (const part of parts) {
    yield slicePart(part, 0, left);
    left -= part.count;
    if (left <= 0) return;
  }
}

/** Tables of exactly `size` rows but for the last, none of them empty. */
export async function* regroupRows(
  name: string,
  parts: AsyncIterable<TablePart>,
  size: number,
): AsyncGenerator<Table, void, void> {
  let held: TablePart[] = [];
  let count = 0;
  for await (const part of parts) {
    let at = 0;
    while (count + part.count - at >= size) {
      const upTo = at + size - count;
      yield joinParts(name, [...held, slicePart(part, at, upTo)]);
      held = [];
      count = 0;
      at = upTo;
    }
    if (at < part.count) {
      held.push(slicePart(part, at, part.count));
      count += part.count - at;
    }
  }
  if (count > 0) yield joinParts(name, held);
}

/**
 * `size` rows, each set of them equally likely, in the order of the source; all rows where there are no more
 * (reservoir sampling, Vitter 1985, algorithm R). Only what is kept is held.
 */
export async function sampleRows(
  name: string,
  parts: AsyncIterable<TablePart>,
  size: number,
  generator: Generator,
): Promise<{ readonly table: Table; readonly total: number }> {
  const rows: number[] = [];
  let kept: { name: string; kind: Cells["kind"]; values: (string | number | null)[] }[] | undefined;
  let total = 0;
  for await (const { columns, count } of parts) {
    kept ??= columns.map((column) => ({ name: column.name, kind: column.cells.kind, values: [] }));
    for (let i = 0; i < count; i++, total++) {
      const slot = total < size ? total : generator.integer(total + 1);
      if (slot >= size) continue;
      rows[slot] = total;
      for (let j = 0; j < columns.length; j++) kept[j]!.values[slot] = detach(columns[j]!.cells.values[i]!);
    }
  }
  const order = rows.map((_, slot) => slot).sort((a, b) => rows[a]! - rows[b]!);
  const columns = (kept ?? []).map(({ name: column, kind, values }): SourceColumn => {
    const ordered = order.map((slot) => values[slot]!);
    return {
      name: column,
      cells:
        kind === "text"
          ? { kind, values: ordered as (string | null)[] }
          : { kind, values: Float64Array.from(ordered as number[]) },
    };
  });
  const drawn = total > rows.length && { rows: order.map((slot) => rows[slot]!) };
  return { table: { name, count: rows.length, ...drawn, columns }, total };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8");

// A copy: a long cell cut from a text would keep all of that text in memory.
function detach<T extends string | number | null>(value: T): T {
  return typeof value === "string" && value.length > 12 ? (decoder.decode(encoder.encode(value)) as T) : value;
}
