// Items and codes to files: a grid of pictures, NumPy arrays, or a table.

import { sizeOf } from "../array/index.ts";
import {
  type DataSchema,
  type Dataset,
  decodeTable,
  encodePng,
  tile,
  writeCsv,
  writeCsvTable,
  writeNpy,
  writeNpz,
} from "../data/index.ts";
import { ConfigError } from "../errors.ts";
import type { Items } from "../tasks/index.ts";
import type { OutputFile } from "./output.ts";

/** Endings of files that items can be written to. */
export const ITEM_FILES = ["png", "npy", "npz", "csv"] as const;

/** Ending of such a file. */
export type ItemFile = (typeof ITEM_FILES)[number];

/** More arrays for a .npz, [n, ...] each. */
export type Extras = Readonly<Record<string, Items>>;

/** @throws ConfigError when a picture is asked for and the items are rows of numbers */
export function checkItemFile(file: OutputFile<ItemFile>, schema: DataSchema): void {
  if (file.kind === "png" && schema.kind !== "image") {
    throw new ConfigError(`--out: the model makes rows of numbers, got ${file.path}; use .csv, .npy or .npz`);
  }
}

/** Writes items; `columns` is the number of pictures per row of a .png. */
export async function saveItems(
  file: OutputFile<ItemFile>,
  items: Items,
  schema: DataSchema,
  { columns, extras = {} }: { readonly columns?: number; readonly extras?: Extras } = {},
): Promise<void> {
  switch (file.kind) {
    case "png":
      return file.save(gridOf(items, columns));
    case "npy":
      return file.save(writeNpy(arrayOf(items)));
    case "npz":
      return file.save(writeNpz(mapValues({ X: items, ...extras }, arrayOf)));
    case "csv":
      if (schema.kind === "table") return file.save(writeCsvTable(decodeTable(items.data, schema)));
      return file.save(writeCsv(columnNames(schema, items), rowsOf(items)));
  }
}

/** Bytes of a PNG with pictures [n, channels, height, width] in a grid. */
export function gridOf(items: Items, columns?: number): Uint8Array {
  const { pixels, width, height, channels } = tile(items.data, items.shape.slice(1), columns ? { columns } : {});
  return encodePng(pixels, width, height, channels);
}

/** Rows of several arrays in turn: first of each, second of each, ... */
export function interleave(arrays: readonly Items[]): Items {
  const [first] = arrays;
  const width = sizeOf(first!.shape.slice(1));
  const data = new Float32Array(first!.data.length * arrays.length);
  arrays.forEach((array, k) => {
    for (let i = 0; i < array.shape[0]!; i++) {
      data.set(array.data.subarray(i * width, (i + 1) * width), (i * arrays.length + k) * width);
    }
  });
  return { dtype: "float32", data, shape: [first!.shape[0]! * arrays.length, ...first!.shape.slice(1)] };
}

/** Codes as a table: z0, z1, ... and the label where there are labels. */
export function codesTable(codes: Items, { labels, schema }: Dataset): string {
  const names = Array.from({ length: codes.shape[1]! }, (_, d) => `z${d}`);
  if (labels === undefined) return writeCsv(names, rowsOf(codes));
  const rows = [...rowsOf(codes)].map((row, i) => [...row, labelOf(schema, labels, i)]);
  return writeCsv([...names, "label"], rows);
}

/** Class name of an item. */
export function labelOf(schema: DataSchema, labels: Int32Array, index: number): string {
  return schema.labels?.[labels[index]!] ?? String(labels[index]);
}

/** An array as files hold it. */
export function arrayOf({ data, shape }: Items) {
  return { type: "f4", shape, data } as const;
}

function columnNames(schema: DataSchema, items: Items): string[] {
  if (schema.kind === "vector") return schema.columns.map(({ name }) => name);
  if (schema.kind === "series") {
    return schema.columns.flatMap(({ name }) => Array.from({ length: schema.window }, (_, t) => `${name}.${t}`));
  }
  return Array.from({ length: sizeOf(items.shape.slice(1)) }, (_, i) => `pixel${i}`);
}

function* rowsOf({ data, shape }: Items): Generator<Float32Array> {
  const width = sizeOf(shape.slice(1));
  for (let i = 0; i < shape[0]!; i++) yield data.subarray(i * width, (i + 1) * width);
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
