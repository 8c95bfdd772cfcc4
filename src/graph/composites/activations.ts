// Activation functions as compositions of operations.

import {
  abs,
  add,
  div,
  erf,
  exp,
  maximum,
  minimum,
  mul,
  neg,
  relu,
  sigmoid,
  softplus,
  sub,
  tanh,
} from "../ops/elementwise.ts";
import type { Tensor } from "../tensor.ts";

/** x where positive, else slope * x (Maas et al. 2013). */
export function leakyRelu(x: Tensor, slope = 0.01): Tensor {
  return sub(relu(x), mul(relu(neg(x)), slope));
}

/** x where positive, else alpha * (exp(x) - 1) (Clevert et al. 2016). */
export function elu(x: Tensor, alpha = 1): Tensor {
  return add(relu(x), mul(sub(exp(minimum(x, 0)), 1), alpha));
}

/** Scaled ELU (Klambauer et al. 2017). */
export function selu(x: Tensor): Tensor {
  return mul(elu(x, 1.6732632423543772), 1.0507009873554805);
}

/** x * Phi(x), the exact Gaussian error linear unit (Hendrycks & Gimpel 2016). */
export function gelu(x: Tensor): Tensor {
  return mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1));
}

/** The tanh approximation of GELU. */
export function geluTanh(x: Tensor): Tensor {
  const inner = mul(add(x, mul(mul(mul(x, x), x), 0.044715)), Math.sqrt(2 / Math.PI));
  return mul(mul(x, 0.5), add(tanh(inner), 1));
}

/** x * sigmoid(x), also called swish. */
export function silu(x: Tensor): Tensor {
  return mul(x, sigmoid(x));
}

/** x * tanh(softplus(x)) (Misra 2019). */
export function mish(x: Tensor): Tensor {
  return mul(x, tanh(softplus(x)));
}

/** log(sigmoid(x)), stable. */
export function logSigmoid(x: Tensor): Tensor {
  return neg(softplus(neg(x)));
}

/** x / (1 + |x|). */
export function softsign(x: Tensor): Tensor {
  return div(x, add(abs(x), 1));
}

/** min(max(x / 6 + 1 / 2, 0), 1). */
export function hardSigmoid(x: Tensor): Tensor {
  return clip(add(mul(x, 1 / 6), 0.5), 0, 1);
}

/** x * hardSigmoid(x). */
export function hardSwish(x: Tensor): Tensor {
  return mul(x, hardSigmoid(x));
}

/** x held within [low, high]; no gradient outside. */
export function clip(x: Tensor, low: number, high: number): Tensor {
  return minimum(maximum(x, low), high);
}
