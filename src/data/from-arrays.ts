// Arrays become data sets: [n, d] are rows of numbers, [n, h, w], [n, h, w, c] and [n, c, h, w] are pictures.

import { sizeOf } from "../array/index.ts";
import { DataError } from "../errors.ts";
import { defaultColumnNames, finiteRows, measureColumns } from "./columns.ts";
import type { Dataset } from "./dataset.ts";
import { type NumericArray, toNumbers } from "./readers/numeric.ts";
import type { ImageSchema } from "./schema.ts";

/** Size of pictures: pixels and channels. */
export type ImageSize = Pick<ImageSchema, "height" | "width" | "channels">;

/** A data set of rows of numbers, [rows, names.length] row-major. @throws DataError naming row and column of NaN or infinity */
export function tableDataset(
  name: string,
  values: ArrayLike<number>,
  names: readonly string[],
  source = name,
): Dataset {
  if (names.length === 0) throw new DataError(`${source}: rows must have at least one column, got none`);
  const repeated = names.find((column, index) => names.indexOf(column) !== index);
  if (repeated !== undefined) {
    throw new DataError(`${source}: column names must be distinct, got "${repeated}" twice; rename one`);
  }
  const rows = finiteRows(values, names, source);
  const columns = measureColumns(rows, names);
  const schema = { kind: "vector", size: names.length, columns } as const;
  return { name, schema, count: rows.length / names.length, values: rows, scale: 1 };
}

/** A data set of pictures from bytes, [n, channels, height, width]; bytes of 0 and 1 only are taken as they are, others / 255. */
export function byteImages(name: string, pixels: Uint8Array, size: ImageSize): Dataset {
  const { values, scale } = byteKind(pixels);
  return imageDataset(name, pixels, size, values, scale);
}

/** A data set from an array of any supported shape. @throws DataError naming `source` and what does not fit */
export function datasetFromArray(name: string, array: NumericArray, source = name): Dataset {
  const { shape } = array;
  if (shape.length === 2) return tableDataset(name, toNumbers(array), defaultColumnNames(shape[1]!), source);
  const layout = imageLayout(shape, source);
  const pixels = imageNumbers(array, source);
  const planar = layout.last ? channelsFirst(pixels, layout.size) : pixels;
  if (planar instanceof Uint8Array) return byteImages(name, planar, layout.size);
  return imageDataset(name, planar, layout.size, planar.every(isBit) ? "binary" : "continuous", 1);
}

function imageDataset(
  name: string,
  values: Uint8Array | Float32Array,
  size: ImageSize,
  kind: ImageSchema["values"],
  scale: number,
): Dataset {
  const { height, width, channels } = size;
  const schema = { kind: "image", height, width, channels, values: kind, range: [0, 1] } as const;
  return { name, schema, count: values.length / (height * width * channels), values, scale };
}

function byteKind(pixels: Uint8Array): { values: ImageSchema["values"]; scale: number } {
  if (pixels.every(isBit)) return { values: "binary", scale: 1 };
  return { values: pixels.every((value) => value === 0 || value === 255) ? "binary" : "grey", scale: 1 / 255 };
}

function isBit(value: number): boolean {
  return value === 0 || value === 1;
}

function imageLayout(shape: readonly number[], source: string): { size: ImageSize; last: boolean } {
  const [, a = 0, b = 0, c = 0] = shape;
  if (shape.length === 3 && a * b > 0) return { size: { height: a, width: b, channels: 1 }, last: false };
  if (shape.length === 4 && a * b * c > 0) {
    if (isChannels(c)) return { size: { height: a, width: b, channels: c }, last: true };
    if (isChannels(a)) return { size: { height: b, width: c, channels: a }, last: false };
  }
  throw new DataError(
    `${source}: an array must be [n, columns] or pictures [n, height, width], with 1, 3 or 4 channels first or last, got [${shape}]`,
  );
}

function isChannels(size: number): size is 1 | 3 | 4 {
  return size === 1 || size === 3 || size === 4;
}

// Bytes stay bytes, whole numbers up to 255 become bytes, and fractions must lie within [0, 1] already.
function imageNumbers(array: NumericArray, source: string): Uint8Array | Float32Array {
  if (array.data instanceof Uint8Array) return array.data;
  const numbers = toNumbers(array);
  const whole = array.type !== "f4" && array.type !== "f8";
  const limit = whole ? 255 : 1;
  const out = whole ? new Uint8Array(numbers.length) : new Float32Array(numbers.length);
  const width = sizeOf(array.shape.slice(1));
  for (let i = 0; i < out.length; i++) {
    const value = numbers[i]!;
    if (!(value >= 0 && value <= limit)) {
      const remedy = Number.isFinite(value) ? "scale the pictures first" : "repair or remove the picture";
      throw new DataError(
        `${source}: picture ${Math.floor(i / width)}: pixels must lie within 0 to ${limit}, got ${value}; ${remedy}`,
      );
    }
    out[i] = value;
  }
  return out;
}

/** [n, height, width, channels] to [n, channels, height, width]; a new array when there is more than one channel. */
export function channelsFirst<T extends Uint8Array | Float32Array>(pixels: T, size: ImageSize): T {
  const { height, width, channels } = size;
  if (channels === 1) return pixels;
  const out = pixels.slice() as T;
  const area = height * width;
  for (let start = 0; start < pixels.length; start += area * channels) {
    for (let i = 0; i < area; i++) {
      for (let c = 0; c < channels; c++) out[start + c * area + i] = pixels[start + i * channels + c]!;
    }
  }
  return out;
}
