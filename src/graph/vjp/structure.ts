// Reverse-mode rules of reductions, movement, indexing and scans.

import { type Shape, sameShape } from "../../array/index.ts";
import { div, mul, sigmoid, sub } from "../ops/elementwise.ts";
import { gather, type indexingOps, scatterAdd } from "../ops/indexing.ts";
import { broadcastTo, type movementOps, pad, reshape, slice, transpose } from "../ops/movement.ts";
import { type reductionOps, sum } from "../ops/reduction.ts";
import { cumsum, type scanOps } from "../ops/scan.ts";
import type { Tensor } from "../tensor.ts";
import { equalMask } from "./elementwise.ts";
import { unbroadcast, type VjpRule } from "./rule.ts";

// A reduced tensor with its reduced axes back as size one.
function keepAxes(reduced: Tensor, shape: Shape, axes: readonly number[]): Tensor {
  return reshape(
    reduced,
    shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim)),
  );
}

const extremum: VjpRule<"max"> & VjpRule<"min"> = (g: Tensor, node: Tensor<"max"> | Tensor<"min">) => {
  const x = node.inputs[0]!;
  const { axes } = node.attrs;
  const mask = equalMask(x, keepAxes(node, x.shape, axes));
  const share = div(keepAxes(g, x.shape, axes), sum(mask, { axes, keepDims: true }));
  return [mul(mask, share)];
};

/** Rules of the reductions. */
export const reductionVjps: { [K in keyof typeof reductionOps]: VjpRule<K> } = {
  sum: (g, { inputs: [x], attrs: { axes } }) => [broadcastTo(keepAxes(g, x!.shape, axes), x!.shape)],
  max: extremum,
  min: extremum,
  argmax: () => [null],
  softplusSum: (g, { inputs: [x], attrs: { axes } }) => [mul(keepAxes(g, x!.shape, axes), sigmoid(x!))],
};

// Puts the gradient of a slice back into zeros of the sliced shape.
function unslice(g: Tensor, shape: Shape, { starts, sizes, steps }: Tensor<"slice">["attrs"]): Tensor {
  const backwards = steps.flatMap((step, axis) => (step < 0 ? [{ axis, step: -1 }] : []));
  const spread = dilate(slice(g, ...backwards), steps.map(Math.abs));
  const before = starts.map((start, axis) => (steps[axis]! < 0 ? start + (sizes[axis]! - 1) * steps[axis]! : start));
  return pad(
    spread,
    before,
    shape.map((dim, axis) => dim - before[axis]! - spread.shape[axis]!),
  );
}

// Puts factor - 1 zeros between neighbours along each axis.
function dilate(x: Tensor, factors: readonly number[]): Tensor {
  if (factors.every((factor, axis) => factor === 1 || x.shape[axis] === 1)) return x;
  const apart = reshape(
    x,
    x.shape.flatMap((dim) => [dim, 1]),
  );
  const zeros = factors.flatMap((factor) => [0, factor - 1]);
  const spread = reshape(
    pad(
      apart,
      zeros.map(() => 0),
      zeros,
    ),
    x.shape.map((dim, axis) => dim * factors[axis]!),
  );
  return slice(spread, ...x.shape.map((dim, axis) => ({ axis, end: (dim - 1) * factors[axis]! + 1 })));
}

/** Rules of the movements. */
export const movementVjps: { [K in keyof typeof movementOps]: VjpRule<K> } = {
  reshape: (g, { inputs: [x] }) => [reshape(g, x!.shape)],
  transpose(g, { attrs: { permutation } }) {
    const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
    return [transpose(g, inverse)];
  },
  slice: (g, { inputs: [x], attrs }) => [unslice(g, x!.shape, attrs)],
  concat(g, { inputs, attrs: { axis } }) {
    let start = 0;
    return inputs.map((x) => {
      const end = start + x.shape[axis]!;
      const part = slice(g, { axis, start, end });
      start = end;
      return part;
    });
  },
  pad(g, { inputs: [x], attrs: { before } }) {
    return [slice(g, ...before.map((start, axis) => ({ axis, start, end: start + x!.shape[axis]! })))];
  },
  broadcastTo: (g, { inputs: [x] }) => [sameShape(g.shape, x!.shape) ? g : unbroadcast(g, x!.shape)],
};

/** Rules of gather and scatter: each is the other's transpose. */
export const indexingVjps: { [K in keyof typeof indexingOps]: VjpRule<K> } = {
  gather: (g, { inputs: [x, indices], attrs: { axis } }) => [scatterAdd(indices!, g, axis, x!.shape[axis]!), null],
  scatterAdd: (g, { inputs: [indices], attrs: { axis } }) => [null, gather(g, indices!, axis)],
};

/** Rules of cumulative sum and softmax. */
export const scanVjps: { [K in keyof typeof scanOps]: VjpRule<K> } = {
  cumsum: (g, { attrs: { axis, exclusive, reverse } }) => [cumsum(g, axis, { exclusive, reverse: !reverse })],
  // dL/dx = y (g - sum(g y))
  softmax: (g, y) => [mul(y, sub(g, sum(mul(g, y), { axes: y.attrs.axis, keepDims: true })))],
};
