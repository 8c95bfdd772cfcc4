// The last steps from what a source holds to what training gets: fewer items, a test part, columns, one pixel scale.

import { Generator } from "../array/index.ts";
import { ConfigError, DataError } from "../errors.ts";
import { type DataBundle, type Dataset, fitColumns, splitDataset, subset, useColumns } from "./dataset.ts";
import type { Part } from "./parts.ts";
import { type DataSchema, describeSchema, eventShape, type ImageSchema } from "./schema.ts";

/** How to cut a data set down or apart. */
export interface BundleOptions {
  /** Most items per part; a sample drawn with `seed`, in the order of the source. Default all. */
  readonly limit?: number | undefined;
  /** Share of the items to split off as test part when the source has none, in (0, 1). Default none. */
  readonly testFraction?: number | undefined;
  /** Key of the sample and the split. Default 0. */
  readonly seed?: number | undefined;
}

/** At most `limit` items of each part. @throws ConfigError for a limit below one */
export function limitBundle(bundle: DataBundle, { limit, seed = 0 }: BundleOptions): DataBundle {
  if (limit === undefined) return bundle;
  if (!Number.isInteger(limit) || limit < 1) {
    throw new ConfigError(`limit: the number of items must be a positive whole number, got ${limit}`);
  }
  const notes = [...bundle.notes];
  const parts = partsOf(bundle);
  for (const [part, dataset] of entries(parts)) {
    if (dataset.count <= limit) continue;
    parts[part] = subset(dataset, new Generator(seed, "limit").permutation(dataset.count).slice(0, limit).sort());
    notes.push(`${limit} of the ${dataset.count} ${part} items are used, drawn with seed ${seed}.`);
  }
  return { name: bundle.name, ...parts, notes };
}

/**
 * Splits off a test part where asked for, measures columns on the training part and brings all parts to one schema.
 * @throws DataError when a part is empty or holds another kind of items
 */
export function finishBundle(bundle: DataBundle, { testFraction, seed = 0 }: BundleOptions = {}): DataBundle {
  const notes = [...bundle.notes];
  const parts = partsOf(bundle);
  for (const [part, dataset] of entries(parts)) checkPart(parts.train, dataset, part);
  if (testFraction !== undefined && parts.test === undefined) {
    [parts.train, parts.test] = splitDataset(parts.train, testFraction, seed);
    notes.push(`${parts.test.count} of the items were split off as test part with seed ${seed}.`);
  }
  // A table's encodings are fitted for training, on what is left of the training part then.
  if (parts.train.schema.kind === "table") return { name: bundle.name, ...parts, notes };
  parts.train = fitColumns(parts.train);
  alignParts(parts);
  return { name: bundle.name, ...parts, notes: [...notes, ...noteColumns(parts.train.schema)] };
}

interface Parts {
  train: Dataset;
  validation?: Dataset;
  test?: Dataset;
}

function partsOf({ train, validation, test }: DataBundle): Parts {
  return { train, ...(validation && { validation }), ...(test && { test }) };
}

function entries(parts: Parts): [Part, Dataset][] {
  return Object.entries(parts) as [Part, Dataset][];
}

function checkPart(train: Dataset, dataset: Dataset, part: string): void {
  if (dataset.count === 0) throw new DataError(`${dataset.name}: the ${part} part holds no items; give at least one`);
  const [expected, got] = [train.schema, dataset.schema];
  const names = got.kind !== "image" && got.columns.map((column) => column.name).join();
  const trained = expected.kind !== "image" && expected.columns.map((column) => column.name).join();
  if (String(eventShape(expected)) === String(eventShape(got)) && names === trained) return;
  const what = `${describeSchema(expected)} for training and ${describeSchema(got)} for the ${part} part`;
  throw new DataError(`${dataset.name}: all parts must hold the same kind of items, got ${what}`);
}

// What a user should know of the columns before training on them.
function noteColumns(schema: DataSchema): string[] {
  if (schema.kind !== "vector" && schema.kind !== "series") return [];
  const notes: string[] = [];
  const constant = schema.columns.filter((column) => column.constant).map((column) => column.name);
  if (constant.length > 0)
    notes.push(`Constant in the training part, and so without information: ${constant.join(", ")}.`);
  const coarse = schema.columns.filter(({ min, max, standardDeviation, constant }) => {
    return !constant && standardDeviation < 100 * 2 ** -24 * Math.max(Math.abs(min), Math.abs(max));
  });
  for (const { name } of coarse) {
    notes.push(
      `Column "${name}" varies too little for its size to be kept exactly as 32-bit floats; subtract an offset.`,
    );
  }
  return notes;
}

// All parts share the training part's columns; of pictures, the widest kind of values and, for bytes, one scale.
function alignParts(parts: Parts): void {
  const all = entries(parts).map(([, dataset]) => dataset);
  const kinds = all.map(({ schema }) => (schema.kind === "image" ? schema.values : "binary"));
  const widest = (["continuous", "grey", "binary"] as const).find((kind) => kinds.includes(kind)) ?? "binary";
  const scale = Math.min(...all.map((dataset) => dataset.scale));
  for (const [part, dataset] of entries(parts)) {
    if (dataset.schema.kind === "vector" || dataset.schema.kind === "series")
      parts[part] = useColumns(dataset, parts.train.schema);
    else if (dataset.schema.kind === "image") {
      const schema: ImageSchema = { ...dataset.schema, values: widest };
      parts[part] = { ...dataset, schema, scale: dataset.values instanceof Uint8Array ? scale : 1 };
    }
  }
}
