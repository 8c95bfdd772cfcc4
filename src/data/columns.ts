// Columns of a table: checked, measured, brought to mean 0 and standard deviation 1, and back.

import { DataError } from "../errors.ts";
import type { Column, VectorSchema } from "./schema.ts";

/** Names for columns that have none: x0, x1, ... */
export function defaultColumnNames(size: number): string[] {
  return Array.from({ length: size }, (_, index) => `x${index}`);
}

/** Measures every column of `values` [rows, names.length]. The deviation is that of the population (divided by n). */
export function measureColumns(values: ArrayLike<number>, names: readonly string[]): Column[] {
  const size = names.length;
  const rows = size === 0 ? 0 : values.length / size;
  return names.map((name, column) => {
    let sum = 0;
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (let i = column; i < values.length; i += size) {
      const value = values[i]!;
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    const constant = min === max;
    const mean = constant ? min : sum / rows;
    let squares = 0;
    for (let i = column; i < values.length; i += size) squares += (values[i]! - mean) ** 2;
    return { name, mean, standardDeviation: Math.sqrt(squares / rows), min, max, constant };
  });
}

/** Writes the standardised row that starts at `from` to `out` at `to`; constant columns become 0. */
export function encodeRow(
  columns: readonly Column[],
  values: ArrayLike<number>,
  from: number,
  out: Float32Array,
  to: number,
): void {
  for (let j = 0; j < columns.length; j++) {
    const { mean, standardDeviation, constant } = columns[j]!;
    out[to + j] = constant ? 0 : (values[from + j]! - mean) / standardDeviation;
  }
}

/** Standardised rows [n, size] back in the file's units; a new array. */
export function unstandardise(schema: VectorSchema, values: ArrayLike<number>): Float32Array {
  const { size, columns } = schema;
  return Float32Array.from({ length: values.length }, (_, i) => {
    const { mean, standardDeviation, constant } = columns[i % size]!;
    return constant ? mean : values[i]! * standardDeviation + mean;
  });
}

/** Copies numbers [rows, names.length] to floats. @throws DataError naming row (from 1) and column of NaN or infinity */
export function finiteRows(values: ArrayLike<number>, names: readonly string[], source: string): Float32Array {
  const out = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    out[i] = values[i]!;
    if (Number.isFinite(out[i])) continue;
    const row = Math.floor(i / names.length) + 1;
    const rule = Number.isFinite(values[i]) ? "must fit a 32-bit float" : "must be finite";
    throw new DataError(
      `${source}: row ${row}, column "${names[i % names.length]}" ${rule}, got ${values[i]}; remove the row or fill the value in`,
    );
  }
  return out;
}
