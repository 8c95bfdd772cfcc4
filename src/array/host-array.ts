// Arrays on the host: a typed array with its shape. What enters and leaves a runtime, a dataset or a file.

import { ShapeError } from "../errors.ts";
import { formatShape, type Shape, sizeOf } from "./shape.ts";

/** Element types of the graph. `bool` is stored as one byte per element (0 or 1). */
export type DType = "float32" | "int64" | "bool";

/** The typed array that carries each element type. */
export interface DataOf {
  float32: Float32Array;
  int64: BigInt64Array;
  bool: Uint8Array;
}

/** A dense row-major array on the host. */
export interface HostArray<D extends DType = DType> {
  readonly dtype: D;
  readonly shape: Shape;
  readonly data: DataOf[D];
}

/** Float array over `data` (not copied). @throws ShapeError when the length does not match the shape */
export function float32(data: Float32Array | readonly number[], shape: Shape = [data.length]): HostArray<"float32"> {
  return checked("float32", data instanceof Float32Array ? data : Float32Array.from(data), shape);
}

/** Integer array. @throws ShapeError when the length does not match the shape */
export function int64(data: BigInt64Array | readonly number[], shape: Shape = [data.length]): HostArray<"int64"> {
  const values = data instanceof BigInt64Array ? data : BigInt64Array.from(data, (value) => BigInt(value));
  return checked("int64", values, shape);
}

/** Boolean array from bytes. @throws ShapeError when the length does not match the shape */
export function bool(data: Uint8Array | readonly boolean[], shape: Shape = [data.length]): HostArray<"bool"> {
  return checked("bool", data instanceof Uint8Array ? data : Uint8Array.from(data, Number), shape);
}

/** A float array of zeros. */
export function zeros(shape: Shape): HostArray<"float32"> {
  return float32(new Float32Array(sizeOf(shape)), shape);
}

/** Rows `start` to `end` along the first axis, sharing memory with `array`. */
export function rows(array: HostArray<"float32">, start: number, end: number): HostArray<"float32"> {
  const width = sizeOf(array.shape.slice(1));
  return float32(array.data.subarray(start * width, end * width), [end - start, ...array.shape.slice(1)]);
}

/** The rows at `indices` along the first axis, copied. */
export function takeRows(array: HostArray<"float32">, indices: ArrayLike<number>): HostArray<"float32"> {
  const width = sizeOf(array.shape.slice(1));
  const out = new Float32Array(indices.length * width);
  for (let i = 0; i < indices.length; i++) {
    out.set(array.data.subarray(indices[i]! * width, (indices[i]! + 1) * width), i * width);
  }
  return float32(out, [indices.length, ...array.shape.slice(1)]);
}

function checked<D extends DType>(dtype: D, data: DataOf[D], shape: Shape): HostArray<D> {
  if (data.length !== sizeOf(shape)) {
    throw new ShapeError(`array: shape ${formatShape(shape)} needs ${sizeOf(shape)} elements, got ${data.length}`);
  }
  return { dtype, shape, data };
}
