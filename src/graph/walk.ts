// Walking a graph from its outputs. What is not reached is dead code and never seen again.

import { Tensor } from "./tensor.ts";

/** Every node that `outputs` reach, inputs before users, in a fixed order. */
export function topologicalOrder(outputs: readonly Tensor[]): Tensor[] {
  const order: Tensor[] = [];
  const seen = new Set<Tensor>();
  const stack: { node: Tensor; next: number }[] = [];
  for (const output of outputs) {
    if (seen.has(output)) continue;
    seen.add(output);
    stack.push({ node: output, next: 0 });
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const child = top.node.inputs[top.next++];
      if (child === undefined) {
        order.push(top.node);
        stack.pop();
      } else if (!seen.has(child)) {
        seen.add(child);
        stack.push({ node: child, next: 0 });
      }
    }
  }
  return order;
}

/** Rebuilds a graph bottom-up: `visit` sees each node with its inputs already replaced. */
export function rewrite(outputs: readonly Tensor[], visit: (node: Tensor, old: Tensor) => Tensor): Tensor[] {
  const replaced = new Map<Tensor, Tensor>();
  for (const old of topologicalOrder(outputs)) {
    const inputs = old.inputs.map((x) => replaced.get(x)!);
    const same = inputs.every((x, i) => x === old.inputs[i]);
    const node = same ? old : new Tensor(old.op, inputs, old.attrs, old.shape, old.dtype);
    replaced.set(old, visit(node, old));
  }
  return outputs.map((output) => replaced.get(output)!);
}
