// The float64 reference evaluator: plain loops, the oracle of tests and of constant folding, never on a user's path.

import { sizeOf } from "../array/index.ts";
import { ShapeError } from "../errors.ts";
import { opRecords } from "./ops/records.ts";
import type { OpRecord, RefArray, Tensor } from "./tensor.ts";
import { topologicalOrder } from "./walk.ts";

/** Value of one node from the values of its inputs. */
export function evaluateNode(node: Tensor, inputs: readonly RefArray[]): RefArray {
  const out = { shape: node.shape, data: new Float64Array(sizeOf(node.shape)) };
  (opRecords[node.op] as OpRecord<typeof node.op>).evaluate(inputs, node.attrs, out);
  return out;
}

/**
 * Values of `outputs` in float64, given the value of every input by name.
 * @throws ShapeError when an input has no value or one of another length
 */
export function evaluate(
  outputs: readonly Tensor[],
  feeds: Readonly<Record<string, ArrayLike<number>>> = {},
): RefArray[] {
  const values = new Map<Tensor, RefArray>();
  for (const node of topologicalOrder(outputs)) {
    if (node.op === "input") {
      const { name } = (node as Tensor<"input">).attrs;
      const data = feeds[name];
      if (data === undefined || data.length !== sizeOf(node.shape)) {
        throw new ShapeError(
          `evaluate: input ${name} needs ${sizeOf(node.shape)} values, got ${data?.length ?? "none"}`,
        );
      }
      values.set(node, { shape: node.shape, data: Float64Array.from(data) });
    } else {
      values.set(
        node,
        evaluateNode(
          node,
          node.inputs.map((x) => values.get(x)!),
        ),
      );
    }
  }
  return outputs.map((output) => values.get(output)!);
}
