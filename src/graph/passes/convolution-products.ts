// Convolutions as matrix products over arrays whose last axis is the batch, [C, H, W, N]: columns of windows are
// gathered in whole rows of N elements, and results come out in the same layout, so nothing is transposed between
// layers. The names follow the trilinear form: `large` is a convolution's input side, `small` its output side.

import { float32, int64, type Shape, sizeOf } from "../../array/index.ts";
import { add } from "../ops/elementwise.ts";
import { gather } from "../ops/indexing.ts";
import { matmul } from "../ops/linear.ts";
import { concat, reshape, slice, transpose } from "../ops/movement.ts";
import { type ConvAttrs, constant, type Tensor } from "../tensor.ts";

/** The geometry of a two-dimensional convolution without groups; shapes are [channels, height, width]. */
export interface ConvGeometry {
  readonly batch: number;
  readonly large: Shape;
  readonly small: Shape;
  /** Height and width. */
  readonly kernel: Shape;
  readonly attrs: ConvAttrs;
}

/** Geometry of a convolution, its transpose or its kernel's gradient; undefined for one axis, or groups. */
export function convGeometry(node: Tensor): ConvGeometry | undefined {
  if (node.op !== "conv" && node.op !== "convTranspose" && node.op !== "convWeightGrad") return undefined;
  const [a, b] = node.inputs as [Tensor, Tensor];
  const attrs = node.attrs as ConvAttrs;
  if (a.shape.length !== 4 || attrs.groups !== 1) return undefined;
  const [large, small, kernel] =
    node.op === "conv" ? [a, node, b] : node.op === "convTranspose" ? [node, a, b] : [a, b, node];
  const event = ({ shape }: Tensor) => shape.slice(1);
  return { batch: a.shape[0]!, large: event(large), small: event(small), kernel: kernel.shape.slice(2), attrs };
}

/** Number of elements of a convolution's columns. */
export function columnsSize({ batch, large, small, kernel }: ConvGeometry): number {
  return large[0]! * sizeOf(kernel) * sizeOf(small.slice(1)) * batch;
}

/** Builds the products. Equal constants are one node, so that equal columns are found to be common. */
export class ConvolutionProducts {
  private readonly constants = new Map<string, Tensor>();

  /** Windows of the large side [C, H, W, N] as columns [C * kh * kw, h * w * N]. */
  columns(large: Tensor, geometry: ConvGeometry): Tensor {
    const [c, height, width] = geometry.large as [number, number, number];
    const [, h, w] = geometry.small as [number, number, number];
    const [kh, kw] = geometry.kernel as [number, number];
    const outside = c * height * width;
    const table: number[] = [];
    for (let channel = 0; channel < c; channel++)
      for (let ky = 0; ky < kh; ky++)
        for (let kx = 0; kx < kw; kx++)
          for (let i = 0; i < h; i++)
            for (let j = 0; j < w; j++) {
              const [y, x] = [position(geometry, 0, i, ky), position(geometry, 1, j, kx)];
              const inside = y >= 0 && y < height && x >= 0 && x < width;
              table.push(inside ? (channel * height + y) * width + x : outside);
            }
    const flat = reshape(large, [outside, geometry.batch]);
    const rows = table.includes(outside) ? concat([flat, this.zeros([1, geometry.batch])], 0) : flat;
    const windows = gather(rows, this.table(table));
    return reshape(windows, [c * kh * kw, h * w * geometry.batch]);
  }

  /** conv: columns of the large side and the kernel [O, C, kh, kw] to the small side [O, h, w, N]. */
  small(columns: Tensor, kernel: Tensor, { small, batch }: ConvGeometry): Tensor {
    return reshape(matmul(reshape(kernel, [small[0]!, columns.shape[0]!]), columns), [...small, batch]);
  }

  /** convWeightGrad: columns of the large side and the small side to the kernel's gradient [O, C, kh, kw]. */
  kernel(columns: Tensor, small: Tensor, geometry: ConvGeometry): Tensor {
    const rows = reshape(small, [geometry.small[0]!, columns.shape[1]!]);
    return reshape(matmul(rows, columns, { transposeB: true }), [
      geometry.small[0]!,
      geometry.large[0]!,
      ...geometry.kernel,
    ]);
  }

