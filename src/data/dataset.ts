// A data set in memory. Pictures stay bytes (60,000 of 28x28 are 47 MB) and become floats one batch at a time.

import { Generator, sizeOf } from "../array/index.ts";
import { DataError, internalError } from "../errors.ts";
import { encodeRow, measureColumns } from "./columns.ts";
import { type DataSchema, describeSchema, eventShape } from "./schema.ts";
import { encodeWindow, fitSeries, type SeriesRows, splitSeries, takeWindows } from "./series/items.ts";
import { encodeTable } from "./table/encode.ts";
import { type EncodingOptions, fitEncodings } from "./table/fit.ts";
import { type Table, takeRows } from "./table/table.ts";

/** Items of one schema. */
export interface Dataset {
  readonly name: string;
  readonly schema: DataSchema;
  /** Number of items. */
  readonly count: number;
  /**
   * Item after item in event order: pictures [channels, height, width], rows of numbers in the file's units, rows of a
   * table as codes and values once its columns are fitted and nothing before that. Of time series, their rows once.
   */
  readonly values: Uint8Array | Float32Array;
  /** A picture's value in [0, 1] is the stored one times this; 1 for vectors. */
  readonly scale: number;
  /** Class of each item, an index into `schema.labels`. */
  readonly labels?: Int32Array;
  /** What each item was drawn from, where that is known. */
  readonly factors?: Factors;
  /** The cells of a table as the source wrote them. */
  readonly table?: Table;
  /** Where the windows of time series lie. */
  readonly series?: SeriesRows;
}

/** Known causes of each item, for measuring disentanglement. */
export interface Factors {
  readonly names: readonly string[];
  /** [count, names.length]. */
  readonly values: Float32Array;
}

/** A data set with the parts that came with it. */
export interface DataBundle {
  readonly name: string;
  readonly train: Dataset;
  readonly validation?: Dataset;
  readonly test?: Dataset;
  /** What was understood of the source, in plain sentences. */
  readonly notes: readonly string[];
}

/** Writes the items at `indices` to `out` as the model sees them, [n, ...event]; numbers of a table are standardised. */
export function fillBatch(dataset: Dataset, indices: ArrayLike<number>, out: Float32Array): Float32Array {
  const { schema, values, scale } = dataset;
  const width = sizeOf(eventShape(schema));
  if (schema.kind === "table" && values.length < dataset.count * width) throw internalError("columns are not fitted");
  for (let i = 0, to = 0; i < indices.length; i++, to += width) {
    const from = indices[i]! * width;
    if (schema.kind === "vector") encodeRow(schema.columns, values, from, out, to);
    else if (schema.kind === "series") encodeWindow(schema, values, dataset.series!.starts[indices[i]!]!, out, to);
    else for (let j = 0; j < width; j++) out[to + j] = values[from + j]! * scale;
  }
  return out;
}

/** The items at `indices`, copied, in that order. */
export function subset(dataset: Dataset, indices: ArrayLike<number>): Dataset {
  if (dataset.schema.kind === "series") return takeWindows(dataset, indices);
  const { values, labels, factors, table, ...rest } = dataset;
  const width = sizeOf(eventShape(dataset.schema));
  return {
    ...rest,
    count: indices.length,
    values: values.length === 0 ? values : takeFlat(values, width, indices),
    ...(table && { table: takeRows(table, indices) }),
    ...(labels && { labels: takeFlat(labels, 1, indices) }),
    ...(factors && { factors: { ...factors, values: takeFlat(factors.values, factors.names.length, indices) } }),
  };
}

/**
 * Two parts drawn with `seed`: the second holds `fraction` of the items (at least one), both keep the order of the source.
 * Windows of time series are split in blocks of time without rows in common.
 * @throws DataError for fewer than two items or a fraction outside (0, 1)
 */
