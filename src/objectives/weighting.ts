// Averages over a batch whose last items may be padding.

import { mul, sum, type Tensor } from "../graph/index.ts";

/** Weighted sum of values per item [batch] with weights [batch] that sum to one: their mean over the real items. */
export function weightedMean(perItem: Tensor, weights: Tensor): Tensor {
  return sum(mul(perItem, weights));
}
