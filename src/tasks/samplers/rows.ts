// Rows of a flat array.

/** The rows [width] at `indices`, copied, in that order. */
export function rowsAt(values: Float32Array, width: number, indices: ArrayLike<number>): Float32Array {
  const out = new Float32Array(indices.length * width);
  for (let i = 0; i < indices.length; i++) {
    out.set(values.subarray(indices[i]! * width, (indices[i]! + 1) * width), i * width);
  }
  return out;
}
