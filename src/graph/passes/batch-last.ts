// Lays training graphs of small pictures out with the batch as the last axis, where a convolution and its two gradients
// are plain matrix products that share their columns. Element-wise work between them follows, so that arrays are
// transposed only where such a region begins and ends.

import type { Shape } from "../../array/index.ts";
import { isElementwise } from "../ops/elementwise.ts";
import { reshape, transpose } from "../ops/movement.ts";
import { sum } from "../ops/reduction.ts";
import { Tensor } from "../tensor.ts";
import { topologicalOrder } from "../walk.ts";
import { type ConvGeometry, ConvolutionProducts, columnsSize, convGeometry } from "./convolution-products.ts";

/** Which convolutions become products. */
export interface BatchLastLimits {
  /** Smallest batch: rows of the gathered columns should be long. */
  readonly batch: number;
  /** Largest number of elements of the columns for a convolution or its transpose: they should stay in the cache. */
  readonly columns: number;
  /** The same for a kernel's gradient, whose other forms are slower still. */
  readonly gradientColumns: number;
}

const LIMITS: BatchLastLimits = { batch: 16, columns: 5e6, gradientColumns: 5e7 };

/** An equivalent graph; one without kernel gradients stays as it is. */
export function batchLast(outputs: readonly Tensor[], limits: BatchLastLimits = LIMITS): readonly Tensor[] {
  const order = topologicalOrder(outputs);
  if (!order.some(({ op }) => op === "convWeightGrad")) return outputs;
  const layouts = new Layouts();
  const products = new ConvolutionProducts();
  for (const node of order) {
    const geometry = convGeometry(node);
    if (geometry !== undefined && qualifies(node, geometry, limits)) product(node, geometry, layouts, products);
    else if (follows(node, layouts)) layouts.keepLast(node, elementwiseLast(node, layouts));
    else if (sumsWithin(node, layouts)) layouts.keepFirst(node, sumLast(node, layouts));
    else layouts.keepFirst(node, rebuilt(node, layouts));
  }
  return outputs.map((output) => layouts.first(output));
}

// The new form of every node of the old graph, in one layout or both.
class Layouts {
  private readonly firsts = new Map<Tensor, Tensor>();
  private readonly lasts = new Map<Tensor, Tensor>();
  private readonly native = new Set<Tensor>();

  keepFirst(old: Tensor, made: Tensor): void {
    this.firsts.set(old, made);
  }

  keepLast(old: Tensor, made: Tensor): void {
    this.lasts.set(old, made);
    this.native.add(old);
  }

  /** True for nodes that are computed with the batch last. */
  isLast(old: Tensor): boolean {
    return this.native.has(old);
  }

  /** As it was, [N, C, H, W] for pictures. */
  first(old: Tensor): Tensor {
    const known = this.firsts.get(old) ?? transpose(this.lasts.get(old)!, [3, 0, 1, 2]);
    this.firsts.set(old, known);
    return known;
  }

  /** As [C, H, W, N]. */
  last(old: Tensor): Tensor {
    const known = this.lasts.get(old) ?? transpose(this.firsts.get(old)!, [1, 2, 3, 0]);
    this.lasts.set(old, known);
    return known;
  }
}

function qualifies({ op }: Tensor, geometry: ConvGeometry, limits: BatchLastLimits): boolean {
  const most = op === "convWeightGrad" ? limits.gradientColumns : limits.columns;
  return geometry.batch >= limits.batch && columnsSize(geometry) <= most;
}

function product(node: Tensor, geometry: ConvGeometry, layouts: Layouts, products: ConvolutionProducts): void {
  const [a, b] = node.inputs as [Tensor, Tensor];
  if (node.op === "convTranspose") {
    layouts.keepLast(node, products.large(layouts.last(a), layouts.first(b), geometry));
    return;
  }
  const columns = products.columns(layouts.last(a), geometry);
  if (node.op === "conv") layouts.keepLast(node, products.small(columns, layouts.first(b), geometry));
  else layouts.keepFirst(node, products.kernel(columns, layouts.last(b), geometry));
}

const sameShape = (a: Shape, b: Shape) => a.length === b.length && a.every((dim, i) => dim === b[i]);

// Element-wise work goes where an operand of its own shape already is.
function follows(node: Tensor, layouts: Layouts): boolean {
  const picture = isElementwise(node.op) && node.shape.length === 4;
  return picture && node.inputs.some((x) => layouts.isLast(x) && sameShape(x.shape, node.shape));
}

function elementwiseLast(node: Tensor, layouts: Layouts): Tensor {
  const inputs = node.inputs.map((x) => {
    if (x.shape.length === 0) return layouts.first(x);
    if (x.shape.length === 4 && x.shape[0] !== 1) return layouts.last(x);
    // Without a batch axis of its own the last axis is one element that all items share.
    const own = x.shape.length === 4 ? x.shape.slice(1) : x.shape;
    return reshape(layouts.first(x), [...own, 1]);
  });
  return new Tensor(node.op, inputs, node.attrs, moved(node.shape), node.dtype);
}

const moved = ([batch, ...event]: Shape): Shape => [...event, batch!];
const movedAxis = (axis: number) => (axis + 3) % 4;

// Sums whose result has the same order of axes either way: over the batch, or over everything else.
function sumsWithin(node: Tensor, layouts: Layouts): boolean {
  if (node.op !== "sum" || !layouts.isLast(node.inputs[0]!)) return false;
  const { axes, keepDims } = (node as Tensor<"sum">).attrs;
  return !keepDims && (axes.includes(0) || axes.length === 3);
}

function sumLast(node: Tensor, layouts: Layouts): Tensor {
  const { axes } = (node as Tensor<"sum">).attrs;
  return sum(layouts.last(node.inputs[0]!), { axes: axes.map(movedAxis).sort() });
}

function rebuilt(node: Tensor, layouts: Layouts): Tensor {
  const inputs = node.inputs.map((x) => layouts.first(x));
  if (inputs.every((x, i) => x === node.inputs[i])) return node;
  return new Tensor(node.op, inputs, node.attrs, node.shape, node.dtype);
}
