// Convolution in one or two dimensions, by the rank of the input.

import { z } from "zod";
import { add, conv as convolve, reshape, type Tensor } from "../../graph/index.ts";
import { geometryOf, padding, sizes, spaceOf, spanOf } from "./geometry.ts";
import { biasOf, formatBatch, type LayerRecord, size, unfit, weightOf, weightOptions } from "./record.ts";

const schema = z.strictObject({
  kind: z.literal("conv"),
  /** Number of output channels. */
  filters: size,
  /** Size of the window. */
  kernel: sizes,
  /** Step between windows; default 1. */
  stride: sizes.exactOptional(),
  /** Zeros around the input, or `same` for an output of ceil(size / stride); default 0. */
  padding: padding.exactOptional(),
  /** Distance between kernel elements; default 1. */
  dilation: sizes.exactOptional(),
  /** Channel groups that do not mix; default 1. */
  groups: size.exactOptional(),
  ...weightOptions,
});

/** Convolution of x [N, C, ...space]; weight [filters, C / groups, ...kernel], bias [filters]. */
export type ConvLayer = z.infer<typeof schema>;

/** The kind `conv`. */
export const conv: LayerRecord<ConvLayer> = {
  schema,
  apply(layer, x, scope) {
    const space = spaceOf(x);
    const { filters, groups = 1 } = layer;
    const geometry = geometryOf(layer, space);
    expectGroups(x, filters, groups);
    const least = space.map((_, i) =>
      Math.max(1, spanOf(geometry, i) - geometry.padding[i]![0] - geometry.padding[i]![1]),
    );
    if (space.some((n, i) => n < least[i]!)) {
      const needs = formatBatch([0, x.shape[1]!, ...least]);
      throw unfit(`at least ${needs}`, x, "use a smaller kernel, more padding or fewer strides before it");
    }
    const shape = [filters, x.shape[1]! / groups, ...geometry.kernel];
    const y = convolve(x, weightOf(scope, shape, layer), { ...geometry, groups });
    return addChannelBias(y, biasOf(scope, shape, filters, layer));
  },
};

/** y [N, C, ...space] plus a bias [C] where there is one. */
export function addChannelBias(y: Tensor, bias: Tensor | undefined): Tensor {
  if (bias === undefined) return y;
  return add(y, reshape(bias, [y.shape[1]!, ...y.shape.slice(2).map(() => 1)]));
}

/** @throws ConfigError unless `groups` divides the channels that come in and go out */
export function expectGroups(x: Tensor, filters: number, groups: number): void {
  if (x.shape[1]! % groups === 0 && filters % groups === 0) return;
  throw unfit(
    `input channels and filters divisible by groups ${groups}`,
    x,
    `with ${filters} filters choose groups that divide both`,
  );
}
