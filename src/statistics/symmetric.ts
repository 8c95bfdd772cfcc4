// Small symmetric matrices, row-major [n, n] in doubles: covariance, Cholesky factor, solving, Mahalanobis distance.

import { DataError, ShapeError } from "../errors.ts";

/** Means [width] and covariance [width, width] (divided by n - 1) of rows of `width` numbers. @throws DataError for fewer than two rows */
export function covariance(rows: ArrayLike<number>, width: number): { means: Float64Array; covariance: Float64Array } {
  const count = rows.length / width;
  if (!Number.isInteger(count)) throw new ShapeError(`covariance: rows must hold ${width} numbers each`);
  if (count < 2) throw new DataError(`covariance: two rows are needed, got ${count}; give more rows`);
  const means = new Float64Array(width);
  for (let i = 0; i < rows.length; i++) means[i % width]! += rows[i]! / count;
  const out = new Float64Array(width * width);
  const centred = new Float64Array(width);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < width; i++) centred[i] = rows[row * width + i]! - means[i]!;
    for (let i = 0; i < width; i++) {
      const value = centred[i]!;
      for (let j = 0; j <= i; j++) out[i * width + j]! += value * centred[j]!;
    }
  }
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      const value = out[i * width + j]! / (count - 1);
      out[i * width + j] = value;
      out[j * width + i] = value;
    }
  }
  return { means, covariance: out };
}

/** Lower factor L with L L' = `matrix` [n, n], zeros above the diagonal. @throws DataError where the matrix is not positive definite */
export function cholesky(matrix: ArrayLike<number>, n: number): Float64Array {
  if (matrix.length !== n * n)
    throw new ShapeError(`cholesky: a [${n}, ${n}] matrix is needed, got ${matrix.length} numbers`);
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= factor[i * n + k]! * factor[j * n + k]!;
      if (i !== j) factor[i * n + j] = sum / factor[j * n + j]!;
      else if (sum > 0) factor[i * n + i] = Math.sqrt(sum);
      else
        throw new DataError(
          `cholesky: the matrix must be positive definite, got pivot ${sum} in row ${i}; add to its diagonal`,
        );
    }
  }
  return factor;
}

/** L^-1 b for a lower factor. */
export function forwardSolve(factor: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const n = b.length;
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= factor[i * n + k]! * out[k]!;
    out[i] = sum / factor[i * n + i]!;
  }
  return out;
}

/** x with L L' x = b: the solution by the lower factor. */
export function choleskySolve(factor: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const n = b.length;
  const out = forwardSolve(factor, b);
  for (let i = n - 1; i >= 0; i--) {
    let sum = out[i]!;
    for (let k = i + 1; k < n; k++) sum -= factor[k * n + i]! * out[k]!;
    out[i] = sum / factor[i * n + i]!;
  }
  return out;
}

/** log det(L L'). */
export function logDeterminant(factor: ArrayLike<number>, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += 2 * Math.log(factor[i * n + i]!);
  return sum;
}

/** Squared Mahalanobis distance (x - mean)' (L L')^-1 (x - mean). */
export function mahalanobisSquared(factor: ArrayLike<number>, means: ArrayLike<number>, x: ArrayLike<number>): number {
  const whitened = forwardSolve(
    factor,
    Float64Array.from({ length: means.length }, (_, i) => x[i]! - means[i]!),
  );
  return whitened.reduce((sum, value) => sum + value * value, 0);
}
