// Lowering of matrix products, reductions, movement, indexing and scans.

import { sizeOf, zeros } from "../../array/index.ts";
import type { Emitter } from "../emitter.ts";
import type { Lowering } from "./rule.ts";

type Structure =
  | "sum"
  | "max"
  | "min"
  | "argmax"
  | "matmul"
  | "gemm"
  | "reshape"
  | "transpose"
  | "slice"
  | "concat"
  | "pad"
  | "broadcastTo"
  | "gather"
  | "scatterAdd"
  | "cumsum"
  | "softmax";

const reduction =
  (opType: string): Lowering<"sum" | "max" | "min"> =>
  (emit, { attrs: { axes, keepDims } }, [x]) =>
    emit.op(opType, [x!, emit.ints(axes)], { keepdims: Number(keepDims) });

function swapLast(emit: Emitter, x: string, rank: number): string {
  const perm = Array.from({ length: rank }, (_, axis) => axis);
  perm.splice(-2, 2, rank - 1, rank - 2);
  return emit.op("Transpose", [x], { perm });
}

/** Lowering rules that only compute sums and products, or move elements. */
export const structureLowerings: { readonly [K in Structure]: Lowering<K> } = {
  sum: reduction("ReduceSum"),
  max: reduction("ReduceMax"),
  min: reduction("ReduceMin"),
  argmax: (emit, { attrs: { axis } }, inputs) => emit.op("ArgMax", inputs, { axis, keepdims: 0 }),
  matmul(emit, { inputs, attrs: { transposeA, transposeB } }, [a, b]) {
    const [aRank, bRank] = inputs.map((x) => x.shape.length) as [number, number];
    if (aRank === 2 && bRank === 2) {
      return emit.op("Gemm", [a!, b!], { transA: Number(transposeA), transB: Number(transposeB) });
    }
    const left = transposeA ? swapLast(emit, a!, aRank) : a!;
    const right = transposeB ? swapLast(emit, b!, bRank) : b!;
    return emit.op("MatMul", [left, right]);
  },
  gemm: (emit, { attrs: { transposeA, transposeB } }, inputs) =>
    emit.op("Gemm", inputs, { transA: Number(transposeA), transB: Number(transposeB) }),
  reshape: (emit, { attrs: { shape } }, [x]) => emit.op("Reshape", [x!, emit.shape(shape)]),
  transpose: (emit, { attrs: { permutation } }, inputs) => emit.op("Transpose", inputs, { perm: permutation }),
  slice(emit, { inputs, attrs: { starts, sizes, steps } }, [x]) {
    const changed = sizes.flatMap((size, axis) => (size === inputs[0]!.shape[axis] && steps[axis] === 1 ? [] : [axis]));
    // WebGPU's Slice goes backwards rightly only over a whole axis, so backwards is forwards, then reversed.
    const backwards = changed.filter((axis) => steps[axis]! < 0 && sizes[axis]! > 1);
    const first = (axis: number) => starts[axis]! + Math.min(0, (sizes[axis]! - 1) * steps[axis]!);
    const partial = changed.filter((axis) => sizes[axis] !== inputs[0]!.shape[axis]);
    const forwards =
      partial.length === 0
        ? x!
        : emit.op("Slice", [
            x!,
            emit.ints(partial.map(first)),
            emit.ints(partial.map((axis) => first(axis) + (sizes[axis]! - 1) * Math.abs(steps[axis]!) + 1)),
            emit.ints(partial),
            emit.ints(partial.map((axis) => Math.abs(steps[axis]!))),
          ]);
    if (backwards.length === 0) return forwards;
    const each = (value: number) => emit.ints(backwards.map(() => value));
    return emit.op("Slice", [forwards, each(-1), each(-(2 ** 31)), emit.ints(backwards), each(-1)]);
  },
  concat: (emit, { attrs: { axis } }, inputs) => emit.op("Concat", inputs, { axis }),
  pad: (emit, { attrs: { before, after, value } }, [x]) =>
    emit.op("Pad", [x!, emit.ints([...before, ...after]), emit.float(value)], { mode: "constant" }),
  broadcastTo: (emit, { inputs, attrs: { shape } }, [x]) =>
    emit.op("Expand", [x!, emit.expansion(inputs[0]!.shape, shape)]),
  gather: (emit, { attrs: { axis } }, inputs) => emit.op("Gather", inputs, { axis }),
  scatterAdd(emit, { inputs, attrs: { axis, size }, shape }, [indices, updates]) {
    const [index, update] = inputs as [(typeof inputs)[0], (typeof inputs)[0]];
    const count = sizeOf(index!.shape);
    // The scattered axes come first, so that each index adds one whole row.
    const outer = shape.slice(0, axis);
    const inner = shape.slice(axis + 1);
    let rows = emit.op("Reshape", [updates!, emit.shape([sizeOf(outer), count, sizeOf(inner)])]);
    if (axis > 0) rows = emit.op("Transpose", [rows], { perm: [1, 0, 2] });
    const width = sizeOf(update!.shape) / count;
    const flat = emit.op("Reshape", [rows, emit.shape([count, width])]);
    const places = emit.op("Reshape", [indices!, emit.shape([count, 1])]);
    const target = emit.constant(zeros([size, width]));
    const sums = emit.op("ScatterND", [target, places, flat], { reduction: "add" });
    if (axis === 0) return emit.op("Reshape", [sums, emit.shape(shape)]);
    const apart = emit.op("Reshape", [sums, emit.shape([size, sizeOf(outer), sizeOf(inner)])]);
    return emit.op("Reshape", [emit.op("Transpose", [apart], { perm: [1, 0, 2] }), emit.shape(shape)]);
  },
  cumsum: (emit, { attrs: { axis, exclusive, reverse } }, [x]) =>
    emit.op("CumSum", [x!, emit.ints([axis])], { exclusive: Number(exclusive), reverse: Number(reverse) }),
  softmax: (emit, { attrs: { axis } }, inputs) => emit.op("Softmax", inputs, { axis }),
};
