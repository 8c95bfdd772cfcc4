// Prints a graph as one line per node, for snapshots and for reading.

import { sizeOf } from "../array/index.ts";
import type { Tensor } from "./tensor.ts";
import { topologicalOrder } from "./walk.ts";

/** Text of the graph that `outputs` reach: `%3 = add(%1, %2) : float32[2, 3]`, scalars inlined. */
export function printGraph(outputs: Readonly<Record<string, Tensor>>): string {
  const names = new Map<Tensor, string>();
  const lines: string[] = [];
  for (const node of topologicalOrder(Object.values(outputs))) {
    const inlined = inlineName(node);
    if (inlined !== undefined) {
      names.set(node, inlined);
      continue;
    }
    const name = `%${names.size - inlinedCount(names)}`;
    const args = node.inputs.map((x) => names.get(x)!).join(", ");
    names.set(node, name);
    lines.push(`${name} = ${node.op}(${args})${printAttrs(node)} : ${node.dtype}[${node.shape.join(", ")}]`);
  }
  for (const [name, node] of Object.entries(outputs)) lines.push(`${name} <- ${names.get(node)}`);
  return lines.join("\n");
}

const inlinedCount = (names: Map<Tensor, string>) => [...names.values()].filter((name) => !name.startsWith("%")).length;

function inlineName(node: Tensor): string | undefined {
  if (node.op === "input") return (node as Tensor<"input">).attrs.name;
  if (node.op !== "constant" || sizeOf(node.shape) !== 1) return undefined;
  return String(Number((node as Tensor<"constant">).attrs.value.data[0]));
}

function printAttrs(node: Tensor): string {
  if (node.op === "constant") return "";
  const entries = Object.entries(node.attrs).filter(([, value]) => value !== false);
  return entries.length === 0
    ? ""
    : ` {${entries.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(", ")}}`;
}
