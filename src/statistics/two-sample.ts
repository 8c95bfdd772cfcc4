// Distances between two samples, and the association in a table of counts.

import { ShapeError } from "../errors.ts";

/** Kolmogorov-Smirnov distance of two samples in ascending order: the largest gap between their distribution functions. NaN of none. */
export function ksDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length === 0 || b.length === 0) return Number.NaN;
  let [i, j, largest] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const at = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i]! <= at) i++;
    while (j < b.length && b[j]! <= at) j++;
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length));
  }
  return largest;
}

/** Total variation of two tables of counts over the same cells, each scaled to one: half the sum of |p - q|. @throws ShapeError */
export function totalVariation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) {
    throw new ShapeError(`totalVariation: counts must be of the same cells, got ${a.length} and ${b.length}`);
  }
  const [sumA, sumB] = [total(a), total(b)];
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! / sumA - b[i]! / sumB);
  return sum / 2;
}

/** Cramer's V of a [rows, columns] table of counts, in [0, 1]; null where only one row or column is used. */
export function cramersV(counts: ArrayLike<number>, columns: number): number | null {
  const rows = counts.length / columns;
  const [byRow, byColumn] = [new Float64Array(rows), new Float64Array(columns)];
  for (let i = 0; i < counts.length; i++) {
    byRow[Math.floor(i / columns)]! += counts[i]!;
    byColumn[i % columns]! += counts[i]!;
  }
  const used = Math.min(byRow.filter((n) => n > 0).length, byColumn.filter((n) => n > 0).length);
  if (used < 2) return null;
  // chi^2 / n = sum n_ij^2 / (n_i n_j) - 1
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    const n = counts[i]!;
    if (n > 0) sum += (n * n) / (byRow[Math.floor(i / columns)]! * byColumn[i % columns]!);
  }
  return Math.sqrt(Math.min(1, Math.max(0, sum - 1) / (used - 1)));
}

function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i]!;
  return sum;
}
