// Missing cells among encoded rows [n, 2 D], and their completion by the model.

import { Generator } from "../../array/index.ts";
import type { RowCompleter } from "./completer.ts";
import { HIDDEN, MISSING } from "./filler.ts";

/** Where cells are missing. */
export interface Gaps {
  /** Rows of the table that have a gap. */
  readonly rows: readonly number[];
  /** Per column: indices into `rows`. */
  readonly byColumn: readonly (readonly number[])[];
}

/** Finds the missing cells of encoded rows of so many columns. */
export function gapsOf(values: Float32Array, columns: number): Gaps {
  const rows: number[] = [];
  const byColumn = Array.from({ length: columns }, () => [] as number[]);
  for (let i = 0; i < values.length / (2 * columns); i++) {
    let open = false;
    for (let j = 0; j < columns; j++) {
      if (values[i * 2 * columns + j] !== MISSING) continue;
      byColumn[j]!.push(rows.length);
      open = true;
    }
    if (open) rows.push(i);
  }
  return { rows, byColumn };
}

/** How gaps are completed. */
export interface CompleteGapsOptions {
  readonly seed: number;
  readonly draws: number;
  /** Weighted candidates of the latent per row. */
  readonly proposals: number;
  /** Missing cells tell the encoder something of the row. */
  readonly informative: boolean;
}

/** Draws of the chosen `rows` of encoded `values` with every missing cell filled [draws] of [rows, 2 D]. */
export async function completeGaps(
  completer: RowCompleter,
  values: Float32Array,
  rows: readonly number[],
  width: number,
  { seed, draws, proposals, informative }: CompleteGapsOptions,
): Promise<Float32Array[]> {
  const open = new Float32Array(rows.length * width);
  rows.forEach((row, at) => {
    open.set(values.subarray(row * width, (row + 1) * width), at * width);
  });
  const hidden = open.map((v, i) => (i % width < width / 2 && v === MISSING ? HIDDEN : v));
  const chosen = { draws, proposals, allowMissing: false, ...(informative && { seen: open }) };
  const all = await completer.complete(hidden, chosen, new Generator(seed, "impute"));
  return Array.from({ length: draws }, (_, d) => all.subarray(d * hidden.length, (d + 1) * hidden.length));
}
