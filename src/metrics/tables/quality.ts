// How alike a synthetic table is to the real one, column by column and pair by pair, by the definitions SDMetrics
// documents. It does not see what takes more than two columns to see: detection.ts does.

import { Generator } from "../../array/index.ts";
import type { TableSchema } from "../../data/table/schema.ts";
import type { Table } from "../../data/table/table.ts";
import { mean, pearson, totalVariation } from "../../statistics/index.ts";
import { alignTables, type MeasuredColumn } from "./columns.ts";
import { type Discrete, discretise, jointCounts, jointCramersV } from "./joint.ts";
import { type ColumnQuality, columnQuality } from "./shapes.ts";

/** How alike two columns hang together in the real and in the synthetic table. */
export interface PairQuality {
  readonly columns: readonly [string, string];
  readonly metric: "CorrelationSimilarity" | "ContingencySimilarity";
  /** In [0, 1], 1 is best; null where a column does not vary, which the means leave out. */
  readonly score: number | null;
  /** Pearson's correlation of two numbers, otherwise Cramer's V; null where it is not defined. */
  readonly real: number | null;
  readonly synthetic: number | null;
}

/** Scores of a synthetic table; all in [0, 1], 1 is best, null where nothing could be measured. */
export interface TableQuality {
  /** Mean of `columnShapes` and `columnPairTrends`. Columns drawn independently can score high: look at both. */
  readonly overall: number | null;
  readonly columnShapes: number | null;
  readonly columnPairTrends: number | null;
  readonly columns: readonly ColumnQuality[];
  readonly pairs: readonly PairQuality[];
  /** Pairs left out because there are more than `maxPairs`. */
  readonly pairsLeftOut: number;
}

/** Options of `tableQuality`. */
export interface QualityOptions {
  /** Pairs measured at most, drawn with `seed` where there are more. Default 2,000. */
  readonly maxPairs?: number;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * Column Shapes: 1 - Kolmogorov-Smirnov distance for numbers and dates, 1 - total variation for categories. Column Pair
 * Trends: 1 - |difference of Pearson's correlations| / 2 for two numbers, otherwise 1 - total variation of the joint
 * table, a number cut into ten bins of equal width over the real range. Missing cells are left out of distances and
 * correlations of numbers, and are a category of their own everywhere else (SDMetrics leaves them out of categories' shapes too).
 * @throws DataError when a table lacks a column of the schema or a cell cannot be read
 */
export function tableQuality(
  real: Table,
  synthetic: Table,
  schema: TableSchema,
  { maxPairs = 2000, seed = 0 }: QualityOptions = {},
): TableQuality {
  const [a, b] = alignTables([real, synthetic], schema) as [MeasuredColumn[], MeasuredColumn[]];
  const columns = a.map((column, i) => columnQuality(column, b[i]!));
  const all = pairsOf(a.length);
  const chosen = all.length <= maxPairs ? all : drawn(all, maxPairs, seed);
  const discrete = a.map((column, i) => discretise(column, b[i]!));
  const pairs = chosen.map(([i, j]) => pairQuality([a[i]!, b[i]!], [a[j]!, b[j]!], discrete[i]!, discrete[j]!));
  const columnShapes = meanScore(columns);
  const columnPairTrends = meanScore(pairs);
  const overall = meanScore([{ score: columnShapes }, { score: columnPairTrends }]);
  return { overall, columnShapes, columnPairTrends, columns, pairs, pairsLeftOut: all.length - chosen.length };
}

type Sides = readonly [real: MeasuredColumn, synthetic: MeasuredColumn];

function pairQuality(first: Sides, second: Sides, x: Discrete, y: Discrete): PairQuality {
  const columns = [first[0].name, second[0].name] as const;
  const [real, synthetic] = [0, 1].map((side) => {
    const [u, v] = [first[side]!, second[side]!];
    return u.kind === "number" && v.kind === "number" ? pearson(u.values, v.values) : null;
  }) as [number | null, number | null];
  if (first[0].kind === "number" && second[0].kind === "number") {
    const score = real === null || synthetic === null ? null : 1 - Math.abs(real - synthetic) / 2;
    return { columns, metric: "CorrelationSimilarity", score, real, synthetic };
  }
  const [p, q] = jointCounts(x, y);
  const empty = x.real.length === 0 || x.synthetic.length === 0;
  return {
    columns,
    metric: "ContingencySimilarity",
    score: empty ? null : 1 - totalVariation(p.counts, q.counts),
    real: jointCramersV(p),
    synthetic: jointCramersV(q),
  };
}

function pairsOf(count: number): [number, number][] {
  return Array.from({ length: count }, (_, i) => i).flatMap((i) =>
    Array.from({ length: count - i - 1 }, (_, j): [number, number] => [i, i + 1 + j]),
  );
}

function drawn<T>(items: readonly T[], count: number, seed: number): T[] {
  const order = new Generator(seed, "quality pairs").permutation(items.length);
  return Array.from(order.slice(0, count).sort(), (i) => items[i]!);
}

function meanScore(parts: readonly { readonly score: number | null }[]): number | null {
  const scores = parts.map(({ score }) => score).filter((score) => score !== null);
  return scores.length === 0 ? null : mean(scores);
}
