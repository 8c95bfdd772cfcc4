// Sizes along the spatial axes, which convolutions, pooling and their mirrors share.

import { z } from "zod";
import type { Shape } from "../../array/index.ts";
import { ConfigError } from "../../errors.ts";
import type { PerAxis, Tensor } from "../../graph/index.ts";
import { size, unfit } from "./record.ts";

const nonNegative = z.int().nonnegative();
const upTo2 = <T extends z.ZodType>(item: T) => z.array(item).min(1).max(2).readonly();

/** A positive size for every spatial axis, or one per axis. */
export const sizes = z.union([size, upTo2(size)], "must be a positive whole number, or one per spatial axis");

/** A size that may be zero for every spatial axis, or one per axis. */
export const margins = z.union(
  [nonNegative, upTo2(nonNegative)],
  "must be a whole number of at least 0, or one per spatial axis",
);

const side = z.union([nonNegative, z.tuple([nonNegative, nonNegative]).readonly()]);

/** Zeros around the input: one number, or per axis a number or [before, after]. */
export const paddingSides = z.union([nonNegative, upTo2(side)], "must be a number, or per axis a number or a pair");

/** As `paddingSides`, or `same`: as many zeros as make the output ceil(size / stride). */
export const padding = z.union(
  [nonNegative, z.literal("same"), upTo2(side)],
  'must be a number, "same", or per axis a number or a pair',
);

/** Zeros [before, after] one axis. */
export type Pair = readonly [number, number];

/** Spatial sizes of x [N, C, ...space] with one or two spatial axes. @throws ConfigError otherwise */
export function spaceOf(x: Tensor): Shape {
  const rank = x.shape.length - 2;
  if (rank !== 1 && rank !== 2) {
    throw unfit(
      "[N, channels, length] or [N, channels, height, width]",
      x,
      rank < 1 ? "put a reshape before it" : "reshape to at most two spatial axes before it",
    );
  }
  return x.shape.slice(2);
}

/** One value per spatial axis from an option of either form. @throws ConfigError when their number differs */
export function each(name: string, value: PerAxis, rank: number): readonly number[] {
  if (typeof value === "number") return new Array<number>(rank).fill(value);
  expectPerAxis(name, value.length, rank);
  return value;
}

/** A convolution's geometry in full: one entry per spatial axis. */
export interface Geometry {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: readonly Pair[];
}

interface GeometryOptions {
  readonly kernel: PerAxis;
  readonly stride?: PerAxis;
  readonly dilation?: PerAxis;
  readonly padding?: z.infer<typeof padding>;
}

/** The geometry of a convolution on inputs of spatial sizes `space`. @throws ConfigError when an option does not fit */
export function geometryOf(options: GeometryOptions, space: Shape): Geometry {
  const rank = space.length;
  const kernel = each("kernel", options.kernel, rank);
  const stride = each("stride", options.stride ?? 1, rank);
  const dilation = each("dilation", options.dilation ?? 1, rank);
  const given = options.padding ?? 0;
  if (given === "same") {
    return {
      kernel,
      stride,
      dilation,
      padding: space.map((n, i) => samePadding(n, kernel[i]!, stride[i]!, dilation[i]!)),
    };
  }
  const list = typeof given === "number" ? new Array<number>(rank).fill(given) : given;
  expectPerAxis("padding", list.length, rank);
  return { kernel, stride, dilation, padding: list.map((p): Pair => (typeof p === "number" ? [p, p] : p)) };
}

/** Input elements that a kernel reaches along one axis. */
export function spanOf({ kernel, dilation }: Geometry, axis: number): number {
  return dilation[axis]! * (kernel[axis]! - 1) + 1;
}

function samePadding(n: number, kernel: number, stride: number, dilation: number): Pair {
  const reach = (Math.ceil(n / stride) - 1) * stride + dilation * (kernel - 1) + 1;
  const total = Math.max(reach - n, 0);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

function expectPerAxis(name: string, count: number, rank: number): void {
  if (count === rank) return;
  throw new ConfigError(
    `${name}: needs one number, or a list with one for each spatial axis (${rank}), got a list of ${count}`,
  );
}
