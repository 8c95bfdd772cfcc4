// A value with a derivative of its own, for functions whose formula must not be differentiated term by term.

import { add, mul, stopGradient, sub } from "../ops/elementwise.ts";
import type { Tensor } from "../tensor.ts";

/**
 * `value` as a function of `x` alone with derivative `slope` (all element-wise, broadcast to one shape). No gradient
 * passes through `value`. With v and s for value and slope: v + (s + stop(s)) / 2 * (x - stop(x)), of which the first
 * derivative is s and the second ds/dx; higher ones are not right.
 */
export function withDerivative(x: Tensor, value: Tensor, slope: Tensor): Tensor {
  const average = mul(add(slope, stopGradient(slope)), 0.5);
  return add(stopGradient(value), mul(average, sub(x, stopGradient(x))));
}
