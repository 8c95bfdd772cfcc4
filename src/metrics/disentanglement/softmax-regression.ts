// Multinomial logistic regression with a squared penalty on its weights, on standardised columns.

import { cholesky, choleskySolve, mean } from "../../statistics/index.ts";

/** Options of `fitSoftmax`. */
export interface SoftmaxOptions {
  /** Half this times the squared weights is added to the negative log-likelihood of all rows; not of the intercepts. Default 1. */
  readonly penalty?: number;
  /** Default 200. */
  readonly maxIterations?: number;
}

/** Probabilities [classes][rows] of columns like those that were learned from. */
export type SoftmaxModel = (columns: readonly Float64Array[]) => Float64Array[];

/**
 * Fits classes 0 to `classes` - 1 of rows given as columns. The curvature of the loss is at most half that of least
 * squares (Boehning 1992), so one factorisation serves every step; steps are accelerated (Nesterov 1983), anew wherever
 * momentum points uphill (O'Donoghue & Candes 2015).
 */
export function fitSoftmax(
  columns: readonly Float64Array[],
  y: Int32Array,
  classes: number,
  { penalty = 1, maxIterations = 200 }: SoftmaxOptions = {},
): SoftmaxModel {
  const scaling = columns.map(momentsOf);
  const x = designOf(columns, scaling);
  const width = columns.length + 1;
  const ridge = (a: number) => (a === 0 ? 1e-6 : penalty);
  const bound = new Float64Array(width * width);
  for (let a = 0; a < width; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = a === b ? 2 * ridge(a) : 0;
      for (let i = 0; i < y.length; i++) sum += x[a]![i]! * x[b]![i]!;
      bound[a * width + b] = bound[b * width + a] = sum / 2;
    }
  }
  const factor = cholesky(bound, width);
  // Weights [classes][width] and the point, ahead of them, where the gradient is taken.
  let weights = zeros(classes, width);
  let ahead = weights;
  let momentum = 1;
  for (let step = 0; step < maxIterations; step++) {
    const residuals = probabilities(x, ahead);
    for (let i = 0; i < y.length; i++) residuals[y[i]!]![i]! -= 1;
    let largest = 0;
    let uphill = 0;
    const next = ahead.map((w, c) => {
      const gradient = x.map((column, a) => dot(column, residuals[c]!) + ridge(a) * w[a]!);
      for (const value of gradient) largest = Math.max(largest, Math.abs(value));
      const move = choleskySolve(factor, gradient);
      const moved = w.map((value, a) => value - move[a]!);
      gradient.forEach((value, a) => {
        uphill += value * (moved[a]! - weights[c]![a]!);
      });
      return moved;
    });
    const grown = uphill > 0 ? 1 : (1 + Math.sqrt(1 + 4 * momentum ** 2)) / 2;
    const share = uphill > 0 ? 0 : (momentum - 1) / grown;
    ahead = next.map((w, c) => w.map((value, a) => value + share * (value - weights[c]![a]!)));
    weights = next;
    momentum = grown;
    if (largest < 1e-5 * y.length) break;
  }
  return (others) => probabilities(designOf(others, scaling), weights);
}

/** Index of the largest of `values` [classes][rows] in each row, the first of equal ones. */
export function largestOf(values: readonly Float64Array[]): Int32Array {
  return Int32Array.from(values[0]!, (_, i) => {
    let best = 0;
    for (let c = 1; c < values.length; c++) if (values[c]![i]! > values[best]![i]!) best = c;
    return best;
  });
}

function probabilities(x: readonly Float64Array[], weights: readonly Float64Array[]): Float64Array[] {
  const rows = x[0]!.length;
  const out = weights.map((w) => {
    const scores = new Float64Array(rows);
    x.forEach((column, a) => {
      const weight = w[a]!;
      for (let i = 0; i < rows; i++) scores[i]! += weight * column[i]!;
    });
    return scores;
  });
  const largest = new Float64Array(rows).fill(-Infinity);
  for (const scores of out) for (let i = 0; i < rows; i++) if (scores[i]! > largest[i]!) largest[i] = scores[i]!;
  const total = new Float64Array(rows);
  for (const scores of out) {
    for (let i = 0; i < rows; i++) total[i]! += scores[i] = Math.exp(scores[i]! - largest[i]!);
  }
  for (const scores of out) for (let i = 0; i < rows; i++) scores[i]! /= total[i]!;
  return out;
}

interface Moments {
  readonly mean: number;
  readonly deviation: number;
}

function momentsOf(column: Float64Array): Moments {
  const centre = mean(column);
  const deviation = Math.sqrt(mean(column.map((value) => (value - centre) ** 2)));
  return { mean: centre, deviation: deviation > 0 ? deviation : 1 };
}

// A constant column, then the others standardised.
function designOf(columns: readonly Float64Array[], scaling: readonly Moments[]): Float64Array[] {
  const standardised = columns.map((column, j) => {
    const { mean: centre, deviation } = scaling[j]!;
    return column.map((value) => (value - centre) / deviation);
  });
  return [new Float64Array(columns[0]!.length).fill(1), ...standardised];
}

function zeros(rows: number, width: number): Float64Array[] {
  return Array.from({ length: rows }, () => new Float64Array(width));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
