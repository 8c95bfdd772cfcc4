// Matrix products: batched `matmul`, and `gemm` with a bias.

import { broadcastShapes, formatShape, type Shape, sizeOf } from "../../array/index.ts";
import { ShapeError } from "../../errors.ts";
import { apply, type OpAttrs, type OpRecord, type Tensor } from "../tensor.ts";
import { broadcastIndex, expectDType } from "./elementwise.ts";

type Attrs = OpAttrs["matmul"];

/** Which operands are transposed in their last two axes. */
export interface MatmulOptions {
  /** Transpose the last two axes of a; default false. */
  readonly transposeA?: boolean;
  /** Transpose the last two axes of b; default false. */
  readonly transposeB?: boolean;
}

function matrix(shape: Shape, transposed: boolean): [rows: number, columns: number] {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
}

function productShape(a: Shape, b: Shape, { transposeA, transposeB }: Attrs): number[] {
  if (a.length < 2 || b.length < 2) {
    throw new ShapeError(`operands need at least two axes, got ${formatShape(a)} and ${formatShape(b)}`);
  }
  const [m, k] = matrix(a, transposeA);
  const [k2, n] = matrix(b, transposeB);
  if (k !== k2) {
    const marks = [transposeA ? " transposed" : "", transposeB ? " transposed" : ""];
    throw new ShapeError(
      `inner sizes must agree, got ${formatShape(a)}${marks[0]} times ${formatShape(b)}${marks[1]} (${k} against ${k2})`,
    );
  }
  return [...broadcastShapes(a.slice(0, -2), b.slice(0, -2)), m, n];
}

function product(a: { shape: Shape; data: Float64Array }, b: typeof a, attrs: Attrs, out: typeof a): void {
  const [m, k] = matrix(a.shape, attrs.transposeA);
  const n = out.shape.at(-1)!;
  const batch = out.shape.slice(0, -2);
  const aAt = broadcastIndex(a.shape.slice(0, -2), batch);
  const bAt = broadcastIndex(b.shape.slice(0, -2), batch);
  const [aRow, aCol] = attrs.transposeA ? [1, m] : [k, 1];
  const [bRow, bCol] = attrs.transposeB ? [1, k] : [n, 1];
  for (let s = 0; s < sizeOf(batch); s++) {
    const [a0, b0, c0] = [aAt(s) * m * k, bAt(s) * k * n, s * m * n];
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let total = 0;
        for (let l = 0; l < k; l++) total += a.data[a0 + i * aRow + l * aCol]! * b.data[b0 + l * bRow + j * bCol]!;
        out.data[c0 + i * n + j]! += total;
      }
    }
  }
}

/** Records of the matrix products. */
export const linearOps: { [K in "matmul" | "gemm"]: OpRecord<K> } = {
  matmul: {
    infer([a, b], attrs) {
      expectDType([a!, b!], "float32");
      return { shape: productShape(a!.shape, b!.shape, attrs), dtype: "float32" };
    },
    evaluate([a, b], attrs, out) {
      product(a!, b!, attrs, out);
    },
  },
  gemm: {
    infer([a, b, c], attrs) {
      expectDType([a!, b!, c!], "float32");
      const shape = productShape(a!.shape, b!.shape, attrs);
      if (shape.length !== 2)
        throw new ShapeError(`operands must be matrices, got ${formatShape(a!.shape)} and ${formatShape(b!.shape)}`);
      if (formatShape(broadcastShapes(c!.shape, shape)) !== formatShape(shape)) {
        throw new ShapeError(`the bias must broadcast to ${formatShape(shape)}, got ${formatShape(c!.shape)}`);
      }
      return { shape, dtype: "float32" };
    },
    evaluate([a, b, c], attrs, out) {
      const at = broadcastIndex(c!.shape, out.shape);
      for (let i = 0; i < out.data.length; i++) out.data[i] = c!.data[at(i)]!;
      product(a!, b!, attrs, out);
    },
  },
};

/** Matrix product over the last two axes; leading axes broadcast. */
export function matmul(
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false }: MatmulOptions = {},
): Tensor<"matmul"> {
  return apply("matmul", linearOps.matmul, [a, b], { transposeA, transposeB });
}

/** a b + bias for matrices, the bias broadcast over rows. */
export function gemm(
  a: Tensor,
  b: Tensor,
  bias: Tensor,
  { transposeA = false, transposeB = false }: MatmulOptions = {},
): Tensor<"gemm"> {
  return apply("gemm", linearOps.gemm, [a, b, bias], { transposeA, transposeB });
}
