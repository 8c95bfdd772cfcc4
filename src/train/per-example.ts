// Gradients of single rows, clipped and summed, without holding them: of a weight W in y = x W^T, row i's gradient is
// the outer product of dL/dy_i and x_i, its norm the product of theirs (Goodfellow 2015), and the sum of the clipped ones
// is one product of matrices, after a single backward pass (Bu et al. 2023, "book-keeping").

import {
  add,
  asTensor,
  broadcastTo,
  matmul,
  maximum,
  mul,
  reciprocal,
  reshape,
  rewrite,
  sqrt,
  square,
  sum,
  Tensor,
  vjp,
} from "../graph/index.ts";
import { parameterUnder, RowCopies, unsupported } from "./per-row.ts";
import { ELEMENTWISE, extentsOf } from "./rows.ts";

/** What is to be differentiated. */
export interface RowLoss {
  /** A scalar, the sum over rows i of weight_i times the loss of row i. */
  readonly loss: Tensor;
  /** Further tensors that share the loss's graph. */
  readonly terms: readonly Tensor[];
  readonly parameters: readonly Tensor<"input">[];
  /** Rows of the batch, the first axis of every input that `isRow` accepts. */
  readonly batch: number;
  readonly isRow: (node: Tensor<"input">) => boolean;
}

/** Gradients of rows, as tensors. */
export interface RowGradients {
  /** Loss and terms again, in the graph that the gradients share. */
  readonly loss: Tensor;
  readonly terms: readonly Tensor[];
  /** Norm of each row's gradient over all parameters [batch]. */
  readonly norms: Tensor;
  /** For each parameter the sum over rows of `factors` [batch] times the row's gradient. */
  weightedSums(factors: Tensor): Tensor[];
}

// One use of a weight: dL/dW_i = mask * (dL/dy_i outer x_i), transposed where the product says so. x [..., batch, inputs]
// and y [..., batch, outputs] may hold several products, one after the other.
interface WeightUse {
  readonly parameter: Tensor;
  readonly x: Tensor;
  readonly y: Tensor;
  readonly transposed: boolean;
  readonly mask: Tensor | undefined;
}

/** The factors min(1, clip / norm) [batch]. */
export function clipFactors(norms: Tensor, clip: number): Tensor {
  return reciprocal(maximum(mul(norms, 1 / clip), 1));
}

/**
 * Gradients of the rows of a loss. Exact for weights of dense layers, also masked ones, and for what is broadcast over rows.
 * @throws ConfigError when rows are mixed, or a parameter is used by an operation whose gradients per row are not known
 */
export function rowGradients({ loss, terms, parameters, batch, isRow }: RowLoss): RowGradients {
  const trained = new Set<Tensor>(parameters);
  const extents = extentsOf(loss, batch, isRow, trained);
  const dependent = new Set<Tensor>(trained);
  const depends = (node: Tensor) => dependent.has(node);
  const copies = new RowCopies(batch, depends);
  const uses: WeightUse[] = [];
  const [newLoss, ...newTerms] = rewrite([loss, ...terms], (node, old) => {
    if (old.inputs.some(depends)) dependent.add(old);
    // Terms that are no part of the loss stay as they are.
    const axis = extents.get(old);
    if (typeof axis !== "number") return node;
    const shared = (i: number) => extents.get(old.inputs[i]!) === "fixed" && depends(old.inputs[i]!);
    if (!old.inputs.some((_, i) => shared(i))) return node;
    const product = old.op === "matmul" || old.op === "gemm";
    const inputs = node.inputs.map((x, i) => {
      if (!shared(i)) return x;
      if (product && i === 1) return x;
      if (!(ELEMENTWISE.has(old.op) || old.op === "broadcastTo" || (old.op === "gemm" && i === 2))) {
        throw unsupported(old, parameterUnder(old.inputs[i]!, depends));
      }
      return copies.expanded(old.inputs[i]!, axis, old.shape.length);
    });
    const made = inputs.every((x, i) => x === node.inputs[i]) ? node : rebuilt(node, inputs);
    if (product && shared(1)) uses.push(weightUse(made, old as Tensor<"matmul">, axis, depends));
    return made;
  });
  for (const { parameter } of uses) {
    if (copies.parameters.has(parameter)) throw unsupported(parameter, parameterUnder(parameter, depends));
  }
  const owned = [...copies.parameters];
  const wrt = [...uses.map(({ y }) => y), ...owned.map(([, copy]) => copy)];
  const gradients = vjp([newLoss!], [asTensor(1)], wrt);
  const deltas = new Map(uses.map((use, i) => [use, gradients[i]!]));
  const copyGradients = new Map(owned.map(([parameter], i) => [parameter, gradients[uses.length + i]!]));
  const squares = [
    ...uses.flatMap((use, i) => uses.slice(0, i + 1).flatMap((other) => crossNorms(use, other, deltas))),
    ...[...copyGradients.values()].map((g) => sumAfter(square(g), 1)),
  ];
  return {
    loss: newLoss!,
    terms: newTerms,
    norms: sqrt(squares.reduce((a, b) => add(a, b))),
    weightedSums: (factors) =>
      parameters.map((parameter) => {
        const g = copyGradients.get(parameter);
        if (g !== undefined) return sum(mul(g, asColumn(factors, g.shape.length)), { axes: 0 });
        const parts = uses.filter((use) => use.parameter === parameter);
        if (parts.length === 0) return broadcastTo(asTensor(0), parameter.shape);
        return parts.map((use) => weightGradient(use, deltas.get(use)!, factors)).reduce((a, b) => add(a, b));
      }),
  };
}

