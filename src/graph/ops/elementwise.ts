// Element-wise operations on floats, with NumPy broadcasting for those of two operands.

import { broadcastShapes, type DType, formatShape, type Shape, stridesOf } from "../../array/index.ts";
import { ShapeError } from "../../errors.ts";
import { apply, asTensor, type Operand, type OpName, type OpRecord, type Tensor } from "../tensor.ts";

/** @throws ShapeError unless every input is of `dtype` */
export function expectDType(inputs: readonly Tensor[], dtype: DType): void {
  for (const x of inputs) {
    if (x.dtype !== dtype) throw new ShapeError(`operands must be ${dtype}, got ${x.dtype} ${formatShape(x.shape)}`);
  }
}

type Unary =
  | "neg"
  | "abs"
  | "exp"
  | "log"
  | "sqrt"
  | "reciprocal"
  | "sin"
  | "cos"
  | "tanh"
  | "sigmoid"
  | "erf"
  | "relu"
  | "softplus"
  | "step"
  | "floor"
  | "stopGradient";
type Binary = "add" | "sub" | "mul" | "div" | "pow" | "maximum" | "minimum";

function unary<K extends Unary>(f: (x: number) => number): OpRecord<K> {
  return {
    infer([x]) {
      expectDType([x!], "float32");
      return { shape: x!.shape, dtype: "float32" };
    },
    evaluate([x], _attrs, out) {
      for (let i = 0; i < out.data.length; i++) out.data[i] = f(x!.data[i]!);
    },
  };
}

/** A record of two broadcast operands; `inDType` to `outDType`. */
export function binary<K extends OpName>(
  f: (x: number, y: number) => number,
  inDType: DType | "same",
  outDType: DType,
): OpRecord<K> {
  return {
    infer([x, y]) {
      expectDType([x!, y!], inDType === "same" ? x!.dtype : inDType);
      return { shape: broadcastShapes(x!.shape, y!.shape), dtype: outDType };
    },
    evaluate([x, y], _attrs, out) {
      const [at, bt] = [broadcastIndex(x!.shape, out.shape), broadcastIndex(y!.shape, out.shape)];
      for (let i = 0; i < out.data.length; i++) out.data[i] = f(x!.data[at(i)]!, y!.data[bt(i)]!);
    },
  };
}

/** Maps a flat index of `to` to the flat index of the broadcast operand of shape `from`. */
export function broadcastIndex(from: Shape, to: Shape): (index: number) => number {
  const toStrides = stridesOf(to);
  const fromStrides = stridesOf(from);
  const offset = to.length - from.length;
  return (index) => {
    let rest = index;
    let flat = 0;
    for (let axis = 0; axis < to.length; axis++) {
      const coordinate = Math.floor(rest / toStrides[axis]!);
      rest -= coordinate * toStrides[axis]!;
      if (axis >= offset && from[axis - offset] !== 1) flat += coordinate * fromStrides[axis - offset]!;
    }
    return flat;
  };
}

/** erf by its Maclaurin series, and beyond |x| = 3 by the continued fraction of erfc; float64 accurate. */
export function erfReference(x: number): number {
  const a = Math.abs(x);
  if (a > 6) return Math.sign(x);
  if (a < 3) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let n = 60; n >= 1; n--) fraction = n / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction));
}

const sigmoidReference = (x: number) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

/** log(1 + exp(x)) without overflow. */
export const softplusReference = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** Records of the element-wise float operations. */
export const elementwiseOps: { [K in Unary | Binary]: OpRecord<K> } = {
  neg: unary((x) => -x),
  abs: unary(Math.abs),
  exp: unary(Math.exp),
  log: unary(Math.log),
  sqrt: unary(Math.sqrt),
  reciprocal: unary((x) => 1 / x),
  sin: unary(Math.sin),
  cos: unary(Math.cos),
  tanh: unary(Math.tanh),
  sigmoid: unary(sigmoidReference),
  erf: unary(erfReference),
  relu: unary((x) => Math.max(x, 0)),
  softplus: unary(softplusReference),
  step: unary((x) => (x > 0 ? 1 : 0)),
  floor: unary(Math.floor),
  stopGradient: unary((x) => x),
  add: binary((x, y) => x + y, "float32", "float32"),
  sub: binary((x, y) => x - y, "float32", "float32"),
  mul: binary((x, y) => x * y, "float32", "float32"),
  div: binary((x, y) => x / y, "float32", "float32"),
  pow: binary((x, y) => x ** y, "float32", "float32"),
  maximum: binary(Math.max, "float32", "float32"),
  minimum: binary(Math.min, "float32", "float32"),
};

function unaryFunction(op: Unary): (x: Operand) => Tensor {
  return (x) => apply(op, elementwiseOps[op] as OpRecord<typeof op>, [asTensor(x)], {});
}

function binaryFunction(op: Binary): (x: Operand, y: Operand) => Tensor {
  return (x, y) => apply(op, elementwiseOps[op] as OpRecord<typeof op>, [asTensor(x), asTensor(y)], {});
}

/** -x. */
export const neg = unaryFunction("neg");
/** |x|; its gradient at zero is zero. */
export const abs = unaryFunction("abs");
/** e to the power of x. */
export const exp = unaryFunction("exp");
/** Natural logarithm. */
export const log = unaryFunction("log");
/** Square root. */
export const sqrt = unaryFunction("sqrt");
/** 1 / x. */
export const reciprocal = unaryFunction("reciprocal");
/** Sine of x radians. */
export const sin = unaryFunction("sin");
/** Cosine of x radians. */
export const cos = unaryFunction("cos");
/** Hyperbolic tangent. */
export const tanh = unaryFunction("tanh");
/** 1 / (1 + exp(-x)). */
export const sigmoid = unaryFunction("sigmoid");
/** The error function. */
export const erf = unaryFunction("erf");
/** max(x, 0); its gradient at zero is zero. */
export const relu = unaryFunction("relu");
/** log(1 + exp(x)), stable for large |x|. */
export const softplus = unaryFunction("softplus");
/** 1 where x > 0, else 0; no gradient. */
export const step = unaryFunction("step");
/** The largest integer not above x; no gradient. */
export const floor = unaryFunction("floor");
/** x itself, but no gradient flows through it. */
export const stopGradient = unaryFunction("stopGradient");
/** x + y. */
export const add = binaryFunction("add");
/** x - y. */
export const sub = binaryFunction("sub");
/** x * y, element by element. */
export const mul = binaryFunction("mul");
/** x / y. */
export const div = binaryFunction("div");
/** x to the power of y; the gradient for y needs x > 0. */
export const pow = binaryFunction("pow");
/** The larger of x and y; where equal, the gradient goes to x. */
export const maximum = binaryFunction("maximum");
/** The smaller of x and y; where equal, the gradient goes to x. */
export const minimum = binaryFunction("minimum");

/** True when the evaluator may treat `op` element by element. */
export function isElementwise(op: OpName): op is Unary | Binary {
  return op in elementwiseOps;
}
