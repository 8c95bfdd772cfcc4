// Fills the random inputs of a graph on the host from (seed, stream, step): the same in Node, a worker and a browser. Noise
// that must stay secret comes from a key instead.

import { type Filler, float32, Generator, type HostArray, KeyedGenerator, type Shape, sizeOf } from "../array/index.ts";
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
    return this.filled((name) => new Generator(seed, name, step));
  }

  /** The same from a secret key of 32 bytes; the inputs read its streams from `first` on, in the graph's order. */
  keyed(key: Uint8Array, first: number, step: number): Record<string, HostArray> {
    return this.filled((_name, index) => new KeyedGenerator(key, first + index, step));
  }

  private filled(fillerOf: (name: string, index: number) => Filler): Record<string, HostArray> {
    const values: Record<string, HostArray> = {};
    for (const [index, { name, kind, array }] of this.streams.entries()) {
      const filler = fillerOf(name, index);
      if (kind === "normal") filler.fillNormal(array.data);
      else filler.fillUniform(array.data);
      values[name] = array;
    }
    return values;
  }
}

const empty = (shape: Shape) => float32(new Float32Array(sizeOf(shape)), shape);
