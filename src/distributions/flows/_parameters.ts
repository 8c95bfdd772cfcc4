// What the flows share: first values, and vectors that are trained as they are or come from a context.

import { add, type Fill, matmul, mul, type Scope, sum, type Tensor } from "../../graph/index.ts";

/** Every element starts at `value`. */
export function constantFill(value: number): Fill {
  return (out) => {
    out.fill(value);
  };
}

/** Uniform within 1 / sqrt(fan), as weights and biases of dense layers (LeCun et al. 1998). */
export function fanFill(fan: number): Fill {
  return (out, _shape, generator) => {
    generator.fillUniform(out);
    for (let i = 0; i < out.length; i++) out[i] = (2 * out[i]! - 1) / Math.sqrt(fan);
  };
}

/** Normal with variance 1 / size: vectors of length about 1. */
export function directionFill(size: number): Fill {
  return (out, _shape, generator) => {
    generator.fillNormal(out);
    for (let i = 0; i < out.length; i++) out[i]! /= Math.sqrt(size);
  };
}

/** x W^T + b for x [n, features]; weight [units, features], bias [units]. */
export function linear(x: Tensor, units: number, scope: Scope, weight: Fill, bias: Fill): Tensor {
  const w = scope.parameter("weight", [units, x.shape[1]!], weight);
  return add(matmul(x, w, { transposeB: true }), scope.parameter("bias", [units], bias));
}

/**
 * A vector that a step needs: trained itself [size], or amortised, a linear map of the context [n, size] whose bias
 * starts with `fill` and whose weight starts at zero, so that both start as the same flow.
 */
export function vector(name: string, size: number, fill: Fill, scope: Scope, context: Tensor | undefined): Tensor {
  return context === undefined
    ? scope.parameter(name, [size], fill)
    : linear(context, size, scope.child(name), constantFill(0), fill);
}

/** Inner products over the last axis, which stays with size 1. */
export function dot(a: Tensor, b: Tensor): Tensor {
  return sum(mul(a, b), { axes: -1, keepDims: true });
}
