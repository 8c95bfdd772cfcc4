// Intervals of filled numbers that hold what they say: cells whose value is known are hidden and drawn, and which share of
// the draws would have held 90 % of them is counted (split conformal prediction, Vovk et al. 2005).

import { Generator } from "../../array/index.ts";
import { cellNumbers, decodeTable, modelled, type Table, type TableSchema } from "../../data/index.ts";
import { quantile, sorted } from "../../statistics/index.ts";
import type { RowCompleter } from "./completer.ts";
import { MISSING } from "./filler.ts";
import { completeGaps } from "./gaps.ts";

/** What an interval shall hold. */
export const NOMINAL = 0.9;
const ROWS = 400;
const HIDDEN_SHARE = 0.2;
const DRAWS = 100;
// With fewer known cells a column keeps the nominal share.
const FEWEST_CELLS = 30;

/** Share of the draws that a 90 % interval of each column of numbers spans; a column with too few known cells has none. */
export type Calibration = Readonly<Record<string, number>>;

/** Hides a fifth of the observed numbers of up to 400 of the encoded rows [n, 2 D] and sees how the draws hold them. */
export async function calibrate(
  completer: RowCompleter,
  schema: TableSchema,
  values: Float32Array,
  { seed, proposals }: { readonly seed: number; readonly proposals: number },
): Promise<Calibration> {
  const columns = modelled(schema);
  const numeric = columns.flatMap(({ number, date }, j) => (number || date ? [j] : []));
  if (numeric.length === 0) return {};
  const width = 2 * columns.length;
  const count = Math.min(ROWS, values.length / width);
  const generator = new Generator(seed, "impute/calibration");
  const order = generator
    .permutation(values.length / width)
    .slice(0, count)
    .sort();
  const rows = new Float32Array(count * width);
  order.forEach((row, i) => {
    rows.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  const hides = (v: number, j: number) => numeric.includes(j) && v >= 0 && generator.uniform() < HIDDEN_SHARE;
  const open = rows.map((v, i) => (hides(v, i % width) ? MISSING : v));
  const all = Array.from({ length: count }, (_, i) => i);
  const chosen = { seed, draws: DRAWS, proposals, informative: false };
  const completed = await completeGaps(completer, open, all, width, chosen);
  const truth = decodeTable(rows, schema, { typed: true });
  const drawn = completed.map((items) => decodeTable(items, schema, { typed: true, within: true }));
  const found: Record<string, number> = {};
  for (const j of numeric) {
    const column = columns[j]!;
    const numbers = (table: Table) => cellNumbers(table.columns[j]!.cells, column);
    const known = numbers(truth);
    const guesses = drawn.map(numbers);
    const spans: number[] = [];
    for (let i = 0; i < count; i++) {
      if (rows[i * width + j]! < 0 || open[i * width + j] !== MISSING) continue;
      const below = guesses.filter((guess) => guess[i]! < known[i]!).length;
      const equal = guesses.filter((guess) => guess[i]! === known[i]!).length;
      // Where the value stands among the draws, ties broken at random.
      spans.push(2 * Math.abs((below + equal * generator.uniform()) / guesses.length - 0.5));
    }
    if (spans.length >= FEWEST_CELLS) found[column.name] = quantile(sorted(spans), NOMINAL);
  }
  return found;
}
