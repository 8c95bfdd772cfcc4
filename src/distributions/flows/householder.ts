// Householder flow: reflections, which turn a diagonal covariance into a full one and keep volumes (Tomczak & Welling 2016).

import {
  add,
  asTensor,
  broadcastTo,
  div,
  type Fill,
  maximum,
  mul,
  type Scope,
  sub,
  type Tensor,
} from "../../graph/index.ts";
import { constantFill, directionFill, dot, fanFill, linear } from "./_parameters.ts";
import type { Flow } from "./flow.ts";

/**
 * z - 2 v (v'z) / |v|^2 for each of `layers` vectors v. With a context, v_1 is a linear map of the context and v_t one of
 * v_(t-1) (section 3); without, v_t = v_(t-1) plus a trained vector. All vectors start equal, so reflections cancel in
 * pairs: an even number of them starts as the identity, an odd one as a single reflection.
 */
export function householderFlow(layers: number, size: number, scope: Scope, context?: Tensor): Flow {
  const vectors = context === undefined ? trained(layers, size, scope) : amortised(layers, size, scope, context);
  return {
    forward: (z) => ({ value: vectors.reduce(reflect, z), logDeterminant: zeros(z) }),
    inverse: (y) => ({ value: vectors.reduceRight(reflect, y), logDeterminant: zeros(y) }),
  };
}

function trained(layers: number, size: number, scope: Scope): Tensor[] {
  let v: Tensor = scope.child(0).parameter("v", [size], directionFill(size));
  return Array.from({ length: layers }, (_, t) => {
    if (t > 0) v = add(v, scope.child(t).parameter("v", [size], constantFill(0)));
    return v;
  });
}

function amortised(layers: number, size: number, scope: Scope, context: Tensor): Tensor[] {
  const fan = fanFill(context.shape[1]!);
  let v = linear(context, size, scope.child(0).child("v"), fan, fan);
  return Array.from({ length: layers }, (_, t) => {
    if (t > 0) v = linear(v, size, scope.child(t).child("v"), identityFill, constantFill(0));
    return v;
  });
}

const reflect = (z: Tensor, v: Tensor) => sub(z, mul(v, div(mul(dot(v, z), 2), maximum(dot(v, v), 1e-12))));

const zeros = (x: Tensor) => broadcastTo(asTensor(0), [x.shape[0]!]);

const identityFill: Fill = (out, [rows]) => {
  out.fill(0);
  for (let i = 0; i < out.length; i += rows! + 1) out[i] = 1;
};
