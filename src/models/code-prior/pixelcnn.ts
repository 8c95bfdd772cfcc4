// Gated PixelCNN (van den Oord et al. 2016, Conditional Image Generation with PixelCNN Decoders): two stacks of convolutions,
// one over the rows above and one over the sites to the left, so that every site sees all before it and no blind spot is left.
// What the paper masks is here cut off: kernels reach only where they may look.

import { add, conv, mul, relu, reshape, type Scope, sigmoid, slice, type Tensor, tanh } from "../../graph/index.ts";
import { fansOf, initialiser } from "../../nn/index.ts";

/** Size of the network. */
export interface PixelCnnOptions {
  /** Channels of each stack. */
  readonly filters: number;
  /** Gated layers, the first included. */
  readonly layers: number;
  /** Width of the field of one layer, odd: it sees (kernel - 1) / 2 rows up, and as many sites to both sides. */
  readonly kernel: number;
}

/**
 * Scores [batch, outputs, height, width] of every site from x [batch, channels, height, width]; those of a site depend only on the
 * sites before it, row by row. `place` [2 filters, height, width] is added to the first layer.
 */
export function pixelCnn(
  x: Tensor,
  outputs: number,
  { filters, layers, kernel }: PixelCnnOptions,
  place: Tensor,
  scope: Scope,
): Tensor {
  const reach = (kernel - 1) / 2;
  let [above, left] = [x, x];
  for (let layer = 0; layer < layers; layer++) {
    const inner = scope.child(layer);
    const first = layer === 0;
    const rows = rowsAbove(above, 2 * filters, reach, first, inner.child("vertical"));
    const line = sitesLeft(left, 2 * filters, reach, first, inner.child("horizontal"));
    const seen = add(line, pointwise(rows, 2 * filters, inner.child("link")));
    const next = pointwise(gated(first ? add(seen, place) : seen), filters, inner.child("output"));
    above = gated(rows);
    left = first ? next : add(left, next);
  }
  const hidden = relu(pointwise(relu(left), filters, scope.child("hidden")));
  return pointwise(hidden, outputs, scope.child("scores"));
}

// Sees the rows i - reach to i, or, in the first layer, to i - 1; what it is given of row i knows nothing of it after that.
function rowsAbove(x: Tensor, filters: number, reach: number, first: boolean, scope: Scope): Tensor {
  const shape = [filters, x.shape[1]!, reach + (first ? 0 : 1), 2 * reach + 1];
  const y = convolved(x, shape, scope, [
    [reach, 0],
    [reach, reach],
  ]);
  return first ? slice(y, { axis: 2, end: x.shape[2]! }) : y;
}

// Sees the sites j - reach to j of its row, or, in the first layer, to j - 1.
function sitesLeft(x: Tensor, filters: number, reach: number, first: boolean, scope: Scope): Tensor {
  const y = convolved(x, [filters, x.shape[1]!, 1, reach + (first ? 0 : 1)], scope, [
    [0, 0],
    [reach, 0],
  ]);
  return first ? slice(y, { axis: 3, end: x.shape[3]! }) : y;
}

type Frame = readonly (readonly [before: number, after: number])[];

function convolved(x: Tensor, shape: readonly number[], scope: Scope, padding: Frame): Tensor {
  const [fanIn, fanOut] = fansOf(shape);
  const weight = scope.parameter("weight", shape, initialiser("glorot-uniform", fanIn, fanOut));
  const bias = scope.parameter("bias", [shape[0]!], initialiser("zeros", 1, 1));
  return add(conv(x, weight, { padding }), reshape(bias, [shape[0]!, 1, 1]));
}

const pointwise = (x: Tensor, filters: number, scope: Scope): Tensor =>
  convolved(x, [filters, x.shape[1]!, 1, 1], scope, [
    [0, 0],
    [0, 0],
  ]);

// tanh(a) sigmoid(b) of the two halves of the channels.
function gated(x: Tensor): Tensor {
  const half = x.shape[1]! / 2;
  return mul(tanh(slice(x, { axis: 1, end: half })), sigmoid(slice(x, { axis: 1, start: half })));
}
