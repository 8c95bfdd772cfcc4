// The dense networks inside autoregressive and coupling steps: hidden layers of ReLUs, a context, masks on the weights.

import { float32 } from "../../array/index.ts";
import { add, constant, matmul, mul, relu, type Scope, type Tensor } from "../../graph/index.ts";
import { constantFill, fanFill } from "./_parameters.ts";

/** What a network of a step may have beside its layers. */
export interface NetworkOptions {
  /** Enters every hidden layer through a linear map of its own [n, c] (or [1, c]). */
  readonly context?: Tensor | undefined;
  /** For each layer, hidden ones first, which weights [units, inputs] exist: 1 or 0, row by row. Default all. */
  readonly masks?: readonly Float32Array[] | undefined;
}

/** Units of the hidden layers where a config names none. */
export function defaultHidden(size: number): readonly number[] {
  const units = Math.max(64, 2 * size);
  return [units, units];
}

/**
 * A network from [n, inputs] to [n, outputs], its parameters declared once however often it is called. The output
 * layer starts at zero, so that a step starts as the identity.
 */
export function network(
  inputs: number,
  hidden: readonly number[],
  outputs: number,
  scope: Scope,
  { context, masks }: NetworkOptions = {},
): (x: Tensor) => Tensor {
  const layers = [...hidden, outputs].map((units, i) => {
    const last = i === hidden.length;
    const own = last ? scope.child("output") : scope.child("hidden").child(i);
    const fan = i === 0 ? inputs : hidden[i - 1]!;
    const fill = last ? constantFill(0) : fanFill(fan);
    const free = own.parameter("weight", [units, fan], fill);
    const weight = masks === undefined ? free : mul(free, constant(float32(masks[i]!, [units, fan])));
    const bias = own.parameter("bias", [units], fill);
    if (last || context === undefined) return { weight, bias };
    const width = context.shape[1]!;
    const extra = own.parameter("context", [units, width], fanFill(width));
    return { weight, bias: add(matmul(context, extra, { transposeB: true }), bias) };
  });
  return (x) =>
    layers.reduce((value, { weight, bias }, i) => {
      const sum = add(matmul(value, weight, { transposeB: true }), bias);
      return i === hidden.length ? sum : relu(sum);
    }, x);
}
