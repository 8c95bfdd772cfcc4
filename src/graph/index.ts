export {
  clip,
  elu,
  gelu,
  geluTanh,
  hardSigmoid,
  hardSwish,
  leakyRelu,
  logSigmoid,
  mish,
  selu,
  silu,
  softsign,
} from "./composites/activations.ts";
export {
  besselRatio,
  besselRatioGap,
  logBesselI,
  logBesselIe,
  logBesselIReduced,
} from "./composites/bessel.ts";
export { averagePool, upsampleNearest } from "./composites/spatial.ts";
export {
  log1p,
  logGamma,
  logSoftmax,
  logSumExp,
  mean,
  norm,
  oneHot,
  sign,
  square,
  variance,
} from "./composites/special.ts";
export { withDerivative } from "./composites/with-derivative.ts";
export { evaluate, evaluateNode } from "./evaluate.ts";
export { grad, vjp } from "./grad.ts";
export { Key, randn, uniform } from "./key.ts";
export { NoiseSource } from "./noise.ts";
export {
  type ConvOptions,
  type ConvTransposeOptions,
  conv,
  convSize,
  convTranspose,
  convTransposeSize,
  convWeightGrad,
  type PerAxis,
} from "./ops/convolution.ts";
export {
  abs,
  add,
  cos,
  div,
  erf,
  exp,
  floor,
  log,
  maximum,
  minimum,
  mul,
  neg,
  pow,
  reciprocal,
  relu,
  sigmoid,
  sin,
  softplus,
  sqrt,
  step,
  stopGradient,
  sub,
  tanh,
} from "./ops/elementwise.ts";
export { gather, scatterAdd } from "./ops/indexing.ts";
export { gemm, type MatmulOptions, matmul } from "./ops/linear.ts";
export { cast, equal, greater, less, logicalAnd, logicalNot, where } from "./ops/logic.ts";
export { broadcastTo, concat, pad, type Range, reshape, slice, transpose } from "./ops/movement.ts";
export { maxPool, type PoolOptions } from "./ops/pooling.ts";
export { argmax, max, min, type ReduceOptions, softplusSum, sum } from "./ops/reduction.ts";
export { type CumsumOptions, cumsum, softmax } from "./ops/scan.ts";
export { simplify } from "./passes/simplify.ts";
export { printGraph } from "./print.ts";
export { type Fill, initialValues, Scope, type Variable } from "./scope.ts";
export {
  asTensor,
  type ConvAttrs,
  constant,
  input,
  type OpAttrs,
  type Operand,
  type OpName,
  type RefArray,
  scalarValue,
  Tensor,
} from "./tensor.ts";
export { rewrite, topologicalOrder } from "./walk.ts";
