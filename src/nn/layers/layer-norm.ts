// Layer normalisation (Ba et al. 2016) over all axes but the batch.

import { z } from "zod";
import { add, mul } from "../../graph/index.ts";
import { centre, gainAndShift, inverseDeviation } from "./normalise.ts";
import { type LayerRecord, unfit } from "./record.ts";

const schema = z.strictObject({
  kind: z.literal("layerNorm"),
  /** Added to the variance; default 1e-5. */
  epsilon: z.number().positive().exactOptional(),
});

/** Zero mean and unit variance of each item of x [N, ...event]; weight and bias [...event]. */
export type LayerNormLayer = z.infer<typeof schema>;

/** The kind `layerNorm`. */
export const layerNorm: LayerRecord<LayerNormLayer> = {
  schema,
  apply({ epsilon = 1e-5 }, x, scope) {
    const event = x.shape.slice(1);
    if (event.length === 0) throw unfit("[N, ...]", x, "put a reshape before it");
    const { weight, bias } = gainAndShift(scope, event);
    const item = centre(
      x,
      event.map((_, i) => i + 1),
    );
    return add(mul(mul(item.centred, inverseDeviation(item.variance, epsilon)), weight), bias);
  },
};
