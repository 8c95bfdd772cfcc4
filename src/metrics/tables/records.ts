// Rows of mixed columns as points in which Euclidean distance means likeness: every column counts at most about one.

import { countBelow, sorted } from "../../statistics/index.ts";
import { type MeasuredColumn, rowsOf } from "./columns.ts";
import { countLevels } from "./shapes.ts";

// Levels with a coordinate of their own, the most frequent ones; rarer ones share the last.
const LEVELS = 16;

/** Points [rows, width] of measured columns of any table. */
export interface RecordEncoder {
  readonly width: number;
  readonly encode: (columns: readonly MeasuredColumn[]) => Float32Array;
}

/**
 * Encoder fitted on the real rows of `columns`. A number becomes its share of real values below it (ties half), so that
 * no unit and no heavy tail outweighs the rest; missing ones lie in the middle, one apart from all others. Categories are
 * one-hot over the square root of two, so that two different ones lie one apart.
 */
export function fitRecords(columns: readonly MeasuredColumn[]): RecordEncoder {
  const parts = columns.map((column) => (column.kind === "number" ? numberPart(column.values) : categoryPart(column)));
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  return {
    width,
    encode: (others) => {
      const rows = rowsOf(others);
      const out = new Float32Array(rows * width);
      let at = 0;
      for (const [j, part] of parts.entries()) {
        part.fill(others[j]!, out, at, width);
        at += part.width;
      }
      return out;
    },
  };
}

interface Part {
  readonly width: number;
  /** Writes the column's coordinates, row after row, `stride` apart, from `at` on. */
  fill(column: MeasuredColumn, out: Float32Array, at: number, stride: number): void;
}

function numberPart(values: Float64Array): Part {
  const ascending = sorted(values);
  const distinct = Float64Array.from(new Set(ascending));
  const count = Math.max(1, ascending.length);
  // Between two real values the share grows linearly.
  const shares = distinct.map((value, i) => {
    const next = i + 1 < distinct.length ? countBelow(ascending, distinct[i + 1]!) : ascending.length;
    return (countBelow(ascending, value) + next) / 2 / count;
  });
  // A coordinate for "missing" only where real cells are.
  const width = ascending.length < values.length ? 2 : 1;
  return {
    width,
    fill(column, out, at, stride) {
      if (column.kind !== "number") return;
      for (const [i, value] of column.values.entries()) {
        const missing = Number.isNaN(value) || distinct.length === 0;
        out[i * stride + at] = missing ? 0.5 : shareOf(value, distinct, shares);
        if (width === 2) out[i * stride + at + 1] = Number.isNaN(value) ? 1 : 0;
      }
    },
  };
}

function shareOf(value: number, distinct: Float64Array, shares: Float64Array): number {
  const above = countBelow(distinct, value);
  if (above === distinct.length) return 1;
  if (distinct[above] === value) return shares[above]!;
  if (above === 0) return 0;
  const [low, high] = [distinct[above - 1]!, distinct[above]!];
  return shares[above - 1]! + ((value - low) / (high - low)) * (shares[above]! - shares[above - 1]!);
}

function categoryPart(column: MeasuredColumn & { kind: "category" }): Part {
  const counts = countLevels(column);
  const order = Array.from(counts.keys()).sort((a, b) => counts[b]! - counts[a]! || a - b);
  const place = new Int32Array(counts.length).fill(LEVELS - 1);
  for (const [rank, level] of order.entries()) place[level] = Math.min(rank, LEVELS - 1);
  return {
    width: Math.min(LEVELS, counts.length),
    fill(other, out, at, stride) {
      if (other.kind !== "category") return;
      for (const [i, code] of other.codes.entries()) out[i * stride + at + place[code]!] = Math.SQRT1_2;
    },
  };
}

/** Each row as one text, equal for rows whose every cell is equal. */
export function rowKeys(columns: readonly MeasuredColumn[]): string[] {
  return Array.from({ length: rowsOf(columns) }, (_, i) => {
    let key = "";
    for (const column of columns) key += `${column.kind === "number" ? column.values[i]! : column.codes[i]!}|`;
    return key;
  });
}
