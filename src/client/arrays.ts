// Arrays of numbers: flat with a shape for programs, nested lists on the wire.

/** Numbers, row-major, the first axis counts items. */
export interface NumberArray {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** Nested lists of numbers. */
export type Nested = readonly (number | Nested)[];

/** The array as nested lists. @throws RangeError when shape and data do not fit together */
export function nestedOf({ data, shape }: NumberArray): Nested {
  const size = shape.reduce((product, length) => product * length, 1);
  if (shape.length === 0 || size !== data.length) {
    throw new RangeError(`array: shape [${shape.join(", ")}] needs ${size} numbers, got ${data.length}`);
  }
  const level = (axis: number, start: number, width: number): Nested => {
    if (axis === shape.length - 1) return Array.from(data.subarray(start, start + width));
    const inner = width / shape[axis]!;
    return Array.from({ length: shape[axis]! }, (_, i) => level(axis + 1, start + i * inner, inner));
  };
  return level(0, 0, size);
}

/** Nested lists as an array; what is null becomes NaN. */
export function arrayOf(nested: readonly unknown[]): NumberArray {
  const shape: number[] = [];
  for (let inner: unknown = nested; Array.isArray(inner); inner = inner[0]) shape.push(inner.length);
  const flat = nested.flat(shape.length - 1) as (number | null)[];
  return { data: Float32Array.from(flat, (value) => value ?? Number.NaN), shape };
}
