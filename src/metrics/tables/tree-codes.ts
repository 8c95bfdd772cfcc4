// Columns as small integers for trees: few distinct values make ml-cart, which tries every one of them, quick.

import { countBelow, quantile, sorted } from "../../statistics/index.ts";
import type { MeasuredColumn } from "./columns.ts";

const BINS = 24;
// Rows of the overall mean that a level's own mean is mixed with.
const PRIOR_ROWS = 5;

/** Turns measured columns of any table into codes [rows][columns]. */
export type TreeCoder = (columns: readonly MeasuredColumn[]) => number[][];

/**
 * Coder fitted on training rows with outcomes `y`. Numbers: 24 bins of equally many rows, missing ones a bin of their
 * own. Categories: put in order by their mean outcome, which is the order a best split respects (Fisher 1958), the mean
 * drawn towards that of all rows where rows are few; then binned alike.
 */
export function fitTreeCodes(columns: readonly MeasuredColumn[], y: ArrayLike<number>): TreeCoder {
  const scalings = columns.map((column) => (column.kind === "category" ? levelMeans(column, y) : undefined));
  const edges = columns.map((column, j) => binStarts(valuesOf(column, scalings[j])));
  return (others) => {
    const values = others.map((column, j) => valuesOf(column, scalings[j]));
    const rows = values[0]?.length ?? 0;
    return Array.from({ length: rows }, (_, i) =>
      values.map((column, j) => {
        const value = column[i]!;
        return Number.isNaN(value) ? -1 : countBelow(edges[j]!, value);
      }),
    );
  };
}

function valuesOf(column: MeasuredColumn, means: Float64Array | undefined): Float64Array {
  if (column.kind === "number") return column.values;
  return Float64Array.from(column.codes, (code) => means?.[code] ?? Number.NaN);
}

function levelMeans(column: MeasuredColumn & { kind: "category" }, y: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(column.levels.length);
  const counts = new Float64Array(column.levels.length);
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    sums[column.codes[i]!]! += y[i]!;
    counts[column.codes[i]!]!++;
    total += y[i]!;
  }
  const overall = y.length === 0 ? 0 : total / y.length;
  return sums.map((sum, level) => (sum + PRIOR_ROWS * overall) / (counts[level]! + PRIOR_ROWS));
}

// Upper ends of all bins but the last, so that `countBelow` names the bin.
function binStarts(values: Float64Array): number[] {
  const ascending = sorted(values);
  const distinct = [...new Set(ascending)];
  if (distinct.length <= BINS) return distinct.slice(0, -1);
  return [...new Set(Array.from({ length: BINS - 1 }, (_, i) => quantile(ascending, (i + 1) / BINS)))];
}
