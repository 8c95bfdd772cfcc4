// Whether a synthetic table gives away rows it was learned from: every measure is taken beside what rows that were
// never learned from (the holdout) give.

import { Generator } from "../../array/index.ts";
import type { TableSchema } from "../../data/table/schema.ts";
import { type Table, takeRows } from "../../data/table/table.ts";
import { DataError } from "../../errors.ts";
import { histogram, mean, nearestNeighbours, quantile, sorted } from "../../statistics/index.ts";
import { alignTables, type MeasuredColumn } from "./columns.ts";
import {
  closerToTrain,
  distanceRatio,
  everySecond,
  exactCopies,
  identified,
  membership,
  nearCopies,
  type PrivacyMeasure,
} from "./privacy-measures.ts";
import { fitRecords, rowKeys } from "./records.ts";

/** Options of `tablePrivacy`. */
export interface PrivacyOptions {
  /** Default 0. */
  readonly seed?: number;
  /** Rows of each table whose neighbours are looked for, drawn with `seed`. Default 2,000. */
  readonly queries?: number;
  /** Rows of each table among which neighbours are looked for, drawn with `seed`. Default 50,000. */
  readonly maxRows?: number;
}

/** Spread of distances to the closest record. */
export interface DistanceSpread {
  readonly p05: number;
  readonly median: number;
  readonly p95: number;
  readonly mean: number;
}

/** Privacy of a synthetic table. */
export interface TablePrivacy {
  readonly measures: readonly PrivacyMeasure[];
  /** Distance to the closest training row: of synthetic rows, and of holdout rows for comparison. A differing category counts 1, a number up to 1. */
  readonly distances: { readonly synthetic: DistanceSpread; readonly holdout: DistanceSpread };
  /** The same as counts in common bins, to draw. */
  readonly histogram: {
    readonly edges: readonly number[];
    readonly synthetic: readonly number[];
    readonly holdout: readonly number[];
  };
  /** Rows that neighbours were looked for among, and for how many of each. */
  readonly rows: {
    readonly train: number;
    readonly holdout: number;
    readonly synthetic: number;
    readonly queries: number;
  };
}

/**
 * Measures leaks of `train` through `synthetic`, with `holdout` rows of the same source that no model saw. Copies are
 * counted over all rows, distances on drawn ones.
 * @throws DataError for fewer than 20 rows of a table, or a table that does not fit the schema
 */
export function tablePrivacy(
  train: Table,
  holdout: Table,
  synthetic: Table,
  schema: TableSchema,
  { seed = 0, queries = 2000, maxRows = 50_000 }: PrivacyOptions = {},
): TablePrivacy {
  for (const table of [train, holdout, synthetic]) {
    if (table.count >= 20) continue;
    throw new DataError(
      `${table.name}: privacy measures need 20 rows of each table, got ${table.count}; give more rows`,
    );
  }
  // In a drawn order, so that the first rows are a sample.
  const shuffled = [train, holdout, synthetic].map((table, i) =>
    takeRows(table, new Generator(seed, `privacy ${i}`).permutation(table.count)),
  );
  const columns = alignTables(shuffled, schema);
  const keys = columns.map(rowKeys) as [string[], string[], string[]];
  const encoder = fitRecords(columns[0]!);
  const width = encoder.width;
  const [a, h, s] = columns.map((of: MeasuredColumn[]) => encoder.encode(of).subarray(0, maxRows * width)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const asked = Math.min(queries, a.length / width, h.length / width, s.length / width);
  const first = (points: Float32Array) => points.subarray(0, asked * width);
  const near = (points: Float32Array, of: Float32Array, k = 1) => nearestNeighbours(points, first(of), width, { k });
  const own = nearestNeighbours(a, first(a), width, { excludeSelf: true }).distances;
  const [toTrain, holdoutToTrain] = [near(a, s, 2).distances, near(a, h, 2).distances];
  const [toHoldout, trainToMade, holdoutToMade] = [near(h, s), near(s, a), near(s, h)].map(
    ({ distances }) => distances,
  );
  const [closest, holdoutClosest] = [everySecond(toTrain), everySecond(holdoutToTrain)];
  const measures = [
    closerToTrain(closest, toHoldout!, a.length / h.length),
    identified(trainToMade!, own, holdoutToMade!, holdoutClosest),
    membership(trainToMade!, holdoutToMade!),
    exactCopies(keys[0], keys[1], keys[2]),
    nearCopies(closest, holdoutClosest, quantile(sorted(own), 0.01)),
    distanceRatio(toTrain, holdoutToTrain),
  ];
  const range = [0, Math.max(...closest, ...holdoutClosest)] as const;
  const { edges, counts } = histogram(closest, 40, range);
  return {
    measures,
    distances: { synthetic: spread(closest), holdout: spread(holdoutClosest) },
    histogram: { edges, synthetic: counts, holdout: histogram(holdoutClosest, 40, range).counts },
    rows: { train: a.length / width, holdout: h.length / width, synthetic: s.length / width, queries: asked },
  };
}

function spread(distances: Float64Array): DistanceSpread {
  const ascending = sorted(distances);
  const [p05, median, p95] = [0.05, 0.5, 0.95].map((q) => quantile(ascending, q)) as [number, number, number];
  return { p05, median, p95, mean: mean(distances) };
}
