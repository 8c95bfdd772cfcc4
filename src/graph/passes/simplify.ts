// Makes a graph smaller without changing what it computes: algebra, constant folding, common subexpressions, and
// fusions that runtimes profit from. Dead code needs no pass: what outputs do not reach is not part of a graph.

import type { Tensor } from "../tensor.ts";
import { rewrite } from "../walk.ts";
import { simplifyNode } from "./algebra.ts";
import { CommonSubexpressions } from "./cse.ts";
import { foldConstants } from "./fold.ts";
import { fuse } from "./fuse.ts";

/** Equivalent outputs over a simpler graph. */
export function simplify(outputs: readonly Tensor[]): Tensor[] {
  let current = [...outputs];
  for (let round = 0; round < 3; round++) {
    const common = new CommonSubexpressions();
    current = rewrite(current, (node) => common.unique(simplifyNode(foldConstants(node))));
  }
  const common = new CommonSubexpressions();
  return rewrite(fuse(current), (node) => common.unique(node));
}
