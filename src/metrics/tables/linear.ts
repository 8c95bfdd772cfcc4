// Linear judges of a table: logistic regression for classes (ml-logistic-regression) and ridge regression for numbers.

import LogisticRegression from "ml-logistic-regression";
import { Matrix } from "ml-matrix";
import { cholesky, choleskySolve, mean } from "../../statistics/index.ts";
import { type MeasuredColumn, rowsOf } from "./columns.ts";
import { countLevels } from "./shapes.ts";

const RIDGE = 1e-3;
// Levels of a category with a weight of their own, the most frequent ones; the others share none.
const LEVELS = 30;

/** Rows of any table as a design matrix [rows, 1 + features]: constant, standardised numbers, one-hot categories. */
export type Design = (columns: readonly MeasuredColumn[]) => Matrix;

/** Design fitted on training rows: their means and deviations, their most frequent levels; missing numbers take the mean. */
export function fitDesign(columns: readonly MeasuredColumn[]): Design {
  const parts = columns.map((column) => {
    if (column.kind === "number") return { kind: "number" as const, ...moments(column.values) };
    const counts = countLevels(column);
    const used = Array.from(counts.keys()).filter((level) => counts[level]! > 0);
    const order = used.sort((a, b) => counts[b]! - counts[a]! || a - b).slice(0, LEVELS);
    return { kind: "category" as const, place: new Map(order.map((level, i) => [level, i])) };
  });
  const width = 1 + parts.reduce((sum, part) => sum + (part.kind === "number" ? 1 : part.place.size), 0);
  return (others) => {
    const out = Matrix.zeros(rowsOf(others), width);
    for (let i = 0; i < out.rows; i++) out.set(i, 0, 1);
    let from = 1;
    for (const [j, part] of parts.entries()) {
      const column = others[j]!;
      for (let i = 0; i < out.rows; i++) {
        if (part.kind === "number" && column.kind === "number") {
          const value = column.values[i]!;
          out.set(i, from, Number.isNaN(value) ? 0 : (value - part.mean) / part.deviation);
        } else if (part.kind === "category" && column.kind === "category") {
          const place = part.place.get(column.codes[i]!);
          if (place !== undefined) out.set(i, from + place, 1);
        }
      }
      from += part.kind === "number" ? 1 : part.place.size;
    }
    return out;
  };
}

/** Fits logistic regressions of `classes` (0 to n - 1, each present), one against the rest; predicts [n][rows] probabilities. */
export function fitLogistic(x: Matrix, classes: readonly number[]): (rows: Matrix) => Float64Array[] {
  // Gradient descent on a sum over rows whose curvature is at most a quarter of the largest eigenvalue of X'X.
  const learningRate = 6 / largestEigenvalue(x);
  // The library transposes the rows anew at every step, which takes most of its time.
  const transposed = x.transpose();
  x.transpose = () => transposed;
  // Two classes take 300 steps to what scikit-learn reaches on Adult; many are given fewer each, to end in time.
  const numSteps = Math.max(100, Math.round(600 / (Math.max(...classes) + 1)));
  const model = new LogisticRegression({ numSteps, learningRate });
  model.train(x, Matrix.columnVector(classes as number[]));
  return (rows) => model.classifiers.map((one) => Float64Array.from(one.testScores(rows), (score) => 1 - score));
}

/** Fits a ridge regression with a penalty just large enough for columns that determine each other; predicts [rows] numbers. */
export function fitRidge(x: Matrix, y: ArrayLike<number>): (rows: Matrix) => Float64Array {
  const n = x.columns;
  const gram = x.transpose().mmul(x);
  for (let i = 0; i < n; i++) gram.set(i, i, gram.get(i, i) + RIDGE * x.rows);
  const centre = mean(y);
  const target = Matrix.columnVector(Array.from(y, (value) => value - centre));
  const factor = cholesky(gram.to1DArray(), n);
  const weights = Matrix.columnVector(Array.from(choleskySolve(factor, x.transpose().mmul(target).to1DArray())));
  return (rows) => Float64Array.from(rows.mmul(weights).to1DArray(), (value) => value + centre);
}

// Power iteration; a little low at worst, and half as much again would still converge.
function largestEigenvalue(x: Matrix): number {
  let v = Matrix.ones(x.columns, 1);
  let value = 1;
  const transposed = x.transpose();
  for (let i = 0; i < 12; i++) {
    v = transposed.mmul(x.mmul(v));
    value = v.norm("frobenius");
    v = v.div(value);
  }
  return value;
}

function moments(values: Float64Array): { mean: number; deviation: number } {
  const present = values.filter((value) => !Number.isNaN(value));
  const centre = present.length === 0 ? 0 : mean(present);
  const variance = present.length === 0 ? 0 : mean(present.map((value) => (value - centre) ** 2));
  return { mean: centre, deviation: variance > 0 ? Math.sqrt(variance) : 1 };
}
