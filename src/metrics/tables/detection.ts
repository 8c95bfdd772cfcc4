// Two-sample test by a classifier (Lopez-Paz & Oquab 2017): can bagged trees tell real rows from synthetic ones?

import { Generator } from "../../array/index.ts";
import type { TableSchema } from "../../data/table/schema.ts";
import { type Table, takeRows } from "../../data/table/table.ts";
import { DataError } from "../../errors.ts";
import { rocAuc } from "../../statistics/index.ts";
import { rocAucError } from "./auc-error.ts";
import { alignTables, joinMeasured, takeMeasured } from "./columns.ts";
import { fitTrees } from "./trees.ts";

/** Options of `detectionAuc`. */
export interface DetectionOptions {
  /** Default 0. */
  readonly seed?: number;
  /** Rows of each table used at most, drawn with `seed`: half to learn from, half to be judged. Default 4,000. */
  readonly maxRows?: number;
  /** Default 30. */
  readonly trees?: number;
}

/** How well synthetic rows can be told from real ones. */
export interface Detection {
  /** Area under the ROC curve on rows not learned from: 0.5 = cannot be told, 1 = always told. */
  readonly auc: number;
  readonly standardError: number;
  /** Rows of each table that were learned from, and judged. */
  readonly trainRows: number;
  readonly testRows: number;
}

/**
 * Bagged trees learn on one half of the rows of both tables, equally many of each, and are judged on the other half.
 * More rows tell finer differences, so compare figures of equal `maxRows` only.
 * @throws DataError for fewer than 20 rows on a side, or a table that does not fit the schema
 */
export function detectionAuc(
  real: Table,
  synthetic: Table,
  schema: TableSchema,
  { seed = 0, maxRows = 4000, trees = 30 }: DetectionOptions = {},
): Detection {
  const rows = Math.min(real.count, synthetic.count, maxRows);
  if (rows < 20) {
    const got = `${real.count} and ${synthetic.count}`;
    throw new DataError(`detectionAuc: 20 rows of each table are needed, got ${got}; draw more rows`);
  }
  const draw = (table: Table, stream: string) =>
    takeRows(table, new Generator(seed, stream).permutation(table.count).slice(0, rows));
  const [a, b] = alignTables([draw(real, "detection real"), draw(synthetic, "detection synthetic")], schema);
  const half = Math.floor(rows / 2);
  const part = (from: number, to: number) => {
    const indices = Uint32Array.from({ length: to - from }, (_, i) => from + i);
    const columns = joinMeasured(takeMeasured(a!, indices), takeMeasured(b!, indices));
    return { columns, y: Float64Array.from({ length: 2 * (to - from) }, (_, i) => (i < to - from ? 0 : 1)) };
  };
  const [train, test] = [part(0, half), part(half, rows)];
  const predict = fitTrees(train.columns, train.y, new Generator(seed, "detection trees"), { trees });
  const auc = rocAuc(predict(test.columns), test.y);
  const testRows = rows - half;
  return { auc, standardError: rocAucError(auc, testRows, testRows), trainRows: half, testRows };
}
