// Convolutions in one and two dimensions. The three operations are one trilinear form seen from its three sides, so
// each one's gradients are the other two and any order of differentiation stays within them.

import { formatShape, type Shape } from "../../array/index.ts";
import { ShapeError } from "../../errors.ts";
import { apply, type ConvAttrs, type OpRecord, type RefArray, type Tensor } from "../tensor.ts";
import { expectDType } from "./elementwise.ts";

/** A number for every spatial axis, or one number per axis. */
export type PerAxis = number | readonly number[];

/** Geometry of a convolution. */
export interface ConvOptions {
  /** Step between windows; default 1. */
  readonly stride?: PerAxis;
  /** Zeros added on both sides of each axis, or [before, after] pairs; default 0. */
  readonly padding?: PerAxis | readonly (readonly [number, number])[];
  /** Distance between kernel elements; default 1. */
  readonly dilation?: PerAxis;
  /** Channel groups that do not mix; default 1. */
  readonly groups?: number;
}

/** Geometry of a transposed convolution. */
export interface ConvTransposeOptions extends ConvOptions {
  /** Extra size at the end of each axis, below the stride; default 0. */
  readonly outputPadding?: PerAxis;
}

/** One number per spatial axis from either form. */
export function perAxis(value: PerAxis, rank: number): readonly number[] {
  return typeof value === "number" ? new Array<number>(Math.max(rank, 0)).fill(value) : value;
}

/** @throws ShapeError unless `values` holds an integer of at least `least` for each of `rank` spatial axes */
export function expectPerAxis(what: string, values: readonly number[], rank: number, least: number): void {
  if (values.length !== rank || values.some((value) => !Number.isInteger(value) || value < least)) {
    throw new ShapeError(
      `${what} must be ${rank} ${rank === 1 ? "integer" : "integers"} of at least ${least}, got ${formatShape(values)}`,
    );
  }
}

function attrsOf({ stride = 1, padding = 0, dilation = 1, groups = 1 }: ConvOptions, rank: number): ConvAttrs {
  const pairs =
    typeof padding === "number"
      ? perAxis(padding, rank).map((side) => [side, side] as const)
      : padding.map((side) => (typeof side === "number" ? ([side, side] as const) : side));
  return { strides: perAxis(stride, rank), padding: pairs, dilations: perAxis(dilation, rank), groups };
}

/** Size of a convolution's output along one spatial axis. */
export function convSize(size: number, kernel: number, attrs: ConvAttrs, axis: number): number {
  const [before, after] = attrs.padding[axis]!;
  const span = attrs.dilations[axis]! * (kernel - 1) + 1;
  return Math.floor((size + before + after - span) / attrs.strides[axis]!) + 1;
}

/** Size of a transposed convolution's output along one spatial axis, before output padding. */
export function convTransposeSize(size: number, kernel: number, attrs: ConvAttrs, axis: number): number {
  const [before, after] = attrs.padding[axis]!;
  return (size - 1) * attrs.strides[axis]! - before - after + attrs.dilations[axis]! * (kernel - 1) + 1;
}

function expectImages(x: Tensor, w: Tensor, { strides, padding, dilations, groups }: ConvAttrs): number {
  expectDType([x, w], "float32");
  const rank = x.shape.length - 2;
  if ((rank !== 1 && rank !== 2) || w.shape.length !== x.shape.length) {
    throw new ShapeError(
      `needs [N, C, ...1 or 2 spatial axes] and a kernel of the same rank, got ${formatShape(x.shape)} and ${formatShape(w.shape)}`,
    );
  }
  expectPerAxis("stride", strides, rank, 1);
  expectPerAxis("dilation", dilations, rank, 1);
  expectPerAxis(
    "padding",
    padding.map(([before]) => before),
    rank,
    0,
  );
  expectPerAxis(
    "padding",
    padding.map(([, after]) => after),
    rank,
    0,
  );
  if (!Number.isInteger(groups) || groups < 1) throw new ShapeError(`groups must be a positive integer, got ${groups}`);
  return rank;
}

function expectChannels(ok: boolean, x: Shape, w: Shape, groups: number): void {
  if (!ok)
    throw new ShapeError(
      `channels do not fit, got input ${formatShape(x)}, kernel ${formatShape(w)}, groups ${groups}`,
    );
}

function expectPositive(sizes: readonly number[], x: Shape, w: Shape): void {
  if (sizes.some((size) => size < 1)) {
    throw new ShapeError(
      `the kernel is larger than the padded input, got input ${formatShape(x)} and kernel ${formatShape(w)}`,
    );
  }
}

// Calls `visit` with flat indices (large side, small side, kernel) of every term of the trilinear form:
// large = [N, groups * cl, H, W], small = [N, groups * cs, h, w], kernel = [groups * cs, cl, kh, kw].
function forEachTerm(
  large: Shape,
  small: Shape,
  kernel: Shape,
  attrs: ConvAttrs,
  visit: (large: number, small: number, kernel: number) => void,
): void {
  const two = (shape: Shape) =>
    (shape.length === 3 ? [shape[0]!, shape[1]!, 1, shape[2]!] : [...shape]) as [number, number, number, number];
  const [n, c, height, width] = two(large);
  const [, o, h, w] = two(small);
  const [, , kh, kw] = two(kernel);
  const lead = large.length === 3 ? 1 : 0;
  const axis = (list: readonly number[], i: number, absent: number) => (i < lead ? absent : list[i - lead]!);
  const [sy, sx] = [axis(attrs.strides, 0, 1), axis(attrs.strides, 1, 1)];
  const [dy, dx] = [axis(attrs.dilations, 0, 1), axis(attrs.dilations, 1, 1)];
  const before = attrs.padding.map(([first]) => first);
  const [py, px] = [axis(before, 0, 0), axis(before, 1, 0)];
  const [cl, cs] = [c / attrs.groups, o / attrs.groups];
  for (let b = 0; b < n; b++)
    for (let co = 0; co < o; co++)
      for (let ci = 0; ci < cl; ci++) {
        const channel = Math.floor(co / cs) * cl + ci;
        for (let i = 0; i < h; i++)
          for (let j = 0; j < w; j++)
            for (let ky = 0; ky < kh; ky++) {
              const y = i * sy - py + ky * dy;
              if (y < 0 || y >= height) continue;
              for (let kx = 0; kx < kw; kx++) {
                const x = j * sx - px + kx * dx;
                if (x < 0 || x >= width) continue;
                visit(
                  ((b * c + channel) * height + y) * width + x,
                  ((b * o + co) * h + i) * w + j,
                  ((co * cl + ci) * kh + ky) * kw + kx,
                );
              }
            }
      }
}

