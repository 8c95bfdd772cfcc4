// Makes a graph smaller without changing what it computes: algebra, constant folding, common subexpressions, fusions and
// a layout that runtimes profit from. Dead code needs no pass: what outputs do not reach is not part of a graph.

import type { Tensor } from "../tensor.ts";
import { rewrite } from "../walk.ts";
import { simplifyNode } from "./algebra.ts";
import { batchLast } from "./batch-last.ts";
import { CommonSubexpressions } from "./cse.ts";
import { foldConstants } from "./fold.ts";
import { fuse } from "./fuse.ts";

/** Equivalent outputs over a simpler graph. */
export function simplify(outputs: readonly Tensor[]): Tensor[] {
  let current = [...outputs];
  for (let round = 0; round < 3; round++) current = smaller(current);
  return smaller(batchLast(fuse(current)));
}

function smaller(outputs: readonly Tensor[]): Tensor[] {
  const common = new CommonSubexpressions();
  return rewrite(outputs, (node) => common.unique(simplifyNode(foldConstants(node))));
}
