// A graph run once in float32 on the native engine.

import { float32, type HostArray } from "../src/array/index.ts";
import { type Tensor, topologicalOrder } from "../src/graph/index.ts";
import { nodeRuntime } from "../src/runtime/node.ts";

const runtime = nodeRuntime({ threads: 1 });

/** Values of the outputs by name; feeds that the compiled graph does not need are ignored. */
export async function runNative(
  outputs: Record<string, Tensor>,
  feeds: Readonly<Record<string, readonly number[] | Float32Array>>,
): Promise<(name: string) => number[]> {
  const executable = await runtime.compile({ outputs });
  const used: Record<string, HostArray> = {};
  for (const node of topologicalOrder(Object.values(outputs))) {
    if (node.op !== "input") continue;
    const { name } = (node as Tensor<"input">).attrs;
    if (executable.feeds.includes(name)) used[name] = float32(Float32Array.from(feeds[name]!), node.shape);
  }
  const results = await executable.run(used);
  await executable.dispose();
  return (name) => Array.from(results[name]!.data as ArrayLike<number | bigint>, Number);
}
