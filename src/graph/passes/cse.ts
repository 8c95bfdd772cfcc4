// Common subexpressions: nodes that compute the same thing become one node.

import { sizeOf } from "../../array/index.ts";
import type { Tensor } from "../tensor.ts";

// JSON has no infinities.
const exactly = (_key: string, value: unknown) => (typeof value === "number" ? String(value) : value);

/** Remembers nodes by what they compute. */
export class CommonSubexpressions {
  private readonly ids = new Map<Tensor, number>();
  private readonly known = new Map<string, Tensor>();

  /** The first node seen that computes the same as `node`. */
  unique(node: Tensor): Tensor {
    const key = this.keyOf(node);
    const known = key === undefined ? undefined : this.known.get(key);
    if (known !== undefined) return known;
    if (key !== undefined) this.known.set(key, node);
    this.idOf(node);
    return node;
  }

  private keyOf(node: Tensor): string | undefined {
    if (node.op === "constant") {
      const { value } = (node as Tensor<"constant">).attrs;
      if (sizeOf(node.shape) > 64) return undefined;
      return `constant ${node.dtype} ${node.shape} ${Array.from(value.data as ArrayLike<number | bigint>, String)}`;
    }
    const inputs = node.inputs.map((x) => this.idOf(x));
    return `${node.op} ${JSON.stringify(node.attrs, exactly)} ${inputs} ${node.op === "input" ? node.shape : ""}`;
  }

  private idOf(node: Tensor): number {
    const known = this.ids.get(node);
    if (known !== undefined) return known;
    this.ids.set(node, this.ids.size);
    return this.ids.size - 1;
  }
}
