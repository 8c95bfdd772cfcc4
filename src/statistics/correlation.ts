// Correlation of two columns over the rows where both are present.

import { ShapeError } from "../errors.ts";
import { ranks } from "./order.ts";

/** Pearson's correlation over rows where neither is NaN; null where one of them does not vary. @throws ShapeError */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  const [a, b] = complete(x, y);
  // Told by the values: the sum of squares of equal ones need not be zero, their mean being rounded.
  if (!varies(a) || !varies(b)) return null;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [aa, bb, ab] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [u, v] = [a[i]! - meanA, b[i]! - meanB];
    aa += u * u;
    bb += v * v;
    ab += u * v;
  }
  return Math.min(1, Math.max(-1, ab / Math.sqrt(aa) / Math.sqrt(bb)));
}

/** Spearman's correlation: Pearson's of the ranks, ties averaged; null where one of them does not vary. @throws ShapeError */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  const [a, b] = complete(x, y);
  return pearson(ranks(a), ranks(b));
}

/** Standard error of the mean of independent values; 0 of fewer than two. */
export function standardErrorOf(values: ArrayLike<number>): number {
  const [count, middle] = [values.length, mean(values)];
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (values[i]! - middle) ** 2;
  return count > 1 ? Math.sqrt(squares / (count - 1) / count) : 0;
}

/** Mean; NaN of none. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

function varies(values: Float64Array): boolean {
  return values.some((value) => value !== values[0]);
}

/** Rows where both are present. */
function complete(x: ArrayLike<number>, y: ArrayLike<number>): [Float64Array, Float64Array] {
  if (x.length !== y.length) {
    throw new ShapeError(`correlation: columns must have equally many rows, got ${x.length} and ${y.length}`);
  }
  const [a, b] = [new Float64Array(x.length), new Float64Array(x.length)];
  let count = 0;
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i]!) || Number.isNaN(y[i]!)) continue;
    a[count] = x[i]!;
    b[count++] = y[i]!;
  }
  return [a.subarray(0, count), b.subarray(0, count)];
}
