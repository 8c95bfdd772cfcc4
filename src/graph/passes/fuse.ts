// Fusions into operations that runtimes do in one go: matrix product with bias, sums of softplus.

import { sub } from "../ops/elementwise.ts";
import { gemm } from "../ops/linear.ts";
import { softplusSum, sum } from "../ops/reduction.ts";
import type { Tensor } from "../tensor.ts";
import { rewrite, topologicalOrder } from "../walk.ts";

/** The graph with fused nodes. */
export function fuse(outputs: readonly Tensor[]): Tensor[] {
  const split = rewrite(outputs, splitSoftplusSum);
  const uses = countUses(split);
  return rewrite(split, (node, old) => biased(node, old, uses));
}

// sum(a - softplus(x)) = sum(a) - softplusSum(x): a sum of softplus needs few logarithms (log of a product).
function splitSoftplusSum(node: Tensor): Tensor {
  if (node.op !== "sum") return node;
  const { axes, keepDims } = (node as Tensor<"sum">).attrs;
  const x = node.inputs[0]!;
  if (keepDims) return node;
  if (x.op === "softplus") return softplusSum(x.inputs[0]!, axes);
  if (x.op !== "sub") return node;
  const [a, b] = x.inputs as [Tensor, Tensor];
  const [inA, inB] = [isSoftplus(a, x), isSoftplus(b, x)];
  if (inA === inB) return node;
  return inB
    ? sub(sum(a, { axes }), softplusSum(b.inputs[0]!, axes))
    : sub(softplusSum(a.inputs[0]!, axes), sum(b, { axes }));
}

// Only where the other operand fills the whole shape does the sum split without a factor.
function isSoftplus(part: Tensor, whole: Tensor): boolean {
  return part.op === "softplus" && whole.inputs.every((x) => x.shape.join() === whole.shape.join());
}

// matmul(a, b) + row bias = gemm(a, b, bias), when the product has no other use.
function biased(node: Tensor, old: Tensor, uses: ReadonlyMap<Tensor, number>): Tensor {
  if (node.op !== "add") return node;
  for (const at of [0, 1]) {
    const [product, bias] = [node.inputs[at]!, node.inputs[1 - at]!];
    if (product.op !== "matmul" || product.shape.length !== 2 || uses.get(old.inputs[at]!) !== 1) continue;
    if (
      bias.shape.length > 2 ||
      bias.shape.at(-1) !== product.shape[1] ||
      (bias.shape.length === 2 && bias.shape[0] !== 1)
    )
      continue;
    if (node.shape.length !== 2) continue;
    return gemm(product.inputs[0]!, product.inputs[1]!, bias, (product as Tensor<"matmul">).attrs);
  }
  return node;
}

function countUses(outputs: readonly Tensor[]): Map<Tensor, number> {
  const uses = new Map<Tensor, number>();
  const use = (x: Tensor) => uses.set(x, (uses.get(x) ?? 0) + 1);
  outputs.forEach(use);
  for (const node of topologicalOrder(outputs)) node.inputs.forEach(use);
  return uses;
}
