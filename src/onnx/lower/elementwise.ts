// Lowering of element-wise operations, comparison and selection. Where ONNX Runtime's own operator is slow or absent
// on a backend, an equal formula stands in (measured: Softplus costs 72 times an Add, its formula here 15 times).

import { type Shape, sameShape, sizeOf } from "../../array/index.ts";
import { type OpName, scalarValue } from "../../graph/index.ts";
import type { Emitter } from "../emitter.ts";
import { ELEMENT_TYPES } from "../messages.ts";
import type { Lowering } from "./rule.ts";

const direct =
  <K extends OpName>(opType: string): Lowering<K> =>
  (emit, _node, inputs) =>
    emit.op(opType, inputs);

/** relu(x) - log(sigmoid(|x|)): exact to float32, the logarithm's argument stays within [0.5, 1]. */
function softplus(emit: Emitter, x: string): string {
  const positive = emit.op("Relu", [x]);
  const tail = emit.op("Log", [emit.op("Sigmoid", [emit.op("Abs", [x])])]);
  return emit.op("Sub", [positive, tail]);
}

// [groups, size of a group] of the reduced elements, when they are the trailing axes and split into groups of 16 to 100.
function softplusGroups(shape: Shape, axes: readonly number[]): readonly [number, number] | undefined {
  if (axes.some((axis, i) => axis !== shape.length - axes.length + i)) return undefined;
  const count = sizeOf(axes.map((axis) => shape[axis]!));
  for (let size = 100; size >= 16; size--) if (count % size === 0) return [count / size, size];
  return undefined;
}

type Elementwise =
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
  | "stopGradient"
  | "cast"
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "pow"
  | "maximum"
  | "minimum"
  | "equal"
  | "greater"
  | "less"
  | "logicalAnd"
  | "logicalNot"
  | "where"
  | "softplusSum";

/** Lowering rules of the element-wise family. */
export const elementwiseLowerings: { readonly [K in Elementwise]: Lowering<K> } = {
  neg: direct("Neg"),
  abs: direct("Abs"),
  exp: direct("Exp"),
  log: direct("Log"),
  sqrt: direct("Sqrt"),
  reciprocal: direct("Reciprocal"),
  sin: direct("Sin"),
  cos: direct("Cos"),
  tanh: direct("Tanh"),
  sigmoid: direct("Sigmoid"),
  erf: direct("Erf"),
  relu: direct("Relu"),
  softplus: (emit, _node, [x]) => softplus(emit, x!),
  // A slope of 1e30 makes the clipped ramp a step for every float32 above 1e-30.
  step: (emit, _node, inputs) => emit.op("HardSigmoid", inputs, { alpha: { float: 1e30 }, beta: { float: 0 } }),
  floor: direct("Floor"),
  stopGradient: (_emit, _node, [x]) => x!,
  cast: (emit, { attrs }, inputs) => emit.op("Cast", inputs, { to: ELEMENT_TYPES[attrs.to] }),
  add: direct("Add"),
  sub: direct("Sub"),
  mul: direct("Mul"),
  div: direct("Div"),
  // WebGPU's Pow broadcasts constants only.
  pow(emit, { inputs, shape }, names) {
    if (scalarValue(inputs[1]!) === 2) return emit.op("Mul", [names[0]!, names[0]!]);
    const full = inputs.map((x, i) =>
      scalarValue(x) !== undefined || sameShape(x.shape, shape)
        ? names[i]!
        : emit.op("Expand", [names[i]!, emit.expansion(x.shape, shape)]),
    );
    return emit.op("Pow", full);
  },
  maximum: direct("Max"),
  minimum: direct("Min"),
  equal: direct("Equal"),
  greater: direct("Greater"),
  less: direct("Less"),
  logicalAnd: direct("And"),
  logicalNot: direct("Not"),
  // There is no Where for booleans.
  where(emit, { dtype }, inputs) {
    if (dtype !== "bool") return emit.op("Where", inputs);
    const [condition, x, y] = inputs as [string, string, string];
    const numbers = [x, y].map((branch) => emit.op("Cast", [branch], { to: ELEMENT_TYPES.float32 }));
    return emit.op("Cast", [emit.op("Where", [condition, ...numbers])], { to: ELEMENT_TYPES.bool });
  },
  softplusSum: (emit, node, [x]) => {
    const { axes } = node.attrs;
    const shape = node.inputs[0]!.shape;
    const groups = softplusGroups(shape, axes);
    if (groups === undefined) return emit.op("ReduceSum", [softplus(emit, x!), emit.ints(axes)], { keepdims: 0 });
    // sum log sigmoid(|x|) = sum over groups of log(product of sigmoid(|x|)); a product of 100 halves is still normal.
    const linear = emit.op("ReduceSum", [emit.op("Relu", [x!]), emit.ints(axes)], { keepdims: 0 });
    const gate = emit.op("Sigmoid", [emit.op("Abs", [x!])]);
    const grouped = emit.op("Reshape", [gate, emit.shape([...shape.slice(0, axes[0]), ...groups])]);
    const products = emit.op("ReduceProd", [grouped, emit.ints([axes[0]! + 1])], { keepdims: 0 });
    const tail = emit.op("ReduceSum", [emit.op("Log", [products]), emit.ints([axes[0]!])], { keepdims: 0 });
    return emit.op("Sub", [linear, tail]);
  },
};
