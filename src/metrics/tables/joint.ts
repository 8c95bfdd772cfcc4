// Joint tables of two columns for a real and a synthetic table, numbers cut into bins.

import { binEdges, binOf, cramersV, valueRange } from "../../statistics/index.ts";
import type { MeasuredColumn } from "./columns.ts";

const BINS = 10;
// Larger joint tables keep only the cells that occur.
const DENSE_CELLS = 1_000_000;

/** A column of both tables as codes 0 to `size` - 1. */
export interface Discrete {
  readonly real: Int32Array;
  readonly synthetic: Int32Array;
  readonly size: number;
}

/** Counts of the cells of a joint table; `columns` where they are all cells, row after row. */
export interface JointCounts {
  readonly counts: Float64Array;
  readonly columns?: number;
}

/**
 * Category codes as they are; numbers cut into ten bins of equal width over the real range, with a code each for below,
 * above and missing.
 */
export function discretise(real: MeasuredColumn, synthetic: MeasuredColumn): Discrete {
  if (real.kind === "category" || synthetic.kind === "category") {
    const [a, b] = [real, synthetic] as [MeasuredColumn & { kind: "category" }, MeasuredColumn & { kind: "category" }];
    return { real: a.codes, synthetic: b.codes, size: a.levels.length };
  }
  const range = valueRange(real.values);
  // Nothing real to span a range: all that is present lies above it.
  const edges = Number.isNaN(range[0]) ? undefined : binEdges(range, BINS);
  const codes = (values: Float64Array) =>
    Int32Array.from(values, (value) => {
      if (Number.isNaN(value)) return BINS + 2;
      return edges === undefined ? BINS + 1 : binOf(edges, value) + 1;
    });
  return { real: codes(real.values), synthetic: codes(synthetic.values), size: BINS + 3 };
}

/** Joint counts of columns `x` and `y`, real and synthetic, over the same cells. */
export function jointCounts(x: Discrete, y: Discrete): [real: JointCounts, synthetic: JointCounts] {
  if (x.size * y.size <= DENSE_CELLS) {
    const count = (a: Int32Array, b: Int32Array): JointCounts => {
      const counts = new Float64Array(x.size * y.size);
      for (let i = 0; i < a.length; i++) counts[a[i]! * y.size + b[i]!]!++;
      return { counts, columns: y.size };
    };
    return [count(x.real, y.real), count(x.synthetic, y.synthetic)];
  }
  const cells = new Map<number, number>();
  const index = (a: Int32Array, b: Int32Array) =>
    Uint32Array.from(a, (code, i) => {
      const cell = code * y.size + b[i]!;
      const known = cells.get(cell) ?? cells.size;
      cells.set(cell, known);
      return known;
    });
  const indices = [index(x.real, y.real), index(x.synthetic, y.synthetic)];
  return indices.map((rows) => {
    const counts = new Float64Array(cells.size);
    for (const cell of rows) counts[cell]!++;
    return { counts };
  }) as [JointCounts, JointCounts];
}

/** Cramer's V of a joint table; null for one too large to be held in full, and where one of the columns does not vary. */
export function jointCramersV({ counts, columns }: JointCounts): number | null {
  return columns === undefined ? null : cramersV(counts, columns);
}
