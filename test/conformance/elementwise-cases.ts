// Cases of element-wise operations, comparison, selection and casts.

import fc from "fast-check";
import type { DType } from "../../src/array/index.ts";
import * as g from "../../src/graph/index.ts";
import { type OpCase, SIGMOID_TAIL } from "./op-case.ts";
import {
  anyShape,
  broadcastable,
  cases,
  type Domain,
  evens,
  fractional,
  type Maker,
  nonzero,
  odds,
  one,
  positive,
  real,
  small,
  wide,
} from "./sample.ts";

type Unary = (x: g.Tensor) => g.Tensor;
type Binary = (x: g.Operand, y: g.Operand) => g.Tensor;

const unary = (f: Unary, domain: Domain, more: Omit<OpCase, "draw"> = {}): OpCase => ({
  draw: cases(anyShape, (shape, make) => f(make.input(shape, domain))),
  ...more,
});

// Two broadcast tensors, or one of the operands a number.
const binary = (f: Binary, left: Domain, right: Domain, more: Omit<OpCase, "draw"> = {}): OpCase => ({
  draw: cases(
    fc.record({ shapes: broadcastable(2), form: fc.constantFrom("tensors", "tensors", "tensors", "left", "right") }),
    ({ shapes: [a, b], form }, make) => {
      if (form === "left") return f(left(make.generator), make.input(b!, right));
      if (form === "right") return f(make.input(a!, left), right(make.generator));
      return f(make.input(a!, left), make.input(b!, right));
    },
  ),
  ...more,
});

// Inputs of a type, with ties.
function typed(make: Maker, shape: readonly number[], dtype: DType): g.Tensor {
  return dtype === "bool" ? make.bools(shape) : make.input(shape, small, dtype);
}

const comparison = (f: Binary, dtypes: readonly DType[]): OpCase => ({
  draw: cases(fc.tuple(broadcastable(2), fc.constantFrom(...dtypes)), ([[a, b], dtype], make) =>
    f(typed(make, a!, dtype), typed(make, b!, dtype)),
  ),
  flat: true,
});

const CASTS: readonly (readonly [from: DType, to: DType])[] = [
  ["float32", "int64"],
  ["float32", "bool"],
  ["int64", "float32"],
  ["int64", "bool"],
  ["bool", "float32"],
  ["bool", "int64"],
];

const TRIGONOMETRY: NonNullable<OpCase["tolerance"]> = {
  webgpu: { tolerance: 3e-4, because: "WGSL guarantees sin and cos to an absolute 2^-11 only" },
};

/** Cases of the element-wise family. */
export const elementwiseCases = {
  neg: unary(g.neg, real),
  abs: unary(g.abs, nonzero),
  exp: unary(g.exp, real),
  log: unary(g.log, positive),
  sqrt: unary(g.sqrt, positive),
  reciprocal: unary(g.reciprocal, nonzero),
  sin: unary(g.sin, real, { tolerance: TRIGONOMETRY }),
  cos: unary(g.cos, real, { tolerance: TRIGONOMETRY }),
  tanh: unary(g.tanh, wide, {
    tolerance: { all: { tolerance: 1e-5, because: "the derivative 1 - tanh(x)^2 cancels where tanh(x) is near 1" } },
  }),
  sigmoid: unary(g.sigmoid, wide, { tolerance: SIGMOID_TAIL }),
  erf: unary(g.erf, wide),
  relu: unary(g.relu, nonzero),
  softplus: unary(g.softplus, wide, { tolerance: SIGMOID_TAIL }),
  step: unary(g.step, nonzero),
  floor: unary(g.floor, fractional),
  stopGradient: unary(g.stopGradient, real, { flat: true }),
  add: binary(g.add, real, real),
  sub: binary(g.sub, real, real),
  mul: binary(g.mul, real, real),
  div: binary(g.div, real, nonzero),
  pow: {
    // WebGPU refused operands that broadcast.
    always: [one((make) => g.pow(make.input([1, 1], positive), make.input([3, 4], real)))],
    draw: fc.oneof(
      binary(g.pow, positive, real).draw,
      cases(fc.tuple(anyShape, fc.constantFrom(2, 3, -1, -2, 1, 0)), ([shape, c], make) =>
        g.pow(make.input(shape, nonzero), c),
      ),
      cases(fc.tuple(anyShape, fc.constantFrom(0.5, -0.5, 1.5)), ([shape, c], make) =>
        g.pow(make.input(shape, positive), c),
      ),
    ),
  },
  maximum: binary(g.maximum, evens, odds),
  minimum: binary(g.minimum, odds, evens),
  equal: comparison(g.equal, ["float32", "int64", "bool"]),
  greater: comparison(g.greater, ["float32", "int64"]),
  less: comparison(g.less, ["float32", "int64"]),
  logicalAnd: {
    draw: cases(fc.tuple(broadcastable(2), fc.boolean()), ([[a, b], computed], make) =>
      computed
        ? g.logicalAnd(g.greater(make.input(a!, nonzero), 0), g.logicalNot(g.less(make.input(b!, nonzero), 0)))
        : g.logicalAnd(make.bools(a!), make.bools(b!)),
    ),
  },
  logicalNot: { draw: cases(anyShape, (shape, make) => g.logicalNot(make.bools(shape))) },
  where: {
    // There is no Where for booleans.
    always: [one((make) => g.where(make.bools([1, 1]), make.bools([3, 4]), make.bools([])))],
    draw: cases(
      fc.tuple(broadcastable(3), fc.constantFrom<DType>("float32", "float32", "int64", "bool")),
      ([[c, a, b], dtype], make) => g.where(make.bools(c!), typed(make, a!, dtype), typed(make, b!, dtype)),
    ),
  },
  cast: {
    draw: cases(fc.tuple(anyShape, fc.constantFrom(...CASTS)), ([shape, [from, to]], make) =>
      g.cast(from === "float32" ? make.input(shape, fractional) : typed(make, shape, from), to),
    ),
  },
} satisfies Record<string, OpCase>;
