// The latents that penalties across a batch compare: one draw of each item.

import { slice, type Tensor } from "../../graph/index.ts";
import type { PenaltyContext } from "./penalty.ts";

/** The first of an objective's draws: rows [batch, ...] of values per draw [samples * batch, ...]. */
export function oneDraw(values: Tensor, { weights }: Pick<PenaltyContext, "weights">): Tensor {
  const batch = weights.shape[0]!;
  return values.shape[0] === batch ? values : slice(values, { axis: 0, end: batch });
}
