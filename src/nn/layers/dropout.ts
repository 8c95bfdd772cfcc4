// Dropout (Srivastava et al. 2014), inverted: what is kept is scaled up, so evaluation needs no change.

import { z } from "zod";
import { less, mul, uniform, where } from "../../graph/index.ts";
import type { LayerRecord } from "./record.ts";

const schema = z.strictObject({
  kind: z.literal("dropout"),
  /** Probability that an element becomes zero, in [0, 1). */
  rate: z.number().min(0).lt(1),
});

/** Zeroes elements at random while training and divides the others by 1 - rate. */
export type DropoutLayer = z.infer<typeof schema>;

/** The kind `dropout`. */
export const dropout: LayerRecord<DropoutLayer> = {
  schema,
  apply({ rate }, x, scope) {
    if (!scope.training || rate === 0) return x;
    const dropped = less(uniform(scope.key("dropout"), x.shape), rate);
    return where(dropped, 0, mul(x, 1 / (1 - rate)));
  },
};
