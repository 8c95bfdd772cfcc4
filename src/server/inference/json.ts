// Answers as JSON text. Arrays are nested lists; numbers keep the digits that a 32-bit float has.

import { type HostArray, sizeOf } from "../../array/index.ts";

/** A text that is JSON already. */
export class Json {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** An object of arrays, plain values and ready JSON. */
export function jsonObject(fields: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${JSON.stringify(name)}:${jsonValue(value)}`],
  );
  return `{${parts.join(",")}}`;
}

function jsonValue(value: unknown): string {
  if (value instanceof Json) return value.text;
  if (value instanceof Float32Array || value instanceof Float64Array) return list(value, 0, value.length);
  if (isArray(value)) return nested(value.data as Float32Array, value.shape, 0, 0);
  return JSON.stringify(value);
}

function isArray(value: unknown): value is HostArray {
  return typeof value === "object" && value !== null && "dtype" in value && "shape" in value && "data" in value;
}

function nested(data: ArrayLike<number>, shape: readonly number[], axis: number, start: number): string {
  if (axis === shape.length - 1) return list(data, start, start + shape[axis]!);
  const width = sizeOf(shape.slice(axis + 1));
  const parts = Array.from({ length: shape[axis]! }, (_, i) => nested(data, shape, axis + 1, start + i * width));
  return `[${parts.join(",")}]`;
}

function list(data: ArrayLike<number>, start: number, end: number): string {
  let text = "[";
  for (let i = start; i < end; i++) text += (i === start ? "" : ",") + numberText(data[i]!);
  return `${text}]`;
}

// Nine digits bring back the same 32-bit float; JSON has no NaN.
function numberText(value: number): string {
  if (!Number.isFinite(value)) return "null";
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  return Math.fround(value).toPrecision(9);
}
