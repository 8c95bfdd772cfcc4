// The last steps from what a source holds to what training gets: fewer items, a test part, columns, one pixel scale.

import { Generator } from "../array/index.ts";
import { ConfigError, DataError } from "../errors.ts";
import { type DataBundle, type Dataset, fitColumns, splitDataset, subset, useColumns } from "./dataset.ts";
import { describeSchema, eventShape, type ImageSchema } from "./schema.ts";

/** How to cut a data set down or apart. */
export interface BundleOptions {
  /** Most items per part; a sample drawn with `seed`, in the order of the source. Default all. */
  readonly limit?: number | undefined;
  /** Share of the items to split off as test part when the source has none, in (0, 1). Default none. */
  readonly testFraction?: number | undefined;
  /** Key of the sample and the split. Default 0. */
  readonly seed?: number | undefined;
}

/** Applies `options`, measures columns on the training part and brings all parts to one schema. */
export function finishBundle(bundle: DataBundle, options: BundleOptions = {}): DataBundle {
  const { limit, testFraction, seed = 0 } = options;
  const notes = [...bundle.notes];
  const parts: Parts = { train: bundle.train };
  if (bundle.validation) parts.validation = bundle.validation;
  if (bundle.test) parts.test = bundle.test;
  checkParts(parts);
  if (limit !== undefined) {
    if (!Number.isInteger(limit) || limit < 1) {
      throw new ConfigError(`limit: the number of items must be a positive whole number, got ${limit}`);
    }
    for (const [part, dataset] of partsOf(parts)) {
      if (dataset.count <= limit) continue;
      parts[part] = subset(dataset, new Generator(seed, "limit").permutation(dataset.count).slice(0, limit).sort());
      notes.push(`${limit} of the ${dataset.count} ${part} items are used, drawn with seed ${seed}.`);
    }
  }
  if (testFraction !== undefined && parts.test === undefined) {
    [parts.train, parts.test] = splitDataset(parts.train, testFraction, seed);
    notes.push(`${parts.test.count} of the items were split off as test part with seed ${seed}.`);
  }
  parts.train = fitColumns(parts.train);
  alignParts(parts);
  return { name: bundle.name, ...parts, notes };
}

interface Parts {
  train: Dataset;
  validation?: Dataset;
  test?: Dataset;
}

function partsOf(parts: Parts): [keyof Parts, Dataset][] {
  return Object.entries(parts) as [keyof Parts, Dataset][];
}

function checkParts(parts: Parts): void {
  for (const [part, dataset] of partsOf(parts)) {
    checkLike(parts.train, dataset, part);
    if (dataset.count === 0) throw new DataError(`${dataset.name}: the ${part} part holds no items; give at least one`);
  }
}

function checkLike(train: Dataset, dataset: Dataset, part: string): void {
  const [expected, got] = [train.schema, dataset.schema];
  const names = got.kind === "vector" && got.columns.map((column) => column.name).join();
  const trained = expected.kind === "vector" && expected.columns.map((column) => column.name).join();
  if (String(eventShape(expected)) === String(eventShape(got)) && names === trained) return;
  const what = `${describeSchema(expected)} for training and ${describeSchema(got)} for the ${part} part`;
  throw new DataError(`${dataset.name}: all parts must hold the same kind of items, got ${what}`);
}

// All parts share the training part's columns; of pictures, the widest kind of values and, for bytes, one scale.
function alignParts(parts: Parts): void {
  const all = partsOf(parts).map(([, dataset]) => dataset);
  const kinds = all.map(({ schema }) => (schema.kind === "image" ? schema.values : "binary"));
  const widest = (["continuous", "grey", "binary"] as const).find((kind) => kinds.includes(kind)) ?? "binary";
  const scale = Math.min(...all.map((dataset) => dataset.scale));
  for (const [part, dataset] of partsOf(parts)) {
    if (dataset.schema.kind === "vector") parts[part] = useColumns(dataset, parts.train.schema);
    else {
      const schema: ImageSchema = { ...dataset.schema, values: widest };
      parts[part] = { ...dataset, schema, scale: dataset.values instanceof Uint8Array ? scale : 1 };
    }
  }
}
