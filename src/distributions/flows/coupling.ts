// Affine coupling: half of the elements scale and shift the other half, so both directions take one pass (Dinh et al.
// 2017, real NVP).

import { float32 } from "../../array/index.ts";
import { add, constant, exp, mul, neg, type Scope, slice, sub, sum, type Tensor, tanh } from "../../graph/index.ts";
import type { Flow } from "./flow.ts";
import { network } from "./network.ts";

// A step scales by at most e^2 = 7.4, so that a few bad steps of training cannot overflow.
const LIMIT = 2;

/** A log scale within (-2, 2) that near 0 equals `raw`: 2 tanh(raw / 2). */
export function boundedLogScale(raw: Tensor): Tensor {
  return mul(tanh(mul(raw, 1 / LIMIT)), LIMIT);
}

/** How a coupling is built. */
export interface CouplingOptions {
  /** Units of the hidden layers. */
  readonly hidden: readonly number[];
  /** Whether elements 0, 2, ... or 1, 3, ... pass unchanged and set the scale and shift of the others. */
  readonly unchanged: "even" | "odd";
  /** Seen by the network [n, c]. */
  readonly context?: Tensor | undefined;
}

/** One coupling: y = x exp(a) + t with (t, a) a function of the unchanged elements, 0 for those (eqs. 7, 9). */
export function couplingStep(size: number, { hidden, unchanged, context }: CouplingOptions, scope: Scope): Flow {
  const offset = unchanged === "even" ? 0 : 1;
  const fixed = Float32Array.from({ length: size }, (_, i) => (i % 2 === offset ? 1 : 0));
  const seen = constant(float32(fixed, [size]));
  const changed = sub(1, seen);
  const run = network(size, hidden, 2 * size, scope, { context });
  const affine = (x: Tensor) => {
    const out = run(mul(x, seen));
    return {
      shift: mul(slice(out, { axis: 1, end: size }), changed),
      logScale: mul(boundedLogScale(slice(out, { axis: 1, start: size })), changed),
    };
  };
  return {
    forward(x) {
      const { shift, logScale } = affine(x);
      return { value: add(mul(x, exp(logScale)), shift), logDeterminant: sum(logScale, { axes: 1 }) };
    },
    inverse(y) {
      const { shift, logScale } = affine(y);
      const back = neg(logScale);
      return { value: mul(sub(y, shift), exp(back)), logDeterminant: sum(back, { axes: 1 }) };
    },
  };
}
