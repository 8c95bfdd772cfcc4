// The table of all operations. A missing entry is a compile error, so an operation cannot be half-added.

import { internalError } from "../../errors.ts";
import type { OpName, OpRecord } from "../tensor.ts";
import { convolutionOps } from "./convolution.ts";
import { elementwiseOps } from "./elementwise.ts";
import { indexingOps } from "./indexing.ts";
import { linearOps } from "./linear.ts";
import { logicOps } from "./logic.ts";
import { movementOps } from "./movement.ts";
import { poolingOps } from "./pooling.ts";
import { reductionOps } from "./reduction.ts";
import { scanOps } from "./scan.ts";

const input: OpRecord<"input"> = {
  infer() {
    throw internalError("an input is made with its shape");
  },
  evaluate(_inputs, { name }) {
    throw internalError(`input ${name} has no value`);
  },
};

const constant: OpRecord<"constant"> = {
  infer(_inputs, { value }) {
    return { shape: value.shape, dtype: value.dtype };
  },
  evaluate(_inputs, { value }, out) {
    for (let i = 0; i < out.data.length; i++) out.data[i] = Number(value.data[i]);
  },
};

/** Shape rule and reference meaning of every operation. */
export const opRecords: { readonly [K in OpName]: OpRecord<K> } = {
  input,
  constant,
  ...elementwiseOps,
  ...logicOps,
  ...reductionOps,
  ...linearOps,
  ...convolutionOps,
  ...poolingOps,
  ...movementOps,
  ...indexingOps,
  ...scanOps,
};