  /** convTranspose: the small side [O, h, w, N] and the kernel [O, C, kh, kw] to the large side [C, H, W, N]. */
  large(small: Tensor, kernel: Tensor, geometry: ConvGeometry): Tensor {
    return geometry.attrs.strides.every((stride) => stride === 1)
      ? this.largeByWindows(small, kernel, geometry)
      : this.largeByTaps(small, kernel, geometry);
  }

  // At stride one: a convolution of the small side with the kernel flipped and its channels swapped.
  private largeByWindows(small: Tensor, kernel: Tensor, geometry: ConvGeometry): Tensor {
    const { attrs } = geometry;
    const padding = attrs.padding.map(([before], i) => {
      const reach = attrs.dilations[i]! * (geometry.kernel[i]! - 1);
      return [reach - before, reach - before] as const;
    });
    const back = { ...geometry, large: geometry.small, small: geometry.large, attrs: { ...attrs, padding } };
    const flipped = slice(kernel, { axis: 2, step: -1 }, { axis: 3, step: -1 });
    return this.small(this.columns(small, back), transpose(flipped, [1, 0, 2, 3]), back);
  }

  // One product with every tap of the kernel, then for each element of the large side the sum of those that reach it.
  private largeByTaps(small: Tensor, kernel: Tensor, geometry: ConvGeometry): Tensor {
    const { batch, large } = geometry;
    const [o, h, w] = geometry.small as [number, number, number];
    const taps = large[0]! * sizeOf(geometry.kernel);
    const tables = tapTables(geometry);
    const outside = taps * h * w;
    const padded = tables.some((table) => table.includes(outside));
    const flat = reshape(kernel, [o, taps]);
    const weights = padded ? concat([flat, this.zeros([o, 1])], 1) : flat;
    const product = matmul(weights, reshape(small, [o, h * w * batch]), { transposeA: true });
    const rows = reshape(product, [(padded ? taps + 1 : taps) * h * w, batch]);
    const sum = tables.map((table): Tensor => gather(rows, this.table(table))).reduce((a, b) => add(a, b));
    return reshape(sum, [...large, batch]);
  }

  private table(indices: readonly number[]): Tensor {
    return this.once(`table ${indices.join()}`, () => constant(int64([...indices], [indices.length])));
  }

  private zeros(shape: Shape): Tensor {
    return this.once(`zeros ${shape.join()}`, () => constant(float32(new Float32Array(sizeOf(shape)), shape)));
  }

  private once(key: string, make: () => Tensor): Tensor {
    const known = this.constants.get(key) ?? make();
    this.constants.set(key, known);
    return known;
  }
}

// Where tap `k` of window `i` falls on the large side.
function position({ attrs }: ConvGeometry, axis: number, i: number, k: number): number {
  return i * attrs.strides[axis]! - attrs.padding[axis]![0] + k * attrs.dilations[axis]!;
}

// Table t holds for each element of the large side the row of its t-th tap, or the row of zeros behind them all.
function tapTables(geometry: ConvGeometry): number[][] {
  const [c, height, width] = geometry.large as [number, number, number];
  const [, h, w] = geometry.small as [number, number, number];
  const [kh, kw] = geometry.kernel as [number, number];
  const reached: number[][] = Array.from({ length: c * height * width }, () => []);
  for (let channel = 0; channel < c; channel++)
    for (let ky = 0; ky < kh; ky++)
      for (let kx = 0; kx < kw; kx++)
        for (let i = 0; i < h; i++)
          for (let j = 0; j < w; j++) {
            const [y, x] = [position(geometry, 0, i, ky), position(geometry, 1, j, kx)];
            if (y < 0 || y >= height || x < 0 || x >= width) continue;
            reached[(channel * height + y) * width + x]!.push((((channel * kh + ky) * kw + kx) * h + i) * w + j);
          }
  const outside = c * kh * kw * h * w;
  const most = Math.max(1, ...new Set(reached.map(({ length }) => length)));
  return Array.from({ length: most }, (_, t) => reached.map((rows) => rows[t] ?? outside));
}
