// Averages over a batch whose last items may be padding, and over several draws of each item.

import { mean, mul, reshape, sum, type Tensor } from "../graph/index.ts";

/** Weighted sum of values per item [batch] with weights [batch] that sum to one: their mean over the real items. */
export function weightedMean(perItem: Tensor, weights: Tensor): Tensor {
  return sum(mul(perItem, weights));
}

/** Mean over the draws of values per draw [draws * batch, ...], the draw varying slowest: [batch, ...]. */
export function overDraws(values: Tensor, batch: number): Tensor {
  const draws = values.shape[0]! / batch;
  return draws === 1 ? values : mean(reshape(values, [draws, batch, ...values.shape.slice(1)]), { axes: 0 });
}
