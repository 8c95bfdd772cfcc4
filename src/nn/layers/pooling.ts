// Max and average pooling.

import { z } from "zod";
import type { Shape } from "../../array/index.ts";
import { ConfigError } from "../../errors.ts";
import { averagePool as average, maxPool as largest, type PerAxis, type Tensor } from "../../graph/index.ts";
import { each, margins, sizes, spaceOf } from "./geometry.ts";
import { formatBatch, type LayerRecord, unfit } from "./record.ts";

const options = {
  /** Size of the window. */
  size: sizes,
  /** Step between windows; default the window's size. */
  stride: sizes.exactOptional(),
  /** Rows and columns added on both sides, at most half the window; default 0. */
  padding: margins.exactOptional(),
};

const maxSchema = z.strictObject({ kind: z.literal("maxPool"), ...options });
const averageSchema = z.strictObject({ kind: z.literal("averagePool"), ...options });

/** Largest value of each window of x [N, C, ...space]; padding never wins. */
export type MaxPoolLayer = z.infer<typeof maxSchema>;

/** Mean of each window of x [N, C, ...space]; padding counts as zeros. */
export type AveragePoolLayer = z.infer<typeof averageSchema>;

type PoolLayer = MaxPoolLayer | AveragePoolLayer;

/** Step of a pooling layer along each of `rank` spatial axes. */
export function poolStride(layer: PoolLayer, rank: number): readonly number[] {
  return each("stride", layer.stride ?? layer.size, rank);
}

type Pool = (x: Tensor, kernel: PerAxis, options: { stride: PerAxis; padding: PerAxis }) => Tensor;

function record<L extends PoolLayer>(schema: z.ZodObject, pool: Pool): LayerRecord<L> {
  return {
    schema,
    apply(layer, x) {
      const space = spaceOf(x);
      const kernel = each("size", layer.size, space.length);
      const padding = each("padding", layer.padding ?? 0, space.length);
      expectFit(x, space, kernel, padding);
      return pool(x, kernel, { stride: poolStride(layer, space.length), padding });
    },
  };
}

function expectFit(x: Tensor, space: Shape, kernel: readonly number[], padding: readonly number[]): void {
  padding.forEach((p, i) => {
    if (2 * p > kernel[i]!) throw new ConfigError(`padding: must be at most half the size ${kernel[i]}, got ${p}`);
  });
  const least = space.map((_, i) => Math.max(1, kernel[i]! - 2 * padding[i]!));
  if (space.every((n, i) => n >= least[i]!)) return;
  const needs = formatBatch([0, x.shape[1]!, ...least]);
  throw unfit(`at least ${needs}`, x, "use a smaller size, more padding or fewer strides before it");
}

/** The kind `maxPool`. */
export const maxPool: LayerRecord<MaxPoolLayer> = record(maxSchema, largest);

/** The kind `averagePool`. */
export const averagePool: LayerRecord<AveragePoolLayer> = record(averageSchema, average);
