// A graph as an ONNX model file of standard operators.

import type { HostArray } from "../array/index.ts";
import { internalError } from "../errors.ts";
import { type OpName, type Tensor, topologicalOrder } from "../graph/index.ts";
import { VERSION } from "../version.ts";
import { Emitter } from "./emitter.ts";
import type { Lowering } from "./lower/rule.ts";
import { lowerings } from "./lower/rules.ts";
import { encodeModel, type ValueInfo } from "./messages.ts";

/** The operator set of emitted models: the widest that every backend of ONNX Runtime runs. */
export const OPSET = 21;

/** How a graph becomes a model. */
export interface OnnxOptions {
  /** Values stored inside the model in place of the inputs of these names. */
  readonly weights?: Readonly<Record<string, HostArray>>;
  /** The axis size that marks the batch and stays dynamic; default none. */
  readonly batch?: number;
  /** Text for the model's documentation field. */
  readonly documentation?: string;
}

/** Bytes of an ONNX model that computes `outputs` from the graph's inputs. */
export function toOnnx(
  outputs: Readonly<Record<string, Tensor>>,
  { weights = {}, batch, documentation = "" }: OnnxOptions = {},
): Uint8Array {
  const order = topologicalOrder(Object.values(outputs));
  const border = order.flatMap((node) => (node.op === "input" ? [(node as Tensor<"input">).attrs.name] : []));
  const emit = new Emitter(new Set([...border, ...Object.keys(outputs)]), batch);
  const names = new Map<Tensor, string>();
  const inputs: ValueInfo[] = [];
  const stored = new Map<string, HostArray>();
  for (const node of order) {
    if (node.op !== "input") {
      const rule = lowerings[node.op] as Lowering<OpName>;
      names.set(
        node,
        rule(
          emit,
          node,
          node.inputs.map((x) => names.get(x)!),
        ),
      );
      continue;
    }
    const { name } = (node as Tensor<"input">).attrs;
    if (stored.has(name) || inputs.some((known) => known.name === name)) {
      throw internalError(`onnx: two inputs are named ${name}`);
    }
    names.set(node, name);
    const weight = weights[name];
    if (weight === undefined) inputs.push({ name, type: node.dtype, shape: emit.borderShape(node.shape) });
    else stored.set(name, weight);
  }
  const results = Object.entries(outputs).map(([name, node]): ValueInfo => {
    emit.nodes.push({ opType: "Identity", inputs: [names.get(node)!], outputs: [name], attributes: {} });
    return { name, type: node.dtype, shape: emit.borderShape(node.shape) };
  });
  const constants = [...stored].map(([name, { dtype, shape, data }]) => ({ name, type: dtype, shape, data }));
  return encodeModel({
    opset: OPSET,
    producer: "vaekit",
    producerVersion: VERSION,
    documentation,
    nodes: emit.nodes,
    inputs,
    outputs: results,
    initializers: [...emit.initializers, ...constants],
  });
}
