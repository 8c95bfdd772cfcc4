// What a lowering rule is.

import type { OpName, Tensor } from "../../graph/index.ts";
import type { Emitter } from "../emitter.ts";

/** Emits `node`, whose inputs are already there under the given names, and returns its own name. */
export type Lowering<K extends OpName> = (emit: Emitter, node: Tensor<K>, inputs: readonly string[]) => string;
