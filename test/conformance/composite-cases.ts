// Cases of the compositions: activations, special functions, pooling. Typed over all that the composites export.

import fc from "fast-check";
import type * as activations from "../../src/graph/composites/activations.ts";
import type * as spatial from "../../src/graph/composites/spatial.ts";
import type * as special from "../../src/graph/composites/special.ts";
import * as g from "../../src/graph/index.ts";
import { type OpCase, SIGMOID_TAIL } from "./op-case.ts";
import { anyShape, between, cases, type Domain, nonzero, positive, real, shapes, wide } from "./sample.ts";
import { spatialCompositeCases } from "./spatial-cases.ts";
import { axisOf, reductions } from "./structure-cases.ts";

type CompositeName = keyof typeof activations | keyof typeof spatial | keyof typeof special;

const unary = (f: (x: g.Tensor) => g.Tensor, domain: Domain, more: Omit<OpCase, "draw"> = {}): OpCase => ({
  draw: cases(anyShape, (shape, make) => f(make.input(shape, domain))),
  ...more,
});

const reduced = (f: (x: g.Tensor, options: g.ReduceOptions) => g.Tensor, domain: Domain): OpCase => ({
  draw: cases(reductions, ({ shape, options }, make) => f(make.input(shape, domain), options)),
});

// Away from the corners at -3, 0 and 3.
const cornered: Domain = (generator) => [-5, -1.5, 1.5, 4][generator.integer(4)]! + between(-0.8, 0.8)(generator);

// Sigmoid and tanh of ONNX Runtime are right to 4e-8 absolutely, not relatively: their tails times x show it.
const TAILS: NonNullable<OpCase["tolerance"]> = {
  all: {
    tolerance: 3e-5,
    because: "the tails' absolute error of 4e-8 times |x| <= 20, seen against the floor of 0.05",
  },
};

/** Cases of every composition. */
export const compositeCases: { readonly [K in CompositeName]: OpCase } = {
  ...spatialCompositeCases,
  leakyRelu: {
    draw: cases(fc.tuple(anyShape, fc.constantFrom(0.01, 0.2)), ([shape, slope], make) =>
      g.leakyRelu(make.input(shape, nonzero), slope),
    ),
  },
  elu: {
    draw: cases(fc.tuple(anyShape, fc.constantFrom(1, 0.5)), ([shape, alpha], make) =>
      g.elu(make.input(shape, nonzero), alpha),
    ),
  },
  selu: unary(g.selu, nonzero),
  gelu: unary(g.gelu, wide),
  geluTanh: unary(g.geluTanh, wide, { tolerance: TAILS }),
  silu: unary(g.silu, wide, { tolerance: TAILS }),
  mish: unary(g.mish, wide, { tolerance: TAILS }),
  logSigmoid: unary(g.logSigmoid, wide, { tolerance: SIGMOID_TAIL }),
  softsign: unary(g.softsign, nonzero),
  hardSigmoid: unary(g.hardSigmoid, cornered),
  hardSwish: unary(g.hardSwish, cornered),
  clip: unary((x) => g.clip(x, -3, 3), cornered),
  square: unary(g.square, real),
  sign: unary(g.sign, nonzero),
  mean: reduced(g.mean, real),
  variance: reduced(g.variance, real),
  logSumExp: reduced(g.logSumExp, wide),
  norm: reduced(g.norm, positive),
  logSoftmax: { draw: cases(axisOf(1, 4), ({ shape, axis }, make) => g.logSoftmax(make.input(shape, wide), axis)) },
  log1p: unary(g.log1p, between(-0.7, 5)),
  logGamma: unary(g.logGamma, between(0.3, 20)),
  oneHot: {
    draw: cases(fc.tuple(shapes(0, 3), fc.integer({ min: 1, max: 6 })), ([shape, depth], make) =>
      g.oneHot(make.indices(shape, depth), depth),
    ),
  },
};
