// Collects nodes and constants while a graph is lowered, and names them.

import type { HostArray, Shape } from "../array/index.ts";
import { internalError } from "../errors.ts";
import type { Attribute, ElementType, Initializer, Node } from "./messages.ts";

/** Where lowering rules put what they emit. */
export class Emitter {
  readonly nodes: Node[] = [];
  readonly initializers: Initializer[] = [];
  private readonly scalars = new Map<string, string>();
  private readonly taken: ReadonlySet<string>;
  private readonly batch: number | undefined;
  private count = 0;

  /** `taken` are names at the graph's border; `batch` marks the axis size that stays dynamic in an exported model. */
  constructor(taken: ReadonlySet<string>, batch?: number) {
    this.taken = taken;
    this.batch = batch;
  }

  /** Emits an operator and returns the name of its output. */
  op(opType: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
    const output = this.name("t");
    this.nodes.push({ opType, inputs, outputs: [output], attributes });
    return output;
  }

  /** A constant host array. */
  constant({ dtype, shape, data }: HostArray): string {
    return this.initializer(dtype, shape, data);
  }

  /** A float32 constant; without a shape a scalar. */
  float(value: number): string {
    return this.initializer("float32", [], Float32Array.of(value));
  }

  /** A list of integers as an int64 vector. */
  ints(values: readonly number[]): string {
    return this.initializer("int64", [values.length], BigInt64Array.from(values, BigInt));
  }

  /** A target shape for Reshape, with -1 where the dynamic batch enters. */
  shape(shape: Shape): string {
    const dims = shape.map((dim) => (this.isBatch(dim) ? -1 : dim));
    if (dims.filter((dim) => dim === -1).length > 1) {
      throw internalError(`onnx: shape [${shape}] holds the dynamic batch twice`);
    }
    return this.ints(dims);
  }

  /** A target shape for Expand from `from`: axes that already have their size need not name it. */
  expansion(from: Shape, to: Shape): string {
    const lead = to.length - from.length;
    const dims = to.map((dim, axis) => {
      if (!this.isBatch(dim)) return dim;
      if (from[axis - lead] === dim) return 1;
      throw internalError(`onnx: [${from}] cannot be expanded to [${to}] with a dynamic batch`);
    });
    return this.ints(dims);
  }

  /** The operator's shape at the border of a graph: `batch` in place of the dynamic size. */
  borderShape(shape: Shape): (number | string)[] {
    return shape.map((dim) => (this.batch !== undefined && dim === this.batch ? "batch" : dim));
  }

  private name(letter: string): string {
    const name = `${letter}${this.count++}`;
    return this.taken.has(name) ? this.name(letter) : name;
  }

  private isBatch(dim: number): boolean {
    return this.batch !== undefined && dim !== 0 && dim % this.batch === 0;
  }

  private initializer(type: ElementType, shape: Shape, data: Initializer["data"]): string {
    const key = data.length <= 16 ? `${type} ${shape} ${data}` : undefined;
    const known = key === undefined ? undefined : this.scalars.get(key);
    if (known !== undefined) return known;
    const name = this.name("c");
    this.initializers.push({ name, type, shape, data });
    if (key !== undefined) this.scalars.set(key, name);
    return name;
  }
}
