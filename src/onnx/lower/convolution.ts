// Lowering of convolutions and pooling. The kernel's gradient has two forms; the faster one depends on the channels.

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
  conv: (emit, { attrs }, inputs) => emit.op("Conv", inputs, onnxAttrs(attrs)),
  convTranspose(emit, node, [x, w]) {
    const { attrs } = node;
    const { strides, groups, outputPadding } = attrs;
    if (groups === 1 && strides.every((s) => s === 1)) return flippedConv(emit, node, x!, w!);
    return emit.op("ConvTranspose", [x!, w!], { ...onnxAttrs(attrs), output_padding: outputPadding });
  },
  convWeightGrad(emit, node, [x, dy]) {
    const { groups, kernel } = node.attrs;
    const [c, o] = [node.inputs[0]!.shape[1]! / groups, node.inputs[1]!.shape[1]! / groups];
    const parts = Array.from({ length: groups }, (_, g) => {
      const xPart = groups === 1 ? x! : channels(emit, x!, g * c, c);
      const dyPart = groups === 1 ? dy! : channels(emit, dy!, g * o, o);
      return kernel.length === 2 && c >= 4
        ? gatheredGrad(emit, node, xPart, dyPart, c)
        : dilatedGrad(emit, node, xPart, dyPart);
    });
    return groups === 1 ? parts[0]! : emit.op("Concat", parts, { axis: 0 });
  },
  maxPool: (emit, { attrs: { kernel, strides, padding } }, inputs) =>
    emit.op("MaxPool", inputs, { kernel_shape: kernel, strides, pads: [...padding, ...padding] }),
};

function channels(emit: Emitter, x: string, start: number, count: number): string {
  return emit.op("Slice", [x, emit.ints([start]), emit.ints([start + count]), emit.ints([1]), emit.ints([1])]);
}

// At stride one a transposed convolution is a convolution with the kernel flipped and its channels swapped.
function flippedConv(emit: Emitter, { attrs, inputs }: Tensor<"convTranspose">, x: string, w: string): string {
  const kernel = inputs[1]!.shape.slice(2);
  const axes = kernel.map((_, i) => i + 2);
  const each = (value: number) => emit.ints(axes.map(() => value));
  const flipped = emit.op("Slice", [w, each(-1), each(-(2 ** 31)), emit.ints(axes), each(-1)]);
  const padding = attrs.padding.map(([before, after], i) => {
    const reach = attrs.dilations[i]! * (kernel[i]! - 1);
    return [reach - before, reach - after] as const;
  });
  const negative = padding.some(([before, after]) => before < 0 || after < 0);
  if (negative) return emit.op("ConvTranspose", [x, w], { ...onnxAttrs(attrs), output_padding: attrs.outputPadding });
  return emit.op("Conv", [x, swapChannels(emit, flipped, axes.length)], onnxAttrs({ ...attrs, padding }));
}

// dw = conv(x with batch and channels swapped, dy likewise, strides and dilations exchanged), cropped to the kernel.
function dilatedGrad(emit: Emitter, node: Tensor<"convWeightGrad">, x: string, dy: string): string {
  const { attrs } = node;
  const { kernel, strides, dilations, padding } = attrs;
  const rank = kernel.length;
  const exchanged = { strides: dilations, dilations: strides, padding, groups: 1 };
  const wide = emit.op("Conv", [swapChannels(emit, x, rank), swapChannels(emit, dy, rank)], onnxAttrs(exchanged));
  const sizes = kernel.map((_, i) =>
    convSize(node.inputs[0]!.shape[i + 2]!, node.inputs[1]!.shape[i + 2]!, exchanged, i),
  );
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
