// A batch repeated for several draws of each item, the draw varying slowest.

import { broadcastTo, reshape, type Tensor } from "../../graph/index.ts";

/** x [batch, ...] repeated [samples * batch, ...]; x itself for one sample. */
export function tiled(x: Tensor, samples: number): Tensor {
  if (samples === 1) return x;
  return reshape(broadcastTo(x, [samples, ...x.shape]), [samples * x.shape[0]!, ...x.shape.slice(1)]);
}
