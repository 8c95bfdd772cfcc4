// The intermediate representation: a tensor is an immutable node, a graph is whatever its outputs reach.
// Nodes are plain data and own no memory; shapes are static.

import type { DType, HostArray, Shape } from "../array/index.ts";
import { float32 } from "../array/index.ts";
import { ShapeError } from "../errors.ts";

/** Geometry of a convolution, one number per spatial axis; `padding` is [before, after] per axis. */
export interface ConvAttrs {
  readonly strides: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
  readonly dilations: readonly number[];
  readonly groups: number;
}

type NoAttrs = Readonly<Record<string, never>>;

/** The closed set of operations with the attributes of each. */
export interface OpAttrs {
  input: { readonly name: string; readonly noise?: "normal" | "uniform" };
  constant: { readonly value: HostArray };
  neg: NoAttrs;
  abs: NoAttrs;
  exp: NoAttrs;
  log: NoAttrs;
  sqrt: NoAttrs;
  reciprocal: NoAttrs;
  sin: NoAttrs;
  cos: NoAttrs;
  tanh: NoAttrs;
  sigmoid: NoAttrs;
  erf: NoAttrs;
  relu: NoAttrs;
  softplus: NoAttrs;
  step: NoAttrs;
  floor: NoAttrs;
  stopGradient: NoAttrs;
  cast: { readonly to: DType };
  add: NoAttrs;
  sub: NoAttrs;
  mul: NoAttrs;
  div: NoAttrs;
  pow: NoAttrs;
  maximum: NoAttrs;
  minimum: NoAttrs;
  equal: NoAttrs;
  greater: NoAttrs;
  less: NoAttrs;
  logicalAnd: NoAttrs;
  logicalNot: NoAttrs;
  where: NoAttrs;
  sum: { readonly axes: readonly number[]; readonly keepDims: boolean };
  max: { readonly axes: readonly number[]; readonly keepDims: boolean };
  min: { readonly axes: readonly number[]; readonly keepDims: boolean };
  argmax: { readonly axis: number };
  softplusSum: { readonly axes: readonly number[] };
  matmul: { readonly transposeA: boolean; readonly transposeB: boolean };
  gemm: { readonly transposeA: boolean; readonly transposeB: boolean };
  conv: ConvAttrs;
  convTranspose: ConvAttrs & { readonly outputPadding: readonly number[] };
  convWeightGrad: ConvAttrs & { readonly kernel: readonly number[] };
  maxPool: {
    readonly kernel: readonly number[];
    readonly strides: readonly number[];
    readonly padding: readonly number[];
  };
  reshape: { readonly shape: Shape };
  transpose: { readonly permutation: readonly number[] };
  slice: { readonly starts: readonly number[]; readonly sizes: readonly number[]; readonly steps: readonly number[] };
  concat: { readonly axis: number };
  pad: { readonly before: readonly number[]; readonly after: readonly number[]; readonly value: number };
  broadcastTo: { readonly shape: Shape };
  gather: { readonly axis: number };
  scatterAdd: { readonly axis: number; readonly size: number };
  cumsum: { readonly axis: number; readonly exclusive: boolean; readonly reverse: boolean };
  softmax: { readonly axis: number };
}

/** The name of an operation. */
export type OpName = keyof OpAttrs;

/** One node of a graph: the result of `op` on `inputs`. */
export class Tensor<K extends OpName = OpName> {
  readonly op: K;
  readonly inputs: readonly Tensor[];
  readonly attrs: OpAttrs[K];
  readonly shape: Shape;
  readonly dtype: DType;

  constructor(op: K, inputs: readonly Tensor[], attrs: OpAttrs[K], shape: Shape, dtype: DType) {
    this.op = op;
    this.inputs = inputs;
    this.attrs = attrs;
    this.shape = shape;
    this.dtype = dtype;
  }
}

/** A tensor, or a number that stands for a float32 scalar. */
export type Operand = Tensor | number;

/** An array of the float64 reference evaluator; integers and booleans are held as numbers too. */
export interface RefArray {
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** What the graph knows of an operation: its shape rule and its reference meaning in plain float64 loops. */
export interface OpRecord<K extends OpName> {
  /** Shape and type of the result. @throws ShapeError without the op's name; the caller adds it. */
  infer(inputs: readonly Tensor[], attrs: OpAttrs[K]): { readonly shape: Shape; readonly dtype: DType };
  /** Fills `out` (zeroed, row-major, of the inferred shape). */
  evaluate(inputs: readonly RefArray[], attrs: OpAttrs[K], out: RefArray): void;
}

/** Makes a node through its record. @throws ShapeError naming the op and the caller's source line */
export function apply<K extends OpName>(
  op: K,
  record: OpRecord<K>,
  inputs: readonly Tensor[],
  attrs: OpAttrs[K],
): Tensor<K> {
  try {
    const { shape, dtype } = record.infer(inputs, attrs);
    return new Tensor(op, inputs, attrs, shape, dtype);
  } catch (error) {
    if (error instanceof ShapeError) throw new ShapeError(`${op}: ${error.message}`, callSite());
    throw error;
  }
}

const SCALARS = new Map<number, Tensor<"constant">>();

/** A constant from a host array. */
export function constant(value: HostArray): Tensor<"constant"> {
  return new Tensor("constant", [], { value }, value.shape, value.dtype);
}

/** The operand itself, or its number as a constant float32 scalar. */
export function asTensor(x: Operand): Tensor {
  if (typeof x !== "number") return x;
  const known = SCALARS.get(x);
  if (known !== undefined) return known;
  const made = constant(float32([x], []));
  if (SCALARS.size < 256) SCALARS.set(x, made);
  return made;
}

/** A value that the host feeds at every run. */
export function input(name: string, shape: Shape, dtype: DType = "float32"): Tensor<"input"> {
  return new Tensor("input", [], { name }, shape, dtype);
}

/** The value of a float32 scalar constant, otherwise undefined. */
export function scalarValue(x: Tensor): number | undefined {
  if (x.op !== "constant" || x.shape.length !== 0 || x.dtype !== "float32") return undefined;
  return Number((x as Tensor<"constant">).attrs.value.data[0]);
}

// The first frame outside the library: the line that asked for the impossible shape.
function callSite(): string | undefined {
  const library = new URL("..", import.meta.url).pathname;
  const frames = new Error().stack?.split("\n").slice(1) ?? [];
  const frame = frames.find((line) => !line.includes(library) && !line.includes("node:internal"));
  return frame?.trim().replace(/^at /, "");
}
