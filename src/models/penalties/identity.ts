// The identity matrix, for sums over pairs that take equal ones apart.

import { int64 } from "../../array/index.ts";
import { constant, oneHot, type Tensor } from "../../graph/index.ts";

/** Ones on the diagonal of zeros [size, size]. */
export function identity(size: number): Tensor {
  return oneHot(constant(int64(Array.from({ length: size }, (_, i) => i))), size);
}
