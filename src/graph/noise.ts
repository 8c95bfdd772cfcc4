// Fills the random inputs of a graph on the host from (seed, stream, step): the same in Node, a worker and a browser.

import { float32, Generator, type HostArray, type Shape, sizeOf } from "../array/index.ts";
import type { Tensor } from "./tensor.ts";
import { topologicalOrder } from "./walk.ts";

interface Stream {
  readonly name: string;
  readonly kind: "normal" | "uniform";
  readonly array: HostArray<"float32">;
}

/** The noise that a graph reads, in arrays that are reused. */
export class NoiseSource {
  private readonly streams: readonly Stream[];

  constructor(outputs: readonly Tensor[]) {
    this.streams = topologicalOrder(outputs).flatMap((node) => {
      if (node.op !== "input") return [];
      const { name, noise } = (node as Tensor<"input">).attrs;
      return noise === undefined ? [] : [{ name, kind: noise, array: empty(node.shape) }];
    });
  }

  /** Values of every random input at a step, valid until the next call. */
  at(seed: number, step: number): Record<string, HostArray> {
    const values: Record<string, HostArray> = {};
    for (const { name, kind, array } of this.streams) {
      const generator = new Generator(seed, name, step);
      if (kind === "normal") generator.fillNormal(array.data);
      else generator.fillUniform(array.data);
      values[name] = array;
    }
    return values;
  }
}

const empty = (shape: Shape) => float32(new Float32Array(sizeOf(shape)), shape);
