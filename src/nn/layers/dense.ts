// Fully connected layer.

import { z } from "zod";
import { add, matmul } from "../../graph/index.ts";
import { biasOf, type LayerRecord, size, unfit, weightOf, weightOptions } from "./record.ts";

const schema = z.strictObject({
  kind: z.literal("dense"),
  /** Number of outputs. */
  units: size,
  ...weightOptions,
});

/** Fully connected: x W^T + b for x [N, features]; weight [units, features], bias [units]. */
export type DenseLayer = z.infer<typeof schema>;

/** The kind `dense`. */
export const dense: LayerRecord<DenseLayer> = {
  schema,
  apply(layer, x, scope) {
    if (x.shape.length !== 2) {
      throw unfit("[N, features]", x, `put a ${x.shape.length > 2 ? "flatten" : "reshape"} before it`);
    }
    const shape = [layer.units, x.shape[1]!];
    const product = matmul(x, weightOf(scope, shape, layer), { transposeB: true });
    const bias = biasOf(scope, shape, layer.units, layer);
    return bias === undefined ? product : add(product, bias);
  },
};
