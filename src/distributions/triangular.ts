// Lower-triangular matrices as factors of a covariance: made from the flat output of a network, and solved against.

import { formatShape, int64 } from "../array/index.ts";
import { ConfigError, ShapeError } from "../errors.ts";
import {
  add,
  asTensor,
  broadcastTo,
  concat,
  constant,
  div,
  exp,
  gather,
  mul,
  reshape,
  slice,
  softplus,
  sub,
  sum,
  type Tensor,
} from "../graph/index.ts";

/** How `lowerFactor` makes the diagonal. */
export interface LowerFactorOptions {
  /** Positive diagonal from raw values: exp(raw), or softplus(raw) + 1e-6, which grows slower; default "exp". */
  readonly diagonal?: "exp" | "softplus";
}

/** Number of values that `lowerFactor` needs per matrix: d (d + 1) / 2. */
export function lowerFactorSize(d: number): number {
  return (d * (d + 1)) / 2;
}

/**
 * Lower-triangular factors [n, d, d] with positive diagonal from raw [n, d (d + 1) / 2]: first the d values of the
 * diagonal, then the entries below it row by row.
 * @throws ConfigError for a d that is no positive integer @throws ShapeError for another number of values
 */
export function lowerFactor(raw: Tensor, d: number, { diagonal = "exp" }: LowerFactorOptions = {}): Tensor {
  if (!Number.isInteger(d) || d < 1) throw new ConfigError(`lowerFactor: d must be a positive integer, got ${d}`);
  if (raw.shape.length !== 2 || raw.shape[1] !== lowerFactorSize(d)) {
    throw new ShapeError(
      `lowerFactor: raw must be [n, ${lowerFactorSize(d)}] for d = ${d}, got ${formatShape(raw.shape)}`,
    );
  }
  const head = slice(raw, { axis: 1, end: d });
  // Float32 runtimes give softplus(x) = 0 below about -17.
  const positive = diagonal === "exp" ? exp(head) : add(softplus(head), 1e-6);
  if (d === 1) return reshape(positive, [raw.shape[0]!, 1, 1]);
  const zero = broadcastTo(asTensor(0), [raw.shape[0]!, 1]);
  const values = concat([positive, slice(raw, { axis: 1, start: d }), zero], 1);
  const index = Array.from({ length: d * d }, (_, at) => {
    const [i, j] = [Math.floor(at / d), at % d];
    if (i === j) return i;
    return j < i ? d + (i * (i - 1)) / 2 + j : lowerFactorSize(d);
  });
  return reshape(gather(values, constant(int64(index)), 1), [raw.shape[0]!, d, d]);
}

/**
 * z [..., d] with L z = x for lower-triangular L [..., d, d], by forward substitution in halves: the gradient of a slice is
 * as large as what it is cut from, so cutting halves costs log2(d) passes over L where rows would cost d.
 */
export function solveLower(lower: Tensor, x: Tensor): Tensor {
  const d = lower.shape.at(-1)!;
  if (d === 1) return div(x, reshape(lower, lower.shape.slice(0, -1)));
  const half = Math.floor(d / 2);
  const [first, second] = [{ end: half }, { start: half }];
  const block = (rows: typeof first | typeof second, columns: typeof rows) =>
    slice(lower, { axis: -2, ...rows }, { axis: -1, ...columns });
  const head = solveLower(block(first, first), slice(x, { axis: -1, ...first }));
  const row = reshape(head, [...head.shape.slice(0, -1), 1, half]);
  const known = sum(mul(block(second, first), row), { axes: -1 });
  const tail = solveLower(block(second, second), sub(slice(x, { axis: -1, ...second }), known));
  return concat([head, tail], -1);
}
