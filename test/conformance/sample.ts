// One drawn case of an operation: a small graph, values for its inputs, and how fast-check prints it.

import fc from "fast-check";
import { type DType, Generator, type HostArray, type Shape, sizeOf } from "../../src/array/index.ts";
import { input, printGraph, type Tensor } from "../../src/graph/index.ts";

/** Draws one number of an input. */
export type Domain = (generator: Generator) => number;

/** Uniform on [low, high). */
export const between =
  (low: number, high: number): Domain =>
  (generator) =>
    low + generator.uniform() * (high - low);
/** Numbers around zero. */
export const real = between(-3, 3);
/** Numbers far into the flat or steep tails too. */
export const wide: Domain = (generator) => between(-1, 1)(generator) * (generator.uniform() < 0.3 ? 20 : 3);
/** Numbers above zero. */
export const positive = between(0.2, 3);
/** Numbers of both signs, away from a kink or pole at zero. */
export const nonzero: Domain = (generator) => between(0.2, 3)(generator) * (generator.uniform() < 0.5 ? -1 : 1);
/** Numbers away from integers. */
export const fractional: Domain = (generator) => generator.integer(7) - 3 + between(0.1, 0.9)(generator);
/** Small integers, so that equal pairs occur. */
export const small: Domain = (generator) => generator.integer(4) - 1;
/** Even multiples of 0.2; with `odds` a pair that never ties. */
export const evens: Domain = (generator) => 0.4 * (generator.integer(12) - 6);
/** Odd multiples of 0.2. */
export const odds: Domain = (generator) => evens(generator) + 0.2;

/** A graph made of fresh inputs, with their values. */
export interface Built {
  readonly inputs: readonly Tensor<"input">[];
  readonly feeds: Readonly<Record<string, Float64Array>>;
  readonly output: Tensor;
}

/** Makes the inputs of a case and draws their values. */
export class Maker {
  readonly inputs: Tensor<"input">[] = [];
  readonly feeds: Record<string, Float64Array> = {};
  readonly generator: Generator;
  private readonly prefix: string;

  constructor(seed: number, prefix: string) {
    this.generator = new Generator(seed, "conformance");
    this.prefix = prefix;
  }

  /** An input of any type whose values come from `domain`, rounded to float32. */
  input(shape: Shape, domain: Domain, dtype: DType = "float32"): Tensor<"input"> {
    return this.fill(shape, dtype, (data) => {
      for (let i = 0; i < data.length; i++) data[i] = Math.fround(domain(this.generator));
    });
  }

  /** A float input without two equal values: a shuffled ladder of step 0.1. */
  distinct(shape: Shape): Tensor<"input"> {
    return this.fill(shape, "float32", (data) => {
      const order = this.generator.permutation(data.length);
      for (let i = 0; i < data.length; i++) data[i] = Math.fround((order[i]! - data.length / 2) / 10);
    });
  }

  /** An int64 input within [0, n). */
  indices(shape: Shape, n: number): Tensor<"input"> {
    return this.input(shape, (generator) => generator.integer(n), "int64");
  }

  /** A boolean input. */
  bools(shape: Shape): Tensor<"input"> {
    return this.input(shape, (generator) => generator.integer(2), "bool");
  }

  private fill(shape: Shape, dtype: DType, draw: (data: Float64Array) => void): Tensor<"input"> {
    const node = input(`${this.prefix}x${this.inputs.length}`, shape, dtype);
    const data = new Float64Array(sizeOf(shape));
    draw(data);
    this.inputs.push(node);
    this.feeds[node.attrs.name] = data;
    return node;
  }
}

/** A drawn case; it can be built several times under different input names. */
export class Sample {
  readonly seed: number;
  private readonly make: (maker: Maker) => Tensor;

  constructor(seed: number, make: (maker: Maker) => Tensor) {
    this.seed = seed;
    this.make = make;
  }

  /** The graph with inputs named `${prefix}x0`, `${prefix}x1`, ... */
  build(prefix = ""): Built {
    const maker = new Maker(this.seed, prefix);
    const output = this.make(maker);
    return { inputs: maker.inputs, feeds: maker.feeds, output };
  }

  toString(): string {
    return `\n${printGraph({ output: this.build().output })}\n(values of seed ${this.seed})`;
  }

  [fc.toStringMethod](): string {
    return this.toString();
  }
}

/** Samples from drawn parameters: `make` turns them and a Maker into the output. */
export function cases<T>(parameters: fc.Arbitrary<T>, make: (drawn: T, maker: Maker) => Tensor): fc.Arbitrary<Sample> {
  return fc
    .tuple(parameters, fc.nat(1_000_000))
    .map(([drawn, seed]) => new Sample(seed, (maker) => make(drawn, maker)));
}

/** A case that always runs. */
export const one = (make: (maker: Maker) => Tensor): Sample => new Sample(1, make);

/** The host array that feeds `node` the numbers `values`. */
export function hostArray(node: Tensor, values: ArrayLike<number>): HostArray {
  const { dtype, shape } = node;
  if (dtype === "int64") return { dtype, shape, data: BigInt64Array.from(Array.from(values), BigInt) };
  if (dtype === "bool") return { dtype, shape, data: Uint8Array.from(values) };
  return { dtype, shape, data: Float32Array.from(values) };
}

/** Shapes of rank `low` to `high` with at most `largest` along an axis; sizes of one are common. */
export const shapes = (low: number, high: number, largest = 4): fc.Arbitrary<number[]> =>
  fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 2, max: largest }), fc.integer({ min: 2, max: largest })), {
    minLength: low,
    maxLength: high,
  });

/** A long odd vector now and then, else a shape of rank 0 to 4. */
export const anyShape = fc.oneof(
  { weight: 5, arbitrary: shapes(0, 4) },
  { weight: 1, arbitrary: fc.constantFrom([1, 37], [53], [3, 17]) },
);

/** `count` shapes that broadcast together. */
export function broadcastable(count: number): fc.Arbitrary<number[][]> {
  const operand = fc.record({ drop: fc.nat(3), ones: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }) });
  return fc.tuple(shapes(0, 4), fc.array(operand, { minLength: count, maxLength: count })).map(([shape, operands]) =>
    operands.map(({ drop, ones }, i) => {
      const kept = shape.slice(i === 0 ? 0 : Math.min(drop, shape.length));
      return kept.map((dim, axis) => (ones[axis] && drop > 0 ? 1 : dim));
    }),
  );
}
