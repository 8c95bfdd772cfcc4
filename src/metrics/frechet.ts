// Frechet distance of two sets of features, each taken for a normal distribution (Dowson & Landau 1982). On features of
// an Inception network it is the FID (Heusel et al. 2017); on other features it has another scale.

import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { covariance } from "../statistics/index.ts";

/**
 * |m_a - m_b|^2 + tr(C_a + C_b - 2 (C_a C_b)^(1/2)) of rows of `width` features, covariances divided by n - 1; never below 0.
 * With fewer rows than features it is biased upwards: compare sets of equal size only.
 * @throws DataError for fewer than two rows, ShapeError for torn rows
 */
export function frechetDistance(a: ArrayLike<number>, b: ArrayLike<number>, width: number): number {
  const [p, q] = [covariance(a, width), covariance(b, width)];
  let distance = 0;
  for (let i = 0; i < width; i++) {
    distance += (p.means[i]! - q.means[i]!) ** 2;
    distance += p.covariance[i * width + i]! + q.covariance[i * width + i]!;
  }
  return Math.max(0, distance - 2 * traceOfRoot(p.covariance, q.covariance, width));
}

// tr((A B)^(1/2)) = tr((A^(1/2) B A^(1/2))^(1/2)): eigenvalues of symmetric matrices only, also where A is singular.
function traceOfRoot(a: Float64Array, b: Float64Array, width: number): number {
  const { eigenvectorMatrix: vectors, realEigenvalues } = new EigenvalueDecomposition(matrixOf(a, width), {
    assumeSymmetric: true,
  });
  const scaled = vectors.clone();
  realEigenvalues.forEach((value, i) => {
    scaled.mulColumn(i, Math.sqrt(Math.max(value, 0)));
  });
  // With A = V diag(l) V', diag(l)^(1/2) V' B V diag(l)^(1/2) has the eigenvalues of A^(1/2) B A^(1/2).
  const product = scaled.transpose().mmul(matrixOf(b, width)).mmul(scaled);
  const symmetric = Matrix.add(product, product.transpose()).mul(0.5);
  const { realEigenvalues: roots } = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
  return roots.reduce((sum, value) => sum + Math.sqrt(Math.max(value, 0)), 0);
}

function matrixOf(values: Float64Array, width: number): Matrix {
  return Matrix.from1DArray(width, width, Array.from(values));
}
