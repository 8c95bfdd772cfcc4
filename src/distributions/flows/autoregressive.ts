// Autoregressive steps: each element is scaled and shifted by numbers that depend on the elements before it. IAF reads
// them off its input (quick draws), MAF off its output (quick densities).

import { float32 } from "../../array/index.ts";
import {
  add,
  asTensor,
  broadcastTo,
  constant,
  div,
  exp,
  mul,
  neg,
  type Scope,
  softplus,
  sub,
  sum,
  type Tensor,
} from "../../graph/index.ts";
import { boundedLogScale } from "./coupling.ts";
import type { Flow, Mapped } from "./flow.ts";
import { type MadeOptions, made } from "./made.ts";

// Kingma et al. 2016, section 3: a gate of sigmoid(2) = 0.88 lets the step start near the identity.
const GATE = 2;

interface Affine {
  readonly logScale: Tensor;
  readonly shift: (scale: Tensor) => Tensor;
}

/**
 * Inverse autoregressive step with the gated update y = s x + (1 - s) m, s = sigmoid(raw + 2), (m, raw) = MADE(x, context)
 * (Kingma et al. 2016, algorithm 1). The inverse takes one pass of the network per element, unrolled in the graph.
 */
export function iafStep(size: number, options: MadeOptions, scope: Scope): Flow {
  const run = made(size, options, scope);
  const affine = (x: Tensor): Affine => {
    const [m, raw] = run(x);
    return { logScale: neg(softplus(sub(-GATE, raw))), shift: (scale) => mul(sub(1, scale), m) };
  };
  const { direct, undo } = autoregressive(size, affine, options.reversed === true);
  return { forward: direct, inverse: undo };
}

/**
 * Masked autoregressive step x = (y - mu) exp(-a), (mu, a) = MADE(y, context) (Papamakarios et al. 2017, eq. 4), a bounded
 * as in a coupling. The forward direction takes one pass of the network per element, unrolled in the graph.
 */
export function mafStep(size: number, options: MadeOptions, scope: Scope): Flow {
  const run = made(size, options, scope);
  const affine = (y: Tensor): Affine => {
    const [mu, raw] = run(y);
    return { logScale: neg(boundedLogScale(raw)), shift: (scale) => neg(mul(mu, scale)) };
  };
  const { direct, undo } = autoregressive(size, affine, options.reversed === true);
  return { forward: undo, inverse: direct };
}

// w = scale(v) v + shift(v), and back.
function autoregressive(size: number, affine: (v: Tensor) => Affine, reversed: boolean) {
  const at = (v: Tensor) => {
    const { logScale, shift } = affine(v);
    const scale = exp(logScale);
    return { logScale, scale, shift: shift(scale) };
  };
  const direct = (v: Tensor): Mapped => {
    const { logScale, scale, shift } = at(v);
    return { value: add(mul(v, scale), shift), logDeterminant: sum(logScale, { axes: 1 }) };
  };
  // Elements not yet known stay 0, so what the network makes of them cannot grow from pass to pass.
  const undo = (w: Tensor): Mapped => {
    let v = broadcastTo(asTensor(0), w.shape);
    for (let i = 0; i < size; i++) {
      const { scale, shift } = at(v);
      const only = new Float32Array(size);
      only[reversed ? size - 1 - i : i] = 1;
      v = add(v, mul(div(sub(w, shift), scale), constant(float32(only, [size]))));
    }
    return { value: v, logDeterminant: neg(direct(v).logDeterminant) };
  };
  return { direct, undo };
}
