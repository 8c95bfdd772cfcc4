// A table of trained vectors, looked up by class.

import { z } from "zod";
import { ConfigError } from "../../errors.ts";
import { gather } from "../../graph/index.ts";
import { type Initialiser, initialiser, initialiserSchema } from "../initialisers.ts";
import { type LayerRecord, size } from "./record.ts";

const schema = z.strictObject({
  kind: z.literal("embedding"),
  /** Number of classes; inputs are 0 to count - 1. */
  count: size,
  /** Length of each vector. */
  size,
  /** First values; default standard normal. */
  init: initialiserSchema.exactOptional(),
});

/** int64 classes [N, ...] to vectors [N, ..., size]; weight [count, size]. */
export type EmbeddingLayer = z.infer<typeof schema>;

const STANDARD_NORMAL: Initialiser = { kind: "normal", deviation: 1 };

/** The kind `embedding`. */
export const embedding: LayerRecord<EmbeddingLayer> = {
  schema,
  apply({ count, size: length, init = STANDARD_NORMAL }, x, scope) {
    if (x.dtype !== "int64") {
      throw new ConfigError(`needs int64 classes, got ${x.dtype}; put it first, on an input of classes`);
    }
    return gather(scope.parameter("weight", [count, length], initialiser(init, length, count)), x);
  },
};
