// The table of conformance cases over the whole op set: an operation without cases is a compile error.

import type { OpName } from "../../src/graph/index.ts";
import { compositeCases } from "./composite-cases.ts";
import { elementwiseCases } from "./elementwise-cases.ts";
import type { OpCase } from "./op-case.ts";
import { spatialCases } from "./spatial-cases.ts";
import { structureCases } from "./structure-cases.ts";

/** Cases of every operation. */
export const opCases: { readonly [K in OpName]: OpCase } = {
  ...elementwiseCases,
  ...structureCases,
  ...spatialCases,
};

/** Cases of every operation and every composition, by name. */
export const allCases: readonly (readonly [name: string, OpCase])[] = Object.entries({ ...opCases, ...compositeCases });
