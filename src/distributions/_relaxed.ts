// What the relaxations of discrete variables share: the checked temperature, logistic and Gumbel noise, straight-through.

import type { Shape } from "../array/index.ts";
import { ConfigError } from "../errors.ts";
import {
  add,
  asTensor,
  type Key,
  log,
  maximum,
  minimum,
  neg,
  type Operand,
  scalarValue,
  stopGradient,
  sub,
  type Tensor,
} from "../graph/index.ts";
import { openUniform } from "./_parameters.ts";

/** How a relaxed variable is sampled. */
export interface RelaxedSampleOptions {
  /**
   * Discrete values (0 and 1, one-hot vectors) with the gradient of the relaxed sample (Bengio et al. 2013, Jang et al.
   * 2017); the gradient is then biased. Default false: the relaxed sample itself.
   */
  readonly straightThrough?: boolean;
}

/** The temperature as a tensor. @throws ConfigError for a number that is not positive */
export function temperatureOf(where: string, temperature: Operand): Tensor {
  const tensor = asTensor(temperature);
  const value = scalarValue(tensor);
  if (value !== undefined && !(value > 0)) {
    throw new ConfigError(
      `${where}: temperature must be positive, got ${value}; a small one such as 0.1 is nearly discrete`,
    );
  }
  return tensor;
}

/** Standard logistic noise: log u - log(1 - u). */
export function logistic(key: Key, shape: Shape): Tensor {
  const u = openUniform(key, shape);
  return sub(log(u), log(sub(1, u)));
}

/** Standard Gumbel noise: -log(-log u). */
export function gumbel(key: Key, shape: Shape): Tensor {
  return neg(log(neg(log(openUniform(key, shape)))));
}

/** The value of `hard`, exactly, with the gradient of `relaxed`. */
export function straightThroughOf(hard: Tensor, relaxed: Tensor): Tensor {
  return add(hard, sub(relaxed, stopGradient(relaxed)));
}

/** A relaxed value kept inside (0, 1), where float32 samples saturate: log x and log(1 - x) are finite. */
export function insideUnit(x: Tensor): Tensor {
  return minimum(maximum(x, 1e-30), 1 - 2 ** -24);
}
