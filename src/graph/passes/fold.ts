// Constant folding: small nodes whose inputs are all constants are computed once, by the reference evaluator.

import { bool, type DType, float32, type HostArray, int64, type Shape, sizeOf } from "../../array/index.ts";
import { evaluateNode } from "../evaluate.ts";
import { constant, type RefArray, type Tensor } from "../tensor.ts";

const LARGEST = 4096;

/** The constant that `node` computes, or `node` itself. A broadcast stays: it is cheaper than its result. */
export function foldConstants(node: Tensor): Tensor {
  if (node.inputs.length === 0 || node.op === "broadcastTo" || sizeOf(node.shape) > LARGEST) return node;
  if (!node.inputs.every((x) => x.op === "constant")) return node;
  const inputs = node.inputs.map((x) => reference((x as Tensor<"constant">).attrs.value));
  return constant(hostArray(node.dtype, evaluateNode(node, inputs).data, node.shape));
}

function reference({ shape, data }: HostArray): RefArray {
  return { shape, data: Float64Array.from(data as ArrayLike<number | bigint>, Number) };
}

function hostArray(dtype: DType, data: Float64Array, shape: Shape): HostArray {
  if (dtype === "float32") return float32(Float32Array.from(data), shape);
  return dtype === "int64" ? int64([...data], shape) : bool(Uint8Array.from(data), shape);
}
