// Lowering of convolutions and pooling. What a training step spends its time on arrives here as matrix products
// already (graph/passes/batch-last.ts); these are the forms for everything else.

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
  conv(emit, { attrs, inputs: [x, w] }, names) {
    const { groups } = attrs;
    const [into, out] = [w!.shape[1]!, w!.shape[0]! / groups];
    const convolve = (inputs: readonly string[], count: number) =>
      convolved(emit, inputs, into * count, w!.shape.with(0, out * count), x!.shape, { ...attrs, groups: count });
    if (!straddles(out, groups)) return convolve(names, groups);
    const parts = Array.from({ length: groups }, (_, g) =>
      convolve([part(emit, names[0]!, 1, g * into, into), part(emit, names[1]!, 0, g * out, out)], 1),
    );
    return emit.op("Concat", parts, { axis: 1 });
  },
  convTranspose(emit, node, [x, w]) {
    const { attrs } = node;
    const { strides, groups, outputPadding } = attrs;
    if (groups === 1 && strides.every((s) => s === 1)) return flippedConv(emit, node, x!, w!);
    const [into, out] = [node.inputs[1]!.shape[0]! / groups, node.inputs[1]!.shape[1]!];
    if (groups > 1 && out === 1 && into % 2 === 0) return groupByGroup(emit, node, x!, w!, into);
    return emit.op("ConvTranspose", [x!, w!], { ...onnxAttrs(attrs), output_padding: outputPadding });
  },
  convWeightGrad(emit, node, [x, dy]) {
    const { groups } = node.attrs;
    const [c, o] = [node.inputs[0]!.shape[1]! / groups, node.inputs[1]!.shape[1]! / groups];
    const parts = Array.from({ length: groups }, (_, g) => {
      const xPart = groups === 1 ? x! : part(emit, x!, 1, g * c, c);
      const dyPart = groups === 1 ? dy! : part(emit, dy!, 1, g * o, o);
      return dilatedGrad(emit, node, xPart, dyPart);
    });
    return groups === 1 ? parts[0]! : emit.op("Concat", parts, { axis: 0 });
  },
  maxPool: (emit, { attrs: { kernel, strides, padding } }, inputs) =>
    emit.op("MaxPool", inputs, { kernel_shape: kernel, strides, pads: [...padding, ...padding] }),
};

// WebGPU's Conv computes four or two channels together, and is wrong where these belong to two groups.
function straddles(out: number, groups: number): boolean {
  const together = [4, 2, 1].find((count) => (out * groups) % count === 0)!;
  return groups > 1 && out >= 4 && out % together !== 0;
}

// A convolution of an image with `into` channels that WebGPU computes rightly too. It does not by itself
// - where the channels are a multiple of three but not of four, are more than three, and give a multiple of four: there
//   are channels of zeros beside them;
// - where padding is only behind the image, and the kernel is one element or as large as the image: there the image is
//   padded in front too, by one stride, and the window that this adds is cut off.
function convolved(
  emit: Emitter,
  inputs: readonly string[],
  into: number,
  kernel: Shape,
  image: Shape,
  attrs: ConvAttrs,
): string {
  const { padding, strides, groups } = attrs;
  const thirds = groups === 1 && into > 3 && into % 3 === 0 && into % 4 !== 0 && kernel[0]! % 4 === 0;
  const operands = thirds ? inputs.map((x) => moreChannels(emit, x, 4 - (into % 4), image.length)) : inputs;
  const behind = padding.every(([before]) => before === 0) && padding.some(([, after]) => after > 0);
  const size = kernel.slice(2);
  const special = size.every((k) => k === 1) || size.every((k, i) => k === image[i + 2]);
  if (!behind || !special) return emit.op("Conv", operands, onnxAttrs(attrs));
  const shifted = padding.map(([, after], i) => [i === 0 ? strides[0]! : 0, after] as const);
  const long = emit.op("Conv", operands, onnxAttrs({ ...attrs, padding: shifted }));
  return emit.op("Slice", [long, emit.ints([1]), emit.ints([2 ** 31]), emit.ints([2])]);
}

// x [A, C, ...] with `count` channels of zeros behind its own.
function moreChannels(emit: Emitter, x: string, count: number, rank: number): string {
  const widths = new Array<number>(2 * rank).fill(0).with(rank + 1, count);
  return emit.op("Pad", [x, emit.ints(widths), emit.float(0)], { mode: "constant" });
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
  const [into, out] = inputs[1]!.shape as [number, number];
  return convolved(emit, [x, swapped], into, [out, into, ...kernel], inputs[0]!.shape, { ...attrs, padding });
}

// dw = conv(x with batch and channels swapped, dy likewise, strides and dilations exchanged), cropped to the kernel.
function dilatedGrad(emit: Emitter, node: Tensor<"convWeightGrad">, x: string, dy: string): string {
  const { attrs } = node;
  const { kernel, strides, dilations, padding } = attrs;
  const rank = kernel.length;
  const exchanged = { strides: dilations, dilations: strides, padding, groups: 1 };
  const [image, kernelShape] = node.inputs.map(({ shape }) => shape) as [Shape, Shape];
  const swapped = [swapChannels(emit, x, rank), swapChannels(emit, dy, rank)];
  const swappedKernel = [kernelShape[1]! / attrs.groups, kernelShape[0]!, ...kernelShape.slice(2)];
  const wide = convolved(emit, swapped, image[0]!, swappedKernel, image, exchanged);
  const sizes = kernel.map((_, i) => convSize(image[i + 2]!, kernelShape[i + 2]!, exchanged, i));
  const exact = sizes.every((size, i) => size === kernel[i]);
  const axes = kernel.map((_, i) => i + 2);
  const zero = emit.ints(axes.map(() => 0));
  const cropped = exact ? wide : emit.op("Slice", [wide, zero, emit.ints(kernel), emit.ints(axes)]);
  return swapChannels(emit, cropped, rank);
}
