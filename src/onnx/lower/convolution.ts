// Lowering of convolutions and pooling. The kernel's gradient has two forms; the faster one depends on the channels.

import type { Shape } from "../../array/index.ts";
import { type ConvAttrs, convSize, type Tensor } from "../../graph/index.ts";
import type { Emitter } from "../emitter.ts";
import type { Lowering } from "./rule.ts";

const onnxAttrs = ({ strides, padding, dilations, groups }: ConvAttrs) => ({
  strides,
  pads: [...padding.map(([before]) => before), ...padding.map(([, after]) => after)],
  dilations,
  group: groups,
});

const swapChannels = (emit: Emitter, x: string, rank: number) =>
  emit.op("Transpose", [x], { perm: [1, 0, ...Array.from({ length: rank }, (_, i) => i + 2)] });

/** Lowering rules of convolutions and pooling. */
export const convolutionLowerings: {
  readonly [K in "conv" | "convTranspose" | "convWeightGrad" | "maxPool"]: Lowering<K>;
} = {
  conv: (emit, { attrs, inputs: [x, w] }, names) => convolved(emit, names, x!.shape.slice(2), w!.shape.slice(2), attrs),
  convTranspose(emit, node, [x, w]) {
    const { attrs } = node;
    const { strides, groups, outputPadding } = attrs;
    if (groups === 1 && strides.every((s) => s === 1)) return flippedConv(emit, node, x!, w!);
    const [into, out] = [node.inputs[1]!.shape[0]! / groups, node.inputs[1]!.shape[1]!];
    if (groups > 1 && out === 1 && into % 2 === 0) return groupByGroup(emit, node, x!, w!, into);
    return emit.op("ConvTranspose", [x!, w!], { ...onnxAttrs(attrs), output_padding: outputPadding });
  },
  convWeightGrad(emit, node, [x, dy]) {
    const { groups, kernel } = node.attrs;
    const [c, o] = [node.inputs[0]!.shape[1]! / groups, node.inputs[1]!.shape[1]! / groups];
    const parts = Array.from({ length: groups }, (_, g) => {
      const xPart = groups === 1 ? x! : part(emit, x!, 1, g * c, c);
      const dyPart = groups === 1 ? dy! : part(emit, dy!, 1, g * o, o);
      return kernel.length === 2 && c >= 4
        ? gatheredGrad(emit, node, xPart, dyPart, c)
        : dilatedGrad(emit, node, xPart, dyPart);
    });
    return groups === 1 ? parts[0]! : emit.op("Concat", parts, { axis: 0 });
  },
  maxPool: (emit, { attrs: { kernel, strides, padding } }, inputs) =>
    emit.op("MaxPool", inputs, { kernel_shape: kernel, strides, pads: [...padding, ...padding] }),
};

// WebGPU takes padding that is only behind the image for none, where the kernel is one element or as large as the image.
// There the image is padded in front too, by one stride, and the window that this adds is cut off.
function convolved(emit: Emitter, inputs: readonly string[], size: Shape, kernel: Shape, attrs: ConvAttrs): string {
  const { padding, strides } = attrs;
  const behind = padding.every(([before]) => before === 0) && padding.some(([, after]) => after > 0);
  const special = kernel.every((k) => k === 1) || kernel.every((k, i) => k === size[i]);
  if (!behind || !special) return emit.op("Conv", inputs, onnxAttrs(attrs));
  const shifted = padding.map(([, after], i) => [i === 0 ? strides[0]! : 0, after] as const);
  const long = emit.op("Conv", inputs, onnxAttrs({ ...attrs, padding: shifted }));
  return emit.op("Slice", [long, emit.ints([1]), emit.ints([2 ** 31]), emit.ints([2])]);
}

function part(emit: Emitter, x: string, axis: number, start: number, count: number): string {
  return emit.op("Slice", [x, emit.ints([start]), emit.ints([start + count]), emit.ints([axis]), emit.ints([1])]);
}

// WebGPU's ConvTranspose is wrong for groups of an even number of channels that give one channel each.
function groupByGroup(emit: Emitter, { attrs }: Tensor<"convTranspose">, x: string, w: string, into: number): string {
  const parts = Array.from({ length: attrs.groups }, (_, g) => {
    const inputs = [part(emit, x, 1, g * into, into), part(emit, w, 0, g * into, into)];
    return emit.op("ConvTranspose", inputs, {
      ...onnxAttrs({ ...attrs, groups: 1 }),
      output_padding: attrs.outputPadding,
    });
  });
  return emit.op("Concat", parts, { axis: 1 });
}

