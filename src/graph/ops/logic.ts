// Comparisons, boolean logic, selection and casts between element types.

import { broadcastShapes, type DType } from "../../array/index.ts";
import { ShapeError } from "../../errors.ts";
import { apply, asTensor, type Operand, type OpRecord, type Tensor } from "../tensor.ts";
import { binary, broadcastIndex, expectDType } from "./elementwise.ts";

type Logic = "equal" | "greater" | "less" | "logicalAnd" | "logicalNot" | "where" | "cast";

// A comparison of numbers: booleans have no order.
function ordered<K extends "greater" | "less">(f: (x: number, y: number) => number): OpRecord<K> {
  const record = binary<K>(f, "same", "bool");
  return {
    ...record,
    infer(inputs, attrs) {
      if (inputs[0]!.dtype === "bool") throw new ShapeError("operands must be numbers, got bool");
      return record.infer(inputs, attrs);
    },
  };
}

/** Records of comparison, logic, selection and cast. */
export const logicOps: { [K in Logic]: OpRecord<K> } = {
  equal: binary((x, y) => Number(x === y), "same", "bool"),
  greater: ordered((x, y) => Number(x > y)),
  less: ordered((x, y) => Number(x < y)),
  logicalAnd: binary((x, y) => x * y, "bool", "bool"),
  logicalNot: {
    infer([x]) {
      expectDType([x!], "bool");
      return { shape: x!.shape, dtype: "bool" };
    },
    evaluate([x], _attrs, out) {
      for (let i = 0; i < out.data.length; i++) out.data[i] = 1 - x!.data[i]!;
    },
  },
  where: {
    infer([condition, x, y]) {
      expectDType([condition!], "bool");
      if (x!.dtype !== y!.dtype)
        throw new ShapeError(`both branches must be of one type, got ${x!.dtype} and ${y!.dtype}`);
      return { shape: broadcastShapes(condition!.shape, broadcastShapes(x!.shape, y!.shape)), dtype: x!.dtype };
    },
    evaluate(inputs, _attrs, out) {
      const [c, x, y] = inputs.map(({ shape }) => broadcastIndex(shape, out.shape));
      const [condition, left, right] = inputs;
      for (let i = 0; i < out.data.length; i++) {
        out.data[i] = condition!.data[c!(i)] === 1 ? left!.data[x!(i)]! : right!.data[y!(i)]!;
      }
    },
  },
  cast: {
    infer([x], { to }) {
      return { shape: x!.shape, dtype: to };
    },
    evaluate([x], { to }, out) {
      const convert = to === "bool" ? (v: number) => Number(v !== 0) : to === "int64" ? Math.trunc : (v: number) => v;
      for (let i = 0; i < out.data.length; i++) out.data[i] = convert(x!.data[i]!);
    },
  },
};

/** True where x equals y (both of one element type). */
export function equal(x: Operand, y: Operand): Tensor<"equal"> {
  return apply("equal", logicOps.equal, [asTensor(x), asTensor(y)], {});
}

/** True where x > y. */
export function greater(x: Operand, y: Operand): Tensor<"greater"> {
  return apply("greater", logicOps.greater, [asTensor(x), asTensor(y)], {});
}

/** True where x < y. */
export function less(x: Operand, y: Operand): Tensor<"less"> {
  return apply("less", logicOps.less, [asTensor(x), asTensor(y)], {});
}

/** True where both are true. */
export function logicalAnd(x: Tensor, y: Tensor): Tensor<"logicalAnd"> {
  return apply("logicalAnd", logicOps.logicalAnd, [x, y], {});
}

/** True where x is false. */
export function logicalNot(x: Tensor): Tensor<"logicalNot"> {
  return apply("logicalNot", logicOps.logicalNot, [x], {});
}

/** x where the condition holds, otherwise y. */
export function where(condition: Tensor, x: Operand, y: Operand): Tensor<"where"> {
  return apply("where", logicOps.where, [condition, asTensor(x), asTensor(y)], {});
}

/** The same values as another element type; floats to integers truncate, non-zero is true. */
export function cast(x: Tensor, to: DType): Tensor {
  return x.dtype === to ? x : apply("cast", logicOps.cast, [x], { to });
}
