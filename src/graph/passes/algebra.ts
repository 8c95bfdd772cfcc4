// Local identities: neutral elements, chained scalar factors, moves that cancel, broadcasts that need not happen.

import { broadcastShapes, sameShape, sizeOf } from "../../array/index.ts";
import { isElementwise, mul, neg } from "../ops/elementwise.ts";
import { broadcastTo, reshape, transpose } from "../ops/movement.ts";
import { sum } from "../ops/reduction.ts";
import { asTensor, type OpName, scalarValue, Tensor } from "../tensor.ts";

type Identity = (node: Tensor) => Tensor | undefined;

const is = <K extends OpName>(x: Tensor | undefined, op: K): x is Tensor<K> => x?.op === op;

// The one number that fills a tensor: a constant of one element, perhaps under a broadcast.
function fillValue(x: Tensor): number | undefined {
  const source = is(x, "broadcastTo") ? x.inputs[0]! : x;
  const single = is(source, "constant") && source.dtype === "float32" && sizeOf(source.shape) === 1;
  return single ? Number(source.attrs.value.data[0]) : undefined;
}

// x as the whole result, if it already has its shape.
const only = (x: Tensor, node: Tensor) => (sameShape(x.shape, node.shape) ? x : broadcastTo(x, node.shape));

const product: Identity = (node) => {
  const [x, y] = node.inputs as [Tensor, Tensor];
  for (const [a, b] of [
    [x, y],
    [y, x],
  ] as const) {
    const c = fillValue(b);
    if (c === undefined) continue;
    if (c === 1) return only(a, node);
    if (c === 0) return broadcastTo(asTensor(0), node.shape);
    if (c === -1) return only(neg(a), node);
    if (is(a, "neg")) return only(mul(a.inputs[0]!, -c), node);
    if (is(a, "mul")) {
      const inner = a.inputs.map(scalarValue);
      const at = inner.findIndex((value) => value !== undefined);
      if (at >= 0) return only(mul(a.inputs[1 - at]!, c * inner[at]!), node);
    }
    if (is(a, "constant") && a.shape.length === 0) return undefined;
    if (b.shape.length > 0) return only(mul(a, c), node);
  }
  return undefined;
};

const identities: { readonly [K in OpName]?: Identity } = {
  mul: product,
  add: (node) => {
    const [x, y] = node.inputs as [Tensor, Tensor];
    if (fillValue(y) === 0) return only(x, node);
    if (fillValue(x) === 0) return only(y, node);
    if (is(y, "neg")) return new Tensor("sub", [x, y.inputs[0]!], {}, node.shape, node.dtype);
    return undefined;
  },
  sub: (node) => {
    const [x, y] = node.inputs as [Tensor, Tensor];
    if (fillValue(y) === 0) return only(x, node);
    if (is(y, "neg")) return new Tensor("add", [x, y.inputs[0]!], {}, node.shape, node.dtype);
    return undefined;
  },
  div: (node) => (fillValue(node.inputs[1]!) === 1 ? only(node.inputs[0]!, node) : undefined),
  neg: ({ inputs: [x] }) => (is(x, "neg") ? x.inputs[0]! : undefined),
  stopGradient: ({ inputs: [x] }) => x!,
  reshape: (node) => {
    const x = node.inputs[0]!;
    if (is(x, "reshape")) return reshape(x.inputs[0]!, node.shape);
    return is(x, "broadcastTo") && scalarValue(x.inputs[0]!) !== undefined
      ? broadcastTo(x.inputs[0]!, node.shape)
      : undefined;
  },
  transpose: (node) => {
    const x = node.inputs[0]!;
    const { permutation } = (node as Tensor<"transpose">).attrs;
    if (permutation.every((axis, i) => axis === i)) return x;
    if (is(x, "transpose"))
      return transpose(
        x.inputs[0]!,
        permutation.map((axis) => x.attrs.permutation[axis]!),
      );
    return undefined;
  },
  broadcastTo: (node) => {
    const x = node.inputs[0]!;
    return is(x, "broadcastTo") ? broadcastTo(x.inputs[0]!, node.shape) : undefined;
  },
  // A sum over a filled tensor, or over axes of size one.
  sum: (node) => {
    const x = node.inputs[0]!;
    const c = fillValue(x);
    if (c !== undefined && x.shape.length > 0)
      return broadcastTo(asTensor(c * (sizeOf(x.shape) / sizeOf(node.shape))), node.shape);
    if (sizeOf(x.shape) === sizeOf(node.shape)) return reshape(x, node.shape);
    if (is(x, "neg")) return neg(sum(x.inputs[0]!, (node as Tensor<"sum">).attrs));
    return undefined;
  },
};

/** An equivalent, cheaper node, or `node` itself. */
export function simplifyNode(node: Tensor): Tensor {
  const simpler = identities[node.op]?.(node);
  return simpler ?? withoutBroadcasts(node);
}

// Element-wise operations broadcast by themselves, so an explicit broadcast before them is work for nothing; with one
// operand it comes after them.
function withoutBroadcasts(node: Tensor): Tensor {
  if (!isElementwise(node.op)) return node;
  if (node.inputs.length === 1) {
    const x = node.inputs[0]!;
    if (!is(x, "broadcastTo")) return node;
    const bare = x.inputs[0]!;
    return broadcastTo(new Tensor<OpName>(node.op, [bare], node.attrs, bare.shape, node.dtype), node.shape);
  }
  const bare = node.inputs.map((x) => (is(x, "broadcastTo") ? x.inputs[0]! : x)) as [Tensor, Tensor];
  for (const inputs of [bare, [bare[0], node.inputs[1]!], [node.inputs[0]!, bare[1]]] as const) {
    if (inputs.every((x, i) => x === node.inputs[i])) continue;
    if (sameShape(broadcastShapes(inputs[0]!.shape, inputs[1]!.shape), node.shape)) {
      return new Tensor<OpName>(node.op, inputs, node.attrs, node.shape, node.dtype);
    }
  }
  return node;
}
