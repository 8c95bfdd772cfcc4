// A scope collects what a function of tensors needs beside its arguments while it is traced: parameters, state
// (running statistics) and random keys, each under a path of names such as `encoder.0.weight`.

import { float32, formatShape, Generator, type HostArray, type Shape, sameShape, sizeOf } from "../array/index.ts";
import { ConfigError } from "../errors.ts";
import { Key } from "./key.ts";
import { input, type Tensor } from "./tensor.ts";

/** Fills the first value of a parameter or state of `shape`. */
export type Fill = (out: Float32Array, shape: Shape, generator: Generator) => void;

/** A trained value, or a state that training updates without a gradient. */
export interface Variable {
  readonly name: string;
  readonly tensor: Tensor<"input">;
  readonly fill: Fill;
  readonly trained: boolean;
}

interface Store {
  readonly variables: Map<string, Variable>;
  readonly updates: Map<string, Tensor>;
  readonly training: boolean;
}

/** Where a traced function declares parameters, state and noise. */
export class Scope {
  readonly path: string;
  private readonly store: Store;

  constructor(options: { training: boolean }, path = "", store?: Store) {
    this.path = path;
    this.store = store ?? { variables: new Map(), updates: new Map(), training: options.training };
  }

  /** True while tracing for training: dropout drops and batch norm uses the batch's statistics. */
  get training(): boolean {
    return this.store.training;
  }

  /** A scope whose names start with `name`. */
  child(name: string | number): Scope {
    return new Scope(this.store, this.join(String(name)), this.store);
  }

  /** A trained tensor; the same name gives the same tensor. @throws ConfigError when shapes differ */
  parameter(name: string, shape: Shape, fill: Fill): Tensor {
    return this.declare(name, shape, fill, true);
  }

  /** A tensor that is kept between steps but not trained. @throws ConfigError when shapes differ */
  state(name: string, shape: Shape, fill: Fill): Tensor {
    return this.declare(name, shape, fill, false);
  }

  /** Sets what a state becomes after this step. */
  update(name: string, value: Tensor): void {
    this.store.updates.set(this.join(name), value);
  }

  /** The key of a random stream of this scope. */
  key(name: string): Key {
    return new Key(this.join(name));
  }

  /** Everything declared so far, in order. */
  variables(): readonly Variable[] {
    return [...this.store.variables.values()];
  }

  /** New values of states by full name. */
  updates(): ReadonlyMap<string, Tensor> {
    return this.store.updates;
  }

  private join(name: string): string {
    return this.path === "" ? name : `${this.path}.${name}`;
  }

  private declare(name: string, shape: Shape, fill: Fill, trained: boolean): Tensor {
    const full = this.join(name);
    const known = this.store.variables.get(full);
    if (known !== undefined) {
      if (sameShape(known.tensor.shape, shape)) return known.tensor;
      throw new ConfigError(
        `${full}: declared with shapes ${formatShape(known.tensor.shape)} and ${formatShape(shape)}`,
      );
    }
    const tensor = input(full, shape);
    this.store.variables.set(full, { name: full, tensor, fill, trained });
    return tensor;
  }
}

/** First values of variables by name; each depends only on the seed and the variable's name. */
export function initialValues(variables: readonly Variable[], seed: number): Record<string, HostArray<"float32">> {
  return Object.fromEntries(
    variables.map(({ name, tensor: { shape }, fill }) => {
      const out = new Float32Array(sizeOf(shape));
      fill(out, shape, new Generator(seed, `initial:${name}`));
      return [name, float32(out, shape)];
    }),
  );
}
