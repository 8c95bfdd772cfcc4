// Reverse-mode rules of element-wise operations, comparison, selection and casts.

import { sign, square } from "../composites/special.ts";
import { cos, div, type elementwiseOps, exp, log, mul, neg, pow, sigmoid, sin, step, sub } from "../ops/elementwise.ts";
import { cast, equal, less, logicalNot, type logicOps, where } from "../ops/logic.ts";
import { scalarValue, type Tensor } from "../tensor.ts";
import { unbroadcast, type VjpRule } from "./rule.ts";

type Elementwise = keyof typeof elementwiseOps;

const binary = (node: Tensor, gx: Tensor | null, gy: Tensor | null) => [
  gx && unbroadcast(gx, node.inputs[0]!.shape),
  gy && unbroadcast(gy, node.inputs[1]!.shape),
];

// The gradient goes to x where x wins or ties, to y elsewhere.
const chosen = (g: Tensor, node: Tensor, yWins: Tensor) => binary(node, where(yWins, 0, g), where(yWins, g, 0));

/** Rules of the element-wise float operations. */
export const elementwiseVjps: { [K in Elementwise]: VjpRule<K> } = {
  neg: (g) => [neg(g)],
  abs: (g, { inputs: [x] }) => [mul(g, sign(x!))],
  exp: (g, y) => [mul(g, y)],
  log: (g, { inputs: [x] }) => [div(g, x!)],
  sqrt: (g, y) => [div(mul(g, 0.5), y)],
  reciprocal: (g, y) => [neg(mul(g, square(y)))],
  sin: (g, { inputs: [x] }) => [mul(g, cos(x!))],
  cos: (g, { inputs: [x] }) => [neg(mul(g, sin(x!)))],
  tanh: (g, y) => [mul(g, sub(1, square(y)))],
  sigmoid: (g, y) => [mul(g, mul(y, sub(1, y)))],
  // d erf(x) / dx = 2 / sqrt(pi) exp(-x^2)
  erf: (g, { inputs: [x] }) => [mul(g, mul(exp(neg(square(x!))), 2 / Math.sqrt(Math.PI)))],
  relu: (g, y) => [mul(g, step(y))],
  softplus: (g, { inputs: [x] }) => [mul(g, sigmoid(x!))],
  step: () => [null],
  floor: () => [null],
  stopGradient: () => [null],
  add: (g, node) => binary(node, g, g),
  sub: (g, node) => binary(node, g, neg(g)),
  mul: (g, node) => binary(node, mul(g, node.inputs[1]!), mul(g, node.inputs[0]!)),
  div(g, node) {
    const gx = div(g, node.inputs[1]!);
    return binary(node, gx, neg(mul(gx, node)));
  },
  pow(g, node) {
    const [x, y] = node.inputs as [Tensor, Tensor];
    const c = scalarValue(y);
    if (c !== undefined) return [unbroadcast(mul(mul(g, c), c === 2 ? x : pow(x, c - 1)), x.shape), null];
    return binary(node, mul(mul(g, y), pow(x, sub(y, 1))), mul(mul(g, node), log(x)));
  },
  maximum: (g, node) => chosen(g, node, less(node.inputs[0]!, node.inputs[1]!)),
  minimum: (g, node) => chosen(g, node, less(node.inputs[1]!, node.inputs[0]!)),
};

type Logic = keyof typeof logicOps;

const none = () => [null, null];

/** Rules of comparison, selection and casts. */
export const logicVjps: { [K in Logic]: VjpRule<K> } = {
  equal: none,
  greater: none,
  less: none,
  logicalAnd: none,
  logicalNot: none,
  where(g, { inputs: [condition, x, y] }) {
    return [
      null,
      unbroadcast(where(condition!, g, 0), x!.shape),
      unbroadcast(where(logicalNot(condition!), g, 0), y!.shape),
    ];
  },
  cast: (g, { inputs: [x] }) => [x!.dtype === "float32" && g.dtype === "float32" ? g : null],
};

/** 1 where both are equal, as float32: the mask by which extrema share a gradient. */
export function equalMask(x: Tensor, y: Tensor): Tensor {
  return cast(equal(x, y), "float32");
}
