// What a data set holds, as plain JSON: it is saved with the model, and every later input is checked against it.

import { z } from "zod";
import type { Shape } from "../array/index.ts";
import { DataError } from "../errors.ts";
import { type Column, columnSchema } from "./column.ts";
import { type SeriesSchema, seriesSchema } from "./series/schema.ts";
import { modelled, type TableSchema, tableSchema } from "./table/schema.ts";

export type { Column } from "./column.ts";

/** Pictures as [channels, height, width] with values in [0, 1]. */
export interface ImageSchema {
  readonly kind: "image";
  /** Pixels. */
  readonly height: number;
  /** Pixels. */
  readonly width: number;
  /** 1 grey, 3 colour, 4 colour with opacity. */
  readonly channels: 1 | 3 | 4;
  /** `binary`: only 0 and 1; `grey`: 256 levels, also for colour; `continuous`: any number in the range. */
  readonly values: "binary" | "grey" | "continuous";
  readonly range: readonly [0, 1];
  /** Class names; absent when the items have no labels. */
  readonly labels?: readonly string[];
}

/** Rows of numbers, encoded as (value - mean) / standardDeviation. */
export interface VectorSchema {
  readonly kind: "vector";
  /** Number of columns. */
  readonly size: number;
  readonly columns: readonly Column[];
  /** Class names; absent when the items have no labels. */
  readonly labels?: readonly string[];
}

/** Schema of a data set. */
export type DataSchema = ImageSchema | VectorSchema | SeriesSchema | TableSchema;

const labels = z.array(z.string()).readonly().exactOptional();
const size = z.int().positive();

/** Checks a schema read from a file. */
export const dataSchema: z.ZodType<DataSchema> = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("image"),
    height: size,
    width: size,
    channels: z.union([z.literal(1), z.literal(3), z.literal(4)]),
    values: z.enum(["binary", "grey", "continuous"]),
    range: z.tuple([z.literal(0), z.literal(1)]).readonly(),
    labels,
  }),
  z
    .strictObject({
      kind: z.literal("vector"),
      size,
      columns: z.array(columnSchema).readonly(),
      labels,
    })
    .refine((schema) => schema.columns.length === schema.size, { message: "size must be the number of columns" }),
  seriesSchema,
  tableSchema,
]);

/**
 * Shape of one item as the model sees it: [channels, height, width], [columns], [channels, window] of a series, or a table's
 * codes and values [2 columns].
 */
export function eventShape(schema: DataSchema): Shape {
  if (schema.kind === "image") return [schema.channels, schema.height, schema.width];
  if (schema.kind === "series") return [schema.columns.length, schema.window];
  return [schema.kind === "vector" ? schema.size : 2 * modelled(schema).length];
}

/** `28x28 pictures, 1 channel` or `9 columns`, as messages describe a data set. */
export function describeSchema(schema: DataSchema): string {
  if (schema.kind === "series") {
    const size = schema.columns.length;
    return `windows of ${schema.window} steps, ${size} channel${size === 1 ? "" : "s"}`;
  }
  if (schema.kind !== "image") {
    const size = schema.kind === "vector" ? schema.size : schema.columns.length;
    return `${size} column${size === 1 ? "" : "s"}`;
  }
  const { width, height, channels } = schema;
  return `${width}x${height} pictures, ${channels} channel${channels === 1 ? "" : "s"}`;
}

/**
 * Makes sure that a model with schema `model` can read data with schema `data`; labels are not compared.
 * @throws DataError that starts with `where` and names the difference and the remedy
 */
export function checkSchema(model: DataSchema, data: DataSchema, where: string): void {
  if (model.kind === "image") {
    if (data.kind !== "image") throw different(where, model, data, "give pictures");
    checkImage(model, data, where);
  } else if (model.kind === "table") {
    if (data.kind !== "table") throw different(where, model, data, "give a table (CSV, Parquet or JSON)");
    checkTable(model, data, where);
  } else if (model.kind === "series") {
    if (data.kind !== "series") throw different(where, model, data, "give a time series (CSV, Parquet or JSON)");
    checkSeries(model, data, where);
  } else {
    if (data.kind !== "vector") throw different(where, model, data, 'give rows of numbers (openData: as: "vector")');
    checkColumns(model, data, where);
  }
}

function checkImage(model: ImageSchema, data: ImageSchema, where: string): void {
  if (model.width !== data.width || model.height !== data.height) {
    throw different(where, model, data, `resize the pictures (resize ${model.width}x${model.height})`);
  }
  if (model.channels !== data.channels) {
    throw different(where, model, data, `convert the pictures (channels ${model.channels})`);
  }
  if (model.values === "binary" && data.values !== "binary") {
    throw new DataError(
      `${where}: the model was trained on pictures of 0 and 1 only, got ${data.values} values; binarise the pictures`,
    );
  }
}

// Columns are found by name, in any order; more than the model knows do no harm.
function checkTable(model: TableSchema, data: TableSchema, where: string): void {
  const known = data.columns.map(({ name }) => name);
  const missing = modelled(model).find(({ name }) => !known.includes(name));
  if (missing === undefined) return;
  throw new DataError(
    `${where}: the model needs the column "${missing.name}", got ${known.map((name) => `"${name}"`).join(", ")}; rename a column, or name them with --columns`,
  );
}

function checkSeries(model: SeriesSchema, data: SeriesSchema, where: string): void {
  const [needs, got] = [model, data].map(({ columns }) => columns.map(({ name }) => name).join(", "));
  if (model.window !== data.window) throw different(where, model, data, `cut windows of ${model.window} steps`);
  if (needs === got) return;
  throw new DataError(`${where}: the model needs the channels ${needs}, in this order, got ${got}; rename columns`);
}

function checkColumns(model: VectorSchema, data: VectorSchema, where: string): void {
  if (model.size !== data.size) {
    const known = new Set(data.columns.map((column) => column.name));
    const missing = model.columns.find((column) => !known.has(column.name));
    const remedy =
      missing === undefined ? "remove the columns that the model does not know" : `missing: ${missing.name}`;
    throw different(where, model, data, remedy);
  }
  for (const [index, { name }] of model.columns.entries()) {
    const got = data.columns[index]!.name;
    if (got === name) continue;
    throw new DataError(
      `${where}: column ${index + 1} of the model is "${name}", got "${got}"; give the model's columns, named and in its order`,
    );
  }
}

function different(where: string, model: DataSchema, data: DataSchema, remedy: string): DataError {
  return new DataError(
    `${where}: the model was trained on ${describeSchema(model)}, got ${describeSchema(data)}; ${remedy}`,
  );
}