export function splitDataset(dataset: Dataset, fraction: number, seed: number): [rest: Dataset, part: Dataset] {
  if (!(fraction > 0 && fraction < 1)) {
    throw new DataError(`${dataset.name}: the fraction to split off must lie between 0 and 1, got ${fraction}`);
  }
  requireItems(dataset, 2, "splitting");
  if (dataset.schema.kind === "series") return splitSeries(dataset, fraction, seed);
  const size = Math.min(dataset.count - 1, Math.max(1, Math.round(dataset.count * fraction)));
  const order = new Generator(seed, "split").permutation(dataset.count);
  return [subset(dataset, order.slice(size).sort()), subset(dataset, order.slice(0, size).sort())];
}

/** All items of `first`, then all of `second`; the schema is that of `first`. @throws DataError when shapes differ */
export function concatDatasets(first: Dataset, second: Dataset): Dataset {
  if (String(eventShape(first.schema)) !== String(eventShape(second.schema)) || first.scale !== second.scale) {
    const got = `${describeSchema(first.schema)} and ${describeSchema(second.schema)}`;
    throw new DataError(`${first.name}: data sets to be joined must hold the same kind of items, got ${got}`);
  }
  const { kind } = first.schema;
  if (kind === "table" || kind === "series") throw internalError("tables are joined as they are read");
  const { labels, factors, ...rest } = first;
  return {
    ...rest,
    count: first.count + second.count,
    values: joinFlat(first.values, second.values),
    ...(labels && second.labels && { labels: joinFlat(labels, second.labels) }),
    ...(factors &&
      second.factors && { factors: { ...factors, values: joinFlat(factors.values, second.factors.values) } }),
  };
}

/** `dataset` with its columns measured on its own items: for the training part, once it has been split off. */
export function fitColumns(dataset: Dataset, encoding?: EncodingOptions): Dataset {
  if (dataset.schema.kind === "table")
    return useColumns(dataset, fitEncodings(dataset.table!, dataset.schema, encoding));
  if (dataset.schema.kind === "series") return fitSeries(dataset);
  if (dataset.schema.kind !== "vector") return dataset;
  const columns = measureColumns(
    dataset.values,
    dataset.schema.columns.map((column) => column.name),
  );
  return { ...dataset, schema: { ...dataset.schema, columns } };
}

/** `dataset` encoded by the columns of `schema`, the training part's or a model's; pictures stay as they are. */
export function useColumns(dataset: Dataset, schema: DataSchema): Dataset {
  if (dataset.schema.kind === "table" && schema.kind === "table") {
    if (dataset.schema === schema && dataset.values.length > 0) return dataset;
    return { ...dataset, schema, values: encodeTable(dataset.table!, schema).values };
  }
  if (dataset.schema.kind === "series" && schema.kind === "series") {
    return { ...dataset, schema: { ...dataset.schema, columns: schema.columns } };
  }
  if (dataset.schema.kind !== "vector" || schema.kind !== "vector") return dataset;
  return { ...dataset, schema: { ...dataset.schema, columns: schema.columns } };
}

/** @throws DataError when `dataset` has fewer than `minimum` items; `purpose` says what they are needed for */
export function requireItems(dataset: Dataset, minimum: number, purpose: string): void {
  if (dataset.count >= minimum) return;
  throw new DataError(
    `${dataset.name}: ${purpose} needs at least ${minimum} items, got ${dataset.count}; give more data`,
  );
}

type Flat = Uint8Array | Float32Array | Int32Array;

function takeFlat<T extends Flat>(values: T, width: number, indices: ArrayLike<number>): T {
  const out = emptyLike(values, indices.length * width);
  for (let i = 0; i < indices.length; i++) {
    out.set(values.subarray(indices[i]! * width, (indices[i]! + 1) * width), i * width);
  }
  return out;
}

function joinFlat<T extends Flat>(a: T, b: T): T {
  const out = emptyLike(a, a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

// Not by constructor: Node's Buffer is a Uint8Array with another one.
function emptyLike<T extends Flat>(values: T, length: number): T {
  const Kind = values instanceof Uint8Array ? Uint8Array : values instanceof Int32Array ? Int32Array : Float32Array;
  return new Kind(length) as unknown as T;
}