/** Records of the convolutions. */
export const convolutionOps: { [K in "conv" | "convTranspose" | "convWeightGrad"]: OpRecord<K> } = {
  conv: {
    infer([x, w], attrs) {
      const rank = expectImages(x!, w!, attrs);
      const { groups } = attrs;
      const fits = x!.shape[1] === w!.shape[1]! * groups && w!.shape[0]! % groups === 0;
      expectChannels(fits, x!.shape, w!.shape, groups);
      const sizes = Array.from({ length: rank }, (_, i) => convSize(x!.shape[i + 2]!, w!.shape[i + 2]!, attrs, i));
      expectPositive(sizes, x!.shape, w!.shape);
      return { shape: [x!.shape[0]!, w!.shape[0]!, ...sizes], dtype: "float32" };
    },
    evaluate([x, w], attrs, out) {
      forEachTerm(x!.shape, out.shape, w!.shape, attrs, (l, s, k) => {
        out.data[s]! += x!.data[l]! * w!.data[k]!;
      });
    },
  },
  convTranspose: {
    infer([x, w], attrs) {
      const rank = expectImages(x!, w!, attrs);
      const { groups, outputPadding, strides } = attrs;
      expectPerAxis("output padding", outputPadding, rank, 0);
      expectChannels(x!.shape[1] === w!.shape[0] && w!.shape[0]! % groups === 0, x!.shape, w!.shape, groups);
      if (outputPadding.some((extra, i) => extra > 0 && extra >= strides[i]!)) {
        throw new ShapeError(
          `output padding must be below the stride, got ${formatShape(outputPadding)} with strides ${formatShape(strides)}`,
        );
      }
      const sizes = Array.from(
        { length: rank },
        (_, i) => convTransposeSize(x!.shape[i + 2]!, w!.shape[i + 2]!, attrs, i) + outputPadding[i]!,
      );
      expectPositive(sizes, x!.shape, w!.shape);
      return { shape: [x!.shape[0]!, w!.shape[1]! * groups, ...sizes], dtype: "float32" };
    },
    evaluate([x, w], attrs, out) {
      forEachTerm(out.shape, x!.shape, w!.shape, attrs, (l, s, k) => {
        out.data[l]! += x!.data[s]! * w!.data[k]!;
      });
    },
  },
  convWeightGrad: {
    infer([x, dy], attrs) {
      const { kernel, groups } = attrs;
      const rank = expectImages(x!, dy!, attrs);
      expectPerAxis("kernel", kernel, rank, 1);
      expectChannels(x!.shape[1]! % groups === 0 && dy!.shape[1]! % groups === 0, x!.shape, dy!.shape, groups);
      const out = [x!.shape[0]!, dy!.shape[1]!, ...kernel.map((k, i) => convSize(x!.shape[i + 2]!, k, attrs, i))];
      if (formatShape(out) !== formatShape(dy!.shape)) {
        throw new ShapeError(
          `a convolution of ${formatShape(x!.shape)} with kernel ${formatShape(kernel)} gives ${formatShape(out)}, got a gradient of ${formatShape(dy!.shape)}`,
        );
      }
      return { shape: [dy!.shape[1]!, x!.shape[1]! / groups, ...kernel], dtype: "float32" };
    },
    evaluate([x, dy], attrs, out: RefArray) {
      forEachTerm(x!.shape, dy!.shape, out.shape, attrs, (l, s, k) => {
        out.data[k]! += x!.data[l]! * dy!.data[s]!;
      });
    },
  },
};

/** Convolution (cross-correlation) of x [N, C, ...space] with w [O, C / groups, ...kernel]. */
export function conv(x: Tensor, w: Tensor, options: ConvOptions = {}): Tensor<"conv"> {
  return apply("conv", convolutionOps.conv, [x, w], attrsOf(options, x.shape.length - 2));
}

/** Transposed convolution of x [N, C, ...space] with w [C, O / groups, ...kernel], PyTorch's weight layout. */
export function convTranspose(
  x: Tensor,
  w: Tensor,
  { outputPadding = 0, ...options }: ConvTransposeOptions = {},
): Tensor<"convTranspose"> {
  const rank = x.shape.length - 2;
  const attrs = { ...attrsOf(options, rank), outputPadding: perAxis(outputPadding, rank) };
  return apply("convTranspose", convolutionOps.convTranspose, [x, w], attrs);
}

/** Gradient of `conv` for its kernel: x [N, C, ...space], dy [N, O, ...out] to [O, C / groups, ...kernel]. */
export function convWeightGrad(
  x: Tensor,
  dy: Tensor,
  kernel: readonly number[],
  options: ConvOptions = {},
): Tensor<"convWeightGrad"> {
  const attrs = { ...attrsOf(options, x.shape.length - 2), kernel };
  return apply("convWeightGrad", convolutionOps.convWeightGrad, [x, dy], attrs);
}
