// The table of all lowering rules. A missing entry is a compile error.

import { internalError } from "../../errors.ts";
import type { OpName } from "../../graph/index.ts";
import { convolutionLowerings } from "./convolution.ts";
import { elementwiseLowerings } from "./elementwise.ts";
import type { Lowering } from "./rule.ts";
import { structureLowerings } from "./structure.ts";

/** Lowering of every operation to operators of opset 21. */
export const lowerings: { readonly [K in OpName]: Lowering<K> } = {
  input: () => {
    throw internalError("an input is not lowered");
  },
  constant: (emit, { attrs: { value } }) => emit.constant(value),
  ...elementwiseLowerings,
  ...structureLowerings,
  ...convolutionLowerings,
};
