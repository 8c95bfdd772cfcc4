// Transposed convolution in one or two dimensions, by the rank of the input.

import { z } from "zod";
import { ConfigError } from "../../errors.ts";
import { convTranspose as convolve } from "../../graph/index.ts";
import { addChannelBias, expectGroups } from "./conv.ts";
import { each, geometryOf, margins, paddingSides, sizes, spaceOf, spanOf } from "./geometry.ts";
import { biasOf, type LayerRecord, size, unfit, weightOf, weightOptions } from "./record.ts";

const schema = z.strictObject({
  kind: z.literal("convTranspose"),
  /** Number of output channels. */
  filters: size,
  /** Size of the window. */
  kernel: sizes,
  /** Step between windows in the output; default 1. */
  stride: sizes.exactOptional(),
  /** Rows and columns taken off the output's border; default 0. */
  padding: paddingSides.exactOptional(),
  /** Extra size at the end of each axis, below the stride; default 0. */
  outputPadding: margins.exactOptional(),
  /** Distance between kernel elements; default 1. */
  dilation: sizes.exactOptional(),
  /** Channel groups that do not mix; default 1. */
  groups: size.exactOptional(),
  ...weightOptions,
});

/** Transposed convolution of x [N, C, ...space]; weight [C, filters / groups, ...kernel], bias [filters]. */
export type ConvTransposeLayer = z.infer<typeof schema>;

/** The kind `convTranspose`. */
export const convTranspose: LayerRecord<ConvTransposeLayer> = {
  schema,
  apply(layer, x, scope) {
    const space = spaceOf(x);
    const { filters, groups = 1 } = layer;
    const geometry = geometryOf(layer, space);
    const outputPadding = each("outputPadding", layer.outputPadding ?? 0, space.length);
    expectGroups(x, filters, groups);
    outputPadding.forEach((extra, i) => {
      if (extra === 0 || extra < geometry.stride[i]!) return;
      throw new ConfigError(`outputPadding: must be below the stride ${geometry.stride[i]}, got ${extra}`);
    });
    space.forEach((n, i) => {
      const [before, after] = geometry.padding[i]!;
      const out = (n - 1) * geometry.stride[i]! - before - after + spanOf(geometry, i) + outputPadding[i]!;
      if (out < 1) throw unfit("an input that padding leaves something of", x, "use less padding or a larger kernel");
    });
    const shape = [x.shape[1]!, filters / groups, ...geometry.kernel];
    const y = convolve(x, weightOf(scope, shape, layer), { ...geometry, outputPadding, groups });
    return addChannelBias(y, biasOf(scope, shape, filters, layer));
  },
};
