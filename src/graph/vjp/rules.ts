// The table of all reverse-mode rules. A missing entry is a compile error.

import type { OpName } from "../tensor.ts";
import { elementwiseVjps, logicVjps } from "./elementwise.ts";
import { convolutionVjps, linearVjps, poolingVjps } from "./linear.ts";
import type { VjpRule } from "./rule.ts";
import { indexingVjps, movementVjps, reductionVjps, scanVjps } from "./structure.ts";

/** Reverse-mode rule of every operation. */
export const vjpRules: { readonly [K in OpName]: VjpRule<K> } = {
  input: () => [],
  constant: () => [],
  ...elementwiseVjps,
  ...logicVjps,
  ...reductionVjps,
  ...linearVjps,
  ...convolutionVjps,
  ...poolingVjps,
  ...movementVjps,
  ...indexingVjps,
  ...scanVjps,
};
