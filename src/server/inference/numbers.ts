// Arrays of numbers in JSON, nested as deep as they have axes, and NumPy files of no more axes than items can have.

import { type NumericArray, readNpy } from "../../data/index.ts";
import { DataError } from "../../errors.ts";

const MOST_AXES = 4;

/** The array that nested lists are. @throws DataError for lists of unequal length and what is no number, naming the place */
export function nestedNumbers(value: unknown, name: string): NumericArray {
  const shape: number[] = [];
  for (let inner = value; Array.isArray(inner); inner = inner[0]) {
    if (shape.length === MOST_AXES) throw tooDeep(name);
    shape.push(inner.length);
  }
  if (shape.length === 0) throw new DataError(`${name}: must be a list of items, got ${described(value)}`);
  const lists = innermost(value as unknown[], shape, name);
  const width = shape.at(-1)!;
  const data = new Float64Array(lists.length * width);
  lists.forEach((list, l) => {
    for (let i = 0; i < width; i++) {
      const number = list[i];
      if (typeof number !== "number") {
        const place = `${placeOf(l, shape.slice(0, -1))}[${i}]`;
        throw new DataError(`${name}${place}: must be a number, got ${described(number)}`);
      }
      data[l * width + i] = number;
    }
  });
  return { type: "f8", shape, data };
}

// The lists of numbers in order, once all lists are as long as the first one of their axis.
function innermost(value: unknown[], shape: readonly number[], name: string): unknown[][] {
  let level: unknown[][] = [value];
  for (let axis = 1; axis < shape.length; axis++) {
    const next = level.flat(1);
    next.forEach((list, i) => {
      if (Array.isArray(list) && list.length === shape[axis]) return;
      const place = placeOf(i, shape.slice(0, axis));
      throw new DataError(
        `${name}${place}: must be a list of ${shape[axis]} as the first one is, got ${described(list)}`,
      );
    });
    level = next as unknown[][];
  }
  return level;
}

// `[2][0]` for the index of a list among all of its axis.
function placeOf(index: number, shape: readonly number[]): string {
  let text = "";
  for (let axis = shape.length - 1, rest = index; axis >= 0; axis--) {
    text = `[${rest % shape[axis]!}]${text}`;
    rest = Math.floor(rest / shape[axis]!);
  }
  return text;
}

/** The array of a .npy file. @throws DataError when it is damaged, promises another size or has more than four axes */
export function npyArray(bytes: Uint8Array, name: string): NumericArray {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 70_000));
  const sizes = /'shape':\s*\(([^)]*)/.exec(head)?.[1]?.split(",") ?? [];
  if (sizes.length > MOST_AXES + 1) throw tooDeep(name);
  return readNpy(bytes, name);
}

function tooDeep(name: string): DataError {
  return new DataError(`${name}: an array of items has ${MOST_AXES} axes at most, got more`);
}

/** A value as errors show it, short. */
export function described(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  return JSON.stringify(value).slice(0, 40);
}
