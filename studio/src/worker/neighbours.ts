// The exact nearest neighbours of one row among many, by squared distance.

/** Indices and distances of the `k` rows of `among` [n, width] nearest to the row of `of` at `at`, the nearest first. */
export function nearest(
  among: Float32Array,
  width: number,
  { of, at, k }: { readonly of: Float32Array; readonly at: number; readonly k: number },
): { readonly indices: number[]; readonly distances: number[] } {
  const count = among.length / width;
  const size = Math.min(k, count);
  const squares = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  const indices = new Int32Array(size);
  const from = at * width;
  for (let i = 0, row = 0; i < count; i++, row += width) {
    const worst = squares[size - 1]!;
    let sum = 0;
    for (let d = 0; d < width && sum < worst; d++) {
      const difference = of[from + d]! - among[row + d]!;
      sum += difference * difference;
    }
    if (sum >= worst) continue;
    let to = size - 1;
    for (; to > 0 && squares[to - 1]! > sum; to--) {
      squares[to] = squares[to - 1]!;
      indices[to] = indices[to - 1]!;
    }
    squares[to] = sum;
    indices[to] = i;
  }
  return { indices: [...indices], distances: Array.from(squares, Math.sqrt) };
}
