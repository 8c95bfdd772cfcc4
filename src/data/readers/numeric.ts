// What the readers of arrays share: a shape, numbers, and the element type they were stored in.

/** Element types of files, named as NumPy does: kind and bytes. */
export type FileType = "b1" | "u1" | "i1" | "u2" | "i2" | "u4" | "i4" | "i8" | "f4" | "f8";

/** The typed array that carries each element type. */
export interface FileData {
  b1: Uint8Array;
  u1: Uint8Array;
  i1: Int8Array;
  u2: Uint16Array;
  i2: Int16Array;
  u4: Uint32Array;
  i4: Int32Array;
  i8: BigInt64Array;
  f4: Float32Array;
  f8: Float64Array;
}

/** An array as a file holds it, row-major. */
export interface NumericArray {
  readonly type: FileType;
  readonly shape: readonly number[];
  readonly data: FileData[FileType];
}

/** The typed array's constructor for each element type. */
export const FILE_ARRAYS: {
  readonly [T in FileType]: { new (buffer: ArrayBuffer): FileData[T]; BYTES_PER_ELEMENT: number };
} = {
  b1: Uint8Array,
  u1: Uint8Array,
  i1: Int8Array,
  u2: Uint16Array,
  i2: Int16Array,
  u4: Uint32Array,
  i4: Int32Array,
  i8: BigInt64Array,
  f4: Float32Array,
  f8: Float64Array,
};

/** The numbers of `array`; 64-bit integers become doubles. */
export function toNumbers(array: NumericArray): ArrayLike<number> {
  return array.data instanceof BigInt64Array ? Float64Array.from(array.data, Number) : array.data;
}
