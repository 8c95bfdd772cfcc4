// Reverse-mode differentiation: one walk over the graph that appends the gradient's nodes.

import { formatShape, sameShape } from "../array/index.ts";
import { ShapeError } from "../errors.ts";
import { add } from "./ops/elementwise.ts";
import { broadcastTo } from "./ops/movement.ts";
import { asTensor, type Tensor } from "./tensor.ts";
import type { VjpRule } from "./vjp/rule.ts";
import { vjpRules } from "./vjp/rules.ts";
import { topologicalOrder } from "./walk.ts";

/**
 * Gradients of a scalar for each of `wrt`; zeros where it does not depend on them.
 * The result is a graph like any other and can be differentiated again.
 * @throws ShapeError when `y` is not a float32 scalar
 */
export function grad(y: Tensor, wrt: readonly Tensor[]): Tensor[] {
  if (y.shape.length !== 0 || y.dtype !== "float32") {
    throw new ShapeError(
      `grad: the loss must be a float32 scalar, got ${y.dtype} ${formatShape(y.shape)}; sum or average it`,
    );
  }
  return vjp([y], [asTensor(1)], wrt);
}

/** Products of the cotangents with the Jacobian of `outputs` for each of `wrt`. @throws ShapeError when shapes differ */
export function vjp(outputs: readonly Tensor[], cotangents: readonly Tensor[], wrt: readonly Tensor[]): Tensor[] {
  const order = topologicalOrder(outputs);
  const active = dependants(order, wrt);
  const grads = new Map<Tensor, Tensor>();
  const accumulate = (node: Tensor, g: Tensor) => {
    const known = grads.get(node);
    grads.set(node, known === undefined ? g : add(known, g));
  };
  outputs.forEach((output, i) => {
    const g = cotangents[i]!;
    if (!sameShape(g.shape, output.shape)) {
      throw new ShapeError(
        `vjp: the cotangent of output ${i} must be ${formatShape(output.shape)}, got ${formatShape(g.shape)}`,
      );
    }
    if (active.has(output)) accumulate(output, g);
  });
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i]!;
    const g = grads.get(node);
    if (g === undefined || node.inputs.length === 0) continue;
    const inputGrads = (vjpRules[node.op] as VjpRule<typeof node.op>)(g, node);
    node.inputs.forEach((x, k) => {
      const gx = inputGrads[k];
      if (gx && active.has(x)) accumulate(x, gx);
    });
  }
  return wrt.map((x) => grads.get(x) ?? broadcastTo(asTensor(0), x.shape));
}

// Nodes through which `wrt` can reach the outputs.
function dependants(order: readonly Tensor[], wrt: readonly Tensor[]): Set<Tensor> {
  const active = new Set<Tensor>(wrt);
  for (const node of order) if (node.inputs.some((x) => active.has(x))) active.add(node);
  return active;
}
