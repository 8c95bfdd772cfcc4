// Keys of random streams. A key names a stream; the host fills its numbers from (seed, stream, step), so the same key
// and shape give the same tensor and different keys give independent ones.

import type { Shape } from "../array/index.ts";
import { Tensor } from "./tensor.ts";

/** The name of a random stream; derive others with `fold`. */
export class Key {
  readonly stream: string;

  constructor(stream: string) {
    this.stream = stream;
  }

  /** An independent key. */
  fold(name: string | number): Key {
    return new Key(`${this.stream}/${name}`);
  }
}

function noise(kind: "normal" | "uniform", key: Key, shape: Shape): Tensor<"input"> {
  return new Tensor("input", [], { name: `noise:${kind}:${key.stream}`, noise: kind }, shape, "float32");
}

/** Standard normal noise, filled by the host at every run. */
export function randn(key: Key, shape: Shape): Tensor<"input"> {
  return noise("normal", key, shape);
}

/** Uniform noise in [0, 1), filled by the host at every run. */
export function uniform(key: Key, shape: Shape): Tensor<"input"> {
  return noise("uniform", key, shape);
}
