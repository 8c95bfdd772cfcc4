// Nearest-neighbour upsampling.

import { z } from "zod";
import { upsampleNearest } from "../../graph/index.ts";
import { each, sizes, spaceOf } from "./geometry.ts";
import type { LayerRecord } from "./record.ts";

const schema = z.strictObject({
  kind: z.literal("upsample"),
  /** How often every element is repeated along each axis. */
  factor: sizes,
});

/** Every element of x [N, C, ...space] repeated `factor` times along each spatial axis. */
export type UpsampleLayer = z.infer<typeof schema>;

/** The kind `upsample`. */
export const upsample: LayerRecord<UpsampleLayer> = {
  schema,
  apply: ({ factor }, x) => upsampleNearest(x, each("factor", factor, spaceOf(x).length)),
};
