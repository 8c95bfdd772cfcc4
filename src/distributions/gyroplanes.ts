// Signed distances of points of the Poincare ball to hyperplanes: what a linear layer is there (Ganea, Becigneul & Hofmann
// 2018, section 3.1; Mathieu et al. 2019, section 3.3).

import {
  add,
  div,
  matmul,
  maximum,
  mul,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
} from "../graph/index.ts";
import { arsinhOverX, margin } from "./poincare.ts";

/**
 * |a| d(z, H_k) with the sign of the side, [n, K], for points z [n, m] and K hyperplanes with normals a [K, m] through the
 * points exp_0(b a), b [K, 1]. For small c it is 2 a (z - b a).
 */
// With u = a / |a|, s = tanh(sqrt(c) b |a|) / sqrt(c), t = <z, u>, w = (-s u) + z in the sense of Mobius:
// 2 sqrt(c) <w, u> / (1 - c|w|^2) = 2 sqrt(c) ((1 - c s^2) t - (1 - 2 c s t + c |z|^2) s) / ((1 - c s^2) (1 - c |z|^2))
export function gyroplanes(z: Tensor, a: Tensor, b: Tensor, c = 1): Tensor {
  const root = Math.sqrt(c);
  const length = sqrt(maximum(sum(square(a), { axes: 1, keepDims: true }), 1e-12)); // [K, 1]
  const s = transpose(mul(tanh(mul(mul(b, length), root)), 1 / root)); // [1, K]
  const t = matmul(z, div(a, length), { transposeB: true }); // [n, K]
  const q = mul(sum(square(z), { axes: 1, keepDims: true }), c); // [n, 1]
  const inside = maximum(sub(1, mul(square(s), c)), 1e-6);
  const side = sub(mul(inside, t), mul(add(sub(1, mul(mul(s, t), 2 * c)), q), s));
  const x = div(mul(side, 2 * root), mul(inside, margin(z, c)));
  return mul(mul(mul(x, arsinhOverX(square(x))), transpose(length)), 1 / root);
}