// At stride one a transposed convolution is a convolution with the kernel flipped and its channels swapped.
function flippedConv(emit: Emitter, { attrs, inputs }: Tensor<"convTranspose">, x: string, w: string): string {
  const kernel = inputs[1]!.shape.slice(2);
  const padding = attrs.padding.map(([before, after], i) => {
    const reach = attrs.dilations[i]! * (kernel[i]! - 1);
    return [reach - before, reach - after] as const;
  });
  const negative = padding.some(([before, after]) => before < 0 || after < 0);
  if (negative) return emit.op("ConvTranspose", [x, w], { ...onnxAttrs(attrs), output_padding: attrs.outputPadding });
  const axes = kernel.map((_, i) => i + 2);
  const each = (value: number) => emit.ints(axes.map(() => value));
  const flipped = emit.op("Slice", [w, each(-1), each(-(2 ** 31)), emit.ints(axes), each(-1)]);
  const swapped = swapChannels(emit, flipped, axes.length);
  return convolved(emit, [x, swapped], inputs[0]!.shape.slice(2), kernel, { ...attrs, padding });
}

// dw = conv(x with batch and channels swapped, dy likewise, strides and dilations exchanged), cropped to the kernel.
function dilatedGrad(emit: Emitter, node: Tensor<"convWeightGrad">, x: string, dy: string): string {
  const { attrs } = node;
  const { kernel, strides, dilations, padding } = attrs;
  const rank = kernel.length;
  const exchanged = { strides: dilations, dilations: strides, padding, groups: 1 };
  const [size, small] = [node.inputs[0]!.shape.slice(2), node.inputs[1]!.shape.slice(2)];
  const swapped = [swapChannels(emit, x, rank), swapChannels(emit, dy, rank)];
  const wide = convolved(emit, swapped, size, small, exchanged);
  const sizes = kernel.map((_, i) => convSize(size[i]!, small[i]!, exchanged, i));
  const exact = sizes.every((size, i) => size === kernel[i]);
  const axes = kernel.map((_, i) => i + 2);
  const zero = emit.ints(axes.map(() => 0));
  const cropped = exact ? wide : emit.op("Slice", [wide, zero, emit.ints(kernel), emit.ints(axes)]);
  return swapChannels(emit, cropped, rank);
}

// Channel-last rows of x gathered into columns by an index table, then one matrix product with dy.
function gatheredGrad(emit: Emitter, node: Tensor<"convWeightGrad">, x: string, dy: string, c: number): string {
  const { kernel, strides, dilations, padding, groups } = node.attrs;
  const [n, , height, width] = node.inputs[0]!.shape as [number, number, number, number];
  const [, o, h, w] = node.inputs[1]!.shape as [number, number, number, number];
  const [[top, bottom], [left, right]] = padding as [[number, number], [number, number]];
  const [kh, kw] = kernel as [number, number];
  const channelLast = emit.op("Transpose", [x], { perm: [0, 2, 3, 1] });
  const needsPad = top + bottom + left + right > 0;
  const framed = needsPad
    ? emit.op("Pad", [channelLast, emit.ints([0, top, left, 0, 0, bottom, right, 0]), emit.float(0)], {
        mode: "constant",
      })
    : channelLast;
  const [fullHeight, fullWidth] = [height + top + bottom, width + left + right];
  const rows = emit.op("Reshape", [framed, emit.shape([n * fullHeight * fullWidth, c])]);
  const table = new Int32Array(n * h * w * kh * kw);
  let at = 0;
  for (let b = 0; b < n; b++)
    for (let i = 0; i < h; i++)
      for (let j = 0; j < w; j++)
        for (let ky = 0; ky < kh; ky++)
          for (let kx = 0; kx < kw; kx++) {
            const y = i * strides[0]! + ky * dilations[0]!;
            table[at++] = (b * fullHeight + y) * fullWidth + j * strides[1]! + kx * dilations[1]!;
          }
  const gathered = emit.op("Gather", [rows, emit.indices(table, [n * h * w, kh * kw])], { axis: 0 });
  const columns = emit.op("Reshape", [gathered, emit.shape([n * h * w, kh * kw * c])]);
  const outputs = o / groups;
  const dyRows = emit.op("Reshape", [
    emit.op("Transpose", [dy], { perm: [0, 2, 3, 1] }),
    emit.shape([n * h * w, outputs]),
  ]);
  const product = emit.op("Gemm", [columns, dyRows], { transA: 1 });
  const apart = emit.op("Reshape", [product, emit.shape([kh, kw, c, outputs])]);
  return emit.op("Transpose", [apart], { perm: [3, 2, 0, 1] });
}
