// Bagged regression trees of ml-cart, which judge whether a synthetic table can be told from a real one. On outcomes 0
// and 1 a regression tree splits as a Gini tree does (the variance is half the impurity), and its leaves are probabilities.
// Not ml-random-forest: it votes instead of averaging and shuffles rows, which makes ml-cart try a split at every row.

import { DecisionTreeRegression } from "ml-cart";
import { Matrix } from "ml-matrix";
import type { Generator } from "../../array/index.ts";
import { ascendingOrder } from "../../statistics/index.ts";
import type { MeasuredColumn } from "./columns.ts";
import { fitTreeCodes } from "./tree-codes.ts";

/** Options of `fitTrees`. */
export interface TreeOptions {
  /** Number of trees. One tree sees all rows and columns, several a bootstrap sample and a part of the columns each. */
  readonly trees: number;
  /** Default 20. */
  readonly maxDepth?: number;
  /** A node of so few rows is not split. Default 3. */
  readonly leafRows?: number;
  /** Share of the columns that each of several trees sees. Default 0.7. */
  readonly columnShare?: number;
}

/** Mean prediction for each row of measured columns. */
export type Predictor = (columns: readonly MeasuredColumn[]) => Float64Array;

/** Fits trees on rows with outcomes `y`: 0 and 1 for a class, or numbers. */
export function fitTrees(
  columns: readonly MeasuredColumn[],
  y: ArrayLike<number>,
  generator: Generator,
  { trees, maxDepth = 20, leafRows = 3, columnShare = 0.7 }: TreeOptions,
): Predictor {
  const coder = fitTreeCodes(columns, y);
  const rows = coder(columns);
  const width = trees === 1 ? columns.length : Math.max(1, Math.ceil(columns.length * columnShare));
  const fitted = Array.from({ length: trees }, () => {
    const chosen = trees === 1 ? undefined : Array.from(rows, () => generator.integer(rows.length));
    const seen = Array.from(trees === 1 ? columns.keys() : generator.permutation(columns.length).slice(0, width));
    const tree = new DecisionTreeRegression({ maxDepth, minNumSamples: leafRows });
    const order = byOutcome(chosen ?? Array.from(rows.keys()), y);
    tree.train(
      take(order, rows, seen),
      order.map((i) => y[i]!),
    );
    return { tree, seen };
  });
  return (others) => {
    const codes = coder(others);
    const every = Array.from(codes.keys());
    const sum = new Float64Array(codes.length);
    if (codes.length === 0) return sum;
    for (const { tree, seen } of fitted) {
      for (const [i, value] of tree.predict(take(every, codes, seen)).entries()) sum[i]! += value / trees;
    }
    return sum;
  };
}

// ml-cart tries a split wherever the outcome changes between rows sorted by a column. Its sort keeps the order of equal
// values, so rows in the order of their outcomes leave at most two tries per value and class instead of one per row.
function byOutcome(indices: readonly number[], y: ArrayLike<number>): number[] {
  return Array.from(ascendingOrder(indices.map((i) => y[i]!)), (at) => indices[at]!);
}

function take(indices: readonly number[], rows: readonly number[][], columns: readonly number[]): Matrix {
  return new Matrix(indices.map((i) => columns.map((j) => rows[i]![j]!)));
}
