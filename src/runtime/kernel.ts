// Fused element-wise kernels: compiles a small graph of element-wise operations over flat arrays to one WebAssembly
// SIMD loop. An optimiser's update is ten passes over memory as graph nodes and one pass here; both come from the same
// definition.

import { internalError } from "../errors.ts";
import { type OpName, scalarValue, type Tensor, topologicalOrder } from "../graph/index.ts";
import { assemble, f32, type Instruction, memoryAccess, op, unsigned } from "./wasm.ts";

/** What a kernel reads and writes. Every array has `length` floats, a multiple of four. */
export interface KernelSpec {
  readonly memory: WebAssembly.Memory;
  /** Number of floats in each array. */
  readonly length: number;
  /** Byte offset of each array that the graph reads. */
  readonly reads: ReadonlyMap<Tensor, number>;
  /** Scalar inputs, given at each call in this order. */
  readonly scalars: readonly Tensor[];
  /** Results and the byte offsets they are stored at; may overwrite arrays that are read. */
  readonly writes: readonly { readonly value: Tensor; readonly offset: number }[];
}

/** Runs a kernel over its arrays. */
export type Kernel = (scalars: readonly number[]) => void;

const SIMD: { readonly [K in OpName]?: readonly Instruction[] } = {
  neg: [op.simd(0xe1)],
  abs: [op.simd(0xe0)],
  sqrt: [op.simd(0xe3)],
  add: [op.simd(0xe4)],
  sub: [op.simd(0xe5)],
  mul: [op.simd(0xe6)],
  div: [op.simd(0xe7)],
  minimum: [op.simd(0xe8)],
  maximum: [op.simd(0xe9)],
  relu: [...f32.splat(0), op.simd(0xe9)],
  // x > 0 as a mask of ones, and'ed with the bits of 1.0.
  step: [...f32.splat(0), op.simd(0x44), ...f32.splat(1), op.simd(0x4e)],
  stopGradient: [],
};

/** True when a kernel can compute `outputs`: element-wise operations it knows, over arrays and scalars. */
export function canFuse(outputs: readonly Tensor[]): boolean {
  return topologicalOrder(outputs).every(
    (node) => node.op === "input" || scalarValue(node) !== undefined || SIMD[node.op] !== undefined,
  );
}

/** Compiles a kernel. The graph must satisfy `canFuse`. */
export function compileKernel({ memory, length, reads, scalars, writes }: KernelSpec): Kernel {
  if (length % 4 !== 0) throw internalError(`kernel length ${length} is not a multiple of four`);
  const parameters = scalars.length;
  const counter = parameters;
  const locals = new Map<Tensor, number>();
  const before: Instruction[] = [];
  const body: Instruction[] = [];
  const local = (node: Tensor) => {
    const index = counter + 1 + locals.size;
    locals.set(node, index);
    return index;
  };
  scalars.forEach((node, i) => {
    before.push(op.localGet(i), op.simd(0x13), op.localSet(local(node)));
  });
  for (const node of topologicalOrder(writes.map(({ value }) => value))) {
    if (locals.has(node)) continue;
    const value = scalarValue(node);
    const offset = reads.get(node);
    if (value !== undefined) {
      before.push(...f32.splat(value), op.localSet(local(node)));
    } else if (offset !== undefined) {
      body.push(op.localGet(counter), [...op.simd(0x00), ...memoryAccess(offset)], op.localSet(local(node)));
    } else {
      const instructions = SIMD[node.op];
      if (instructions === undefined) throw internalError(`kernel: ${node.op} cannot be fused`);
      body.push(...node.inputs.map((x) => op.localGet(locals.get(x)!)), ...instructions, op.localSet(local(node)));
    }
  }
  for (const { value, offset } of writes) {
    body.push(op.localGet(counter), op.localGet(locals.get(value)!), [...op.simd(0x0b), ...memoryAccess(offset)]);
  }
  const code = [
    ...before,
    op.loop,
    ...body,
    ...[op.localGet(counter), op.i32Const(16), op.i32Add, op.localTee(counter)],
    ...[op.i32Const(length * 4), op.i32LessUnsigned, op.branchIf(0)],
    op.end,
  ];
  const run = assemble(memory, {
    parameters: new Array<"f32">(parameters).fill("f32"),
    locals: [
      { count: 1, type: "i32" },
      { count: locals.size, type: "v128" },
    ],
    code,
  });
  return (values) => {
    run(...values);
  };
}

/** Compiles a sum of squares over `length` floats at a byte offset, accumulated in float64. */
export function compileSumOfSquares(memory: WebAssembly.Memory, offset: number, length: number): () => number {
  const [counter, square, low, high] = [0, 1, 2, 3];
  const upperHalf = Array.from({ length: 16 }, (_, i) => (i + 8) % 16);
  const code = [
    op.loop,
    ...[op.localGet(counter), [...op.simd(0x00), ...memoryAccess(offset)], op.localTee(square)],
    ...[op.localGet(square), op.simd(0xe6), op.localTee(square)],
    ...[op.simd(0x5f), op.localGet(low), op.f64x2Add, op.localSet(low)],
    ...[op.localGet(square), op.localGet(square), [...op.simd(0x0d), ...upperHalf]],
    ...[op.simd(0x5f), op.localGet(high), op.f64x2Add, op.localSet(high)],
    ...[op.localGet(counter), op.i32Const(16), op.i32Add, op.localTee(counter)],
    ...[op.i32Const(length * 4), op.i32LessUnsigned, op.branchIf(0)],
    op.end,
    ...[op.localGet(low), op.localGet(high), op.f64x2Add, op.localTee(low)],
    ...[[...op.simd(0x21), ...unsigned(0)], op.localGet(low), [...op.simd(0x21), ...unsigned(1)], op.f64Add],
  ];
  const run = assemble(memory, {
    parameters: [],
    result: "f64",
    locals: [
      { count: 1, type: "i32" },
      { count: 3, type: "v128" },
    ],
    code,
  });
  return () => run() as number;
}
