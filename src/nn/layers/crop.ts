// Brings an input to given spatial sizes: cuts the border off where it is too large, adds zeros where it is too small.

import { z } from "zod";
import type { Shape } from "../../array/index.ts";
import { ConfigError } from "../../errors.ts";
import { pad, slice, type Tensor } from "../../graph/index.ts";
import { spaceOf } from "./geometry.ts";
import { type LayerRecord, size } from "./record.ts";

const schema = z.strictObject({
  kind: z.literal("crop"),
  /** Spatial sizes of the output: [length] or [height, width]. */
  shape: z.array(size).min(1).max(2).readonly(),
});

/** The middle of x [N, C, ...space] in a frame of spatial sizes `shape`; an odd difference falls on the end. */
export type CropLayer = z.infer<typeof schema>;

/** The kind `crop`. */
export const crop: LayerRecord<CropLayer> = {
  schema,
  apply({ shape }, x) {
    const space = spaceOf(x);
    if (shape.length !== space.length) {
      throw new ConfigError(`shape: needs one size for each spatial axis (${space.length}), got ${shape.length}`);
    }
    return fitSpace(x, shape);
  },
};

/** x [N, C, ...space] cropped or padded with zeros about its middle to the spatial sizes `shape`. */
export function fitSpace(x: Tensor, shape: Shape): Tensor {
  const cut = slice(
    x,
    ...shape.map((n, i) => {
      const start = Math.max(0, Math.floor((x.shape[i + 2]! - n) / 2));
      return { axis: i + 2, start, end: start + Math.min(n, x.shape[i + 2]!) };
    }),
  );
  const missing = shape.map((n, i) => n - cut.shape[i + 2]!);
  const before = missing.map((n) => Math.floor(n / 2));
  return pad(cut, [0, 0, ...before], [0, 0, ...missing.map((n, i) => n - before[i]!)]);
}
