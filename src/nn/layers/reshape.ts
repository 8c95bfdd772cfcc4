// Flatten and reshape: the same elements in another shape; the batch axis stays.

import { z } from "zod";
import { sizeOf } from "../../array/index.ts";
import { reshape as reshaped } from "../../graph/index.ts";
import { formatBatch, type LayerRecord, size, unfit } from "./record.ts";

const flattenSchema = z.strictObject({ kind: z.literal("flatten") });
const reshapeSchema = z.strictObject({
  kind: z.literal("reshape"),
  /** Shape of one item, without the batch axis. */
  shape: z.array(size).min(1).readonly(),
});

/** [N, ...event] to [N, size of the event]. */
export type FlattenLayer = z.infer<typeof flattenSchema>;

/** [N, ...event] to [N, ...shape]. */
export type ReshapeLayer = z.infer<typeof reshapeSchema>;

/** The kind `flatten`. */
export const flatten: LayerRecord<FlattenLayer> = {
  schema: flattenSchema,
  apply: (_layer, x) => reshaped(x, [x.shape[0]!, sizeOf(x.shape.slice(1))]),
};

/** The kind `reshape`. */
export const reshape: LayerRecord<ReshapeLayer> = {
  schema: reshapeSchema,
  apply({ shape }, x) {
    const [needed, got] = [sizeOf(shape), sizeOf(x.shape.slice(1))];
    if (needed !== got) {
      const wanted = formatBatch([0, ...shape]);
      throw unfit(
        `${needed} elements for ${wanted}`,
        x,
        `those are ${got} elements, so change the shape or the layer before it`,
      );
    }
    return reshaped(x, [x.shape[0]!, ...shape]);
  },
};