// Follows the second operand of a product to its parameter, through products with constant masks.
function weightUse(
  y: Tensor,
  old: Tensor<"matmul"> | Tensor<"gemm">,
  axis: number,
  depends: (node: Tensor) => boolean,
): WeightUse {
  let weight = old.inputs[1]!;
  let mask: Tensor | undefined;
  const products = (x: Tensor) => x.shape.slice(0, -2).join();
  if (axis !== old.shape.length - 2 || products(weight) !== products(old)) {
    throw unsupported(old, parameterUnder(weight, depends));
  }
  while (weight.op !== "input") {
    const [inner, ...more] = weight.inputs.filter(depends);
    const factor = weight.inputs.find((x) => !depends(x));
    const masked = weight.op === "mul" && more.length === 0 && factor && inner!.shape.join() === weight.shape.join();
    if (!masked) throw unsupported(weight, parameterUnder(weight, depends));
    const whole = broadcastTo(factor, weight.shape);
    mask = mask === undefined ? whole : mul(mask, whole);
    weight = inner!;
  }
  return { parameter: weight, x: y.inputs[0]!, y, transposed: old.attrs.transposeB, mask };
}

// The outer product [rows of W] x [columns of W] that a row's gradient is.
function sides({ x, transposed }: WeightUse, delta: Tensor): [Tensor, Tensor] {
  return transposed ? [delta, x] : [x, delta];
}

// Inner products of the gradients that two uses of one weight give each row [batch]; twice for different uses.
function crossNorms(use: WeightUse, other: WeightUse, deltas: ReadonlyMap<WeightUse, Tensor>): Tensor[] {
  if (use.parameter !== other.parameter) return [];
  const [left, right] = sides(use, deltas.get(use)!);
  const [otherLeft, otherRight] = sides(other, deltas.get(other)!);
  const [lefts, rights] = [mul(left, otherLeft), mul(right, otherRight)];
  const masks = [use.mask, other.mask].filter((mask) => mask !== undefined);
  const product =
    masks.length === 0
      ? mul(sum(lefts, { axes: -1 }), sum(rights, { axes: -1 }))
      : sum(mul(matmul(lefts, masks.length === 2 ? mul(masks[0]!, masks[1]!) : masks[0]!), rights), { axes: -1 });
  const perRow = sum(product, { axes: product.shape.slice(0, -1).map((_, i) => i) });
  return use === other ? [perRow] : [mul(perRow, 2)];
}

function weightGradient(use: WeightUse, delta: Tensor, factors: Tensor): Tensor {
  const [left, right] = sides(use, mul(delta, asColumn(factors, 2)));
  const product = matmul(left, right, { transposeA: true });
  return use.mask === undefined ? product : mul(product, use.mask);
}

const rebuilt = (node: Tensor, inputs: readonly Tensor[]): Tensor =>
  new Tensor(node.op, inputs, node.attrs, node.shape, node.dtype);

// Sums over the axes from `first` on.
const sumAfter = (x: Tensor, first: number): Tensor => sum(x, { axes: x.shape.slice(first).map((_, i) => first + i) });

const asColumn = (factors: Tensor, rank: number): Tensor =>
  reshape(factors, [factors.shape[0]!, ...new Array<number>(rank - 1).fill(1)]);
