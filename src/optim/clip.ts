// Clipping by the global norm (Pascanu et al. 2013), in PyTorch's form.

import { add, div, minimum, sqrt, square, sum, type Tensor } from "../graph/index.ts";

/** Euclidean norm of all gradients together, a scalar. */
export function globalNorm(gradients: readonly Tensor[]): Tensor {
  return sqrt(gradients.map((g) => sum(square(g))).reduce((a, b) => add(a, b)));
}

/** The factor min(1, limit / (norm + 1e-6)) on every gradient, in the graph. */
export function clipFactor(norm: Tensor, limit: number): Tensor {
  return minimum(div(limit, add(norm, 1e-6)), 1);
}

/** The same factor as a number on the host. */
export function clipFactorOf(norm: number, limit: number): number {
  return Math.min(1, limit / (norm + 1e-6));
}
