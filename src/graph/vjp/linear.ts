// Reverse-mode rules of matrix products, convolutions and pooling.

import { conv, type convolutionOps, convTranspose, convTransposeSize, convWeightGrad } from "../ops/convolution.ts";
import { add, div, mul } from "../ops/elementwise.ts";
import { type linearOps, matmul } from "../ops/linear.ts";
import { pad, slice } from "../ops/movement.ts";
import type { poolingOps } from "../ops/pooling.ts";
import type { ConvAttrs, Tensor } from "../tensor.ts";
import { equalMask } from "./elementwise.ts";
import { unbroadcast, type VjpRule } from "./rule.ts";
import { movementVjps } from "./structure.ts";

type Product = Tensor<"matmul"> | Tensor<"gemm">;

function productGrads(g: Tensor, { inputs, attrs: { transposeA, transposeB } }: Product): [Tensor, Tensor] {
  const [a, b] = inputs as [Tensor, Tensor];
  const ga = transposeA
    ? matmul(b, g, { transposeA: transposeB, transposeB: true })
    : matmul(g, b, { transposeB: !transposeB });
  const gb = transposeB
    ? matmul(g, a, { transposeA: true, transposeB: transposeA })
    : matmul(a, g, { transposeA: !transposeA });
  return [unbroadcast(ga, a.shape), unbroadcast(gb, b.shape)];
}

/** Rules of the matrix products. */
export const linearVjps: { [K in keyof typeof linearOps]: VjpRule<K> } = {
  matmul: productGrads,
  gemm: (g, node) => [...productGrads(g, node), unbroadcast(g, node.inputs[2]!.shape)],
};

const optionsOf = ({ strides, padding, dilations, groups }: ConvAttrs) => ({
  stride: strides,
  padding,
  dilation: dilations,
  groups,
});

// The transposed convolution that gives back exactly the spatial sizes of `target`.
function convTransposeTo(y: Tensor, w: Tensor, attrs: ConvAttrs, target: Tensor): Tensor {
  const short = target.shape
    .slice(2)
    .map((size, i) => size - convTransposeSize(y.shape[i + 2]!, w.shape[i + 2]!, attrs, i));
  return convTranspose(y, w, { ...optionsOf(attrs), outputPadding: short });
}

/** Rules of the convolutions: each one's gradients are the other two. */
export const convolutionVjps: { [K in keyof typeof convolutionOps]: VjpRule<K> } = {
  conv(g, { inputs: [x, w], attrs }) {
    return [convTransposeTo(g, w!, attrs, x!), convWeightGrad(x!, g, w!.shape.slice(2), optionsOf(attrs))];
  },
  convTranspose(g, { inputs: [x, w], attrs }) {
    return [conv(g, w!, optionsOf(attrs)), convWeightGrad(g, x!, w!.shape.slice(2), optionsOf(attrs))];
  },
  convWeightGrad(g, { inputs: [x, dy], attrs }) {
    return [convTransposeTo(dy!, g, attrs, x!), conv(x!, g, optionsOf(attrs))];
  },
};

/** Rule of max pooling. */
export const poolingVjps: { [K in keyof typeof poolingOps]: VjpRule<K> } = {
  maxPool(g, y) {
    const x = y.inputs[0]!;
    const { kernel, strides, padding } = y.attrs;
    // Every kernel offset as a strided slice of the padded input: where it equals the maximum, it takes its share.
    const frame = [0, 0, ...padding];
    const after = frame.map((before, axis) => {
      if (axis < 2) return 0;
      const reach = (y.shape[axis]! - 1) * strides[axis - 2]! + kernel[axis - 2]!;
      return Math.max(reach - x.shape[axis]! - before, 0);
    });
    const framed = pad(x, frame, after, -3.4e38);
    const windows = offsets(kernel).map((offset) =>
      slice(
        framed,
        ...offset.map((start, i) => {
          const step = strides[i]!;
          return { axis: i + 2, start, step, end: start + (y.shape[i + 2]! - 1) * step + 1 };
        }),
      ),
    );
    const masks = windows.map((window) => equalMask(window, y));
    const share = div(
      g,
      masks.reduce((a, b) => add(a, b)),
    );
    const grads = masks.map((mask, i) => spreadBack(mul(mask, share), windows[i]!, framed));
    const total = grads.reduce((a, b) => add(a, b));
    return [slice(total, ...frame.map((start, axis) => ({ axis, start, end: start + x.shape[axis]! })))];
  },
};

function offsets(kernel: readonly number[]): number[][] {
  return kernel.reduce<number[][]>(
    (list, size) => list.flatMap((head) => Array.from({ length: size }, (_, i) => [...head, i])),
    [[]],
  );
}

function spreadBack(g: Tensor, window: Tensor, framed: Tensor): Tensor {
  if (window === framed) return g;
  return movementVjps.slice(g, window as Tensor<"slice">)[0]!;
}
