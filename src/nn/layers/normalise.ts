// The arithmetic that batch, layer and group norm share.

import type { Shape } from "../../array/index.ts";
import { add, div, mean, mul, reshape, type Scope, sqrt, square, sub, type Tensor } from "../../graph/index.ts";
import { initialiser } from "../initialisers.ts";

/** x less its mean over `axes`, its variance there, and the mean; reduced axes are kept with size one. */
export function centre(x: Tensor, axes: readonly number[]): { centred: Tensor; mean: Tensor; variance: Tensor } {
  const average = mean(x, { axes, keepDims: true });
  const centred = sub(x, average);
  return { centred, mean: average, variance: mean(square(centred), { axes, keepDims: true }) };
}

/** 1 / sqrt(variance + epsilon). */
export function inverseDeviation(variance: Tensor, epsilon: number): Tensor {
  return div(1, sqrt(add(variance, epsilon)));
}

/** Declares the gain `weight` (ones) and the shift `bias` (zeros) of `shape`. */
export function gainAndShift(scope: Scope, shape: Shape): { weight: Tensor; bias: Tensor } {
  return {
    weight: scope.parameter("weight", shape, initialiser("ones", 1, 1)),
    bias: scope.parameter("bias", shape, initialiser("zeros", 1, 1)),
  };
}

/** A value per channel [C] in a shape that broadcasts over [N, C, ...space]. */
export function perChannel(value: Tensor, rank: number): Tensor {
  return reshape(value, [1, value.shape[0]!, ...new Array<number>(rank - 2).fill(1)]);
}

/** x weight + bias with values per channel. */
export function scaleChannels(x: Tensor, { weight, bias }: { weight: Tensor; bias: Tensor }): Tensor {
  return add(mul(x, perChannel(weight, x.shape.length)), perChannel(bias, x.shape.length));
}
