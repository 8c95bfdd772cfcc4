// Opening data in Node: a built-in name, a file or a folder.

import { ConfigError, DataError, didYouMean, nearestName } from "../errors.ts";
import { BUILTIN_DATA, isBuiltinName, openBuiltin } from "./builtin-sets.ts";
import { type BundleOptions, finishBundle, limitBundle } from "./bundle.ts";
import type { DataBundle, Dataset } from "./dataset.ts";
import { decodeFile, stem } from "./decode.ts";
import { attachLabels, readLabels } from "./labels.ts";
import { readBytes, statPath } from "./node-files.ts";
import { openFolder } from "./node-folder.ts";
import { convertDataset, decodePicture, isPictureName, type PictureOptions, pictureDataset } from "./node-pictures.ts";
import { openTable, type StreamTableOptions } from "./node-tables.ts";
import { seriesDataset } from "./series/dataset.ts";
import type { SeriesChoices } from "./series/input.ts";
import type { SeriesSchema } from "./series/schema.ts";
import { openTableData, type TableDataOptions } from "./table/dataset.ts";
import type { TableSchema } from "./table/schema.ts";

export { readBytes } from "./node-files.ts";
export type { PictureOptions } from "./node-pictures.ts";
export type { RowSql } from "./node-sql.ts";
export {
  type OpenedTable,
  type OpenTableOptions,
  openTable,
  type StreamTableOptions,
  streamTable,
  type TableStream,
} from "./node-tables.ts";
export { type TableWriter, tableWriter } from "./node-writers.ts";

/** How to open data. With a window, stride, gap, time or series, or a model of them, a table is read as time series. */
export interface OpenOptions
  extends PictureOptions,
    BundleOptions,
    StreamTableOptions,
    SeriesChoices,
    Omit<TableDataOptions, "model"> {
  /** The schema of a trained model: used as it is. */
  readonly model?: TableSchema | SeriesSchema | undefined;
  /** Tables: keep so many rows, drawn with `seed`. Default 100,000. */
  readonly sample?: number | undefined;
  /** Takes a table of numbers as rows of plain numbers, for models without columns. Default "table". */
  readonly as?: "table" | "vector" | undefined;
  /** File with one label per item (IDX, .npy or text, one a line); for a CSV also the name of its label column. */
  readonly labels?: string | undefined;
  /** Training pictures to draw, built-in sets only. Default 60000. */
  readonly count?: number | undefined;
  /** Array of a .npz file that holds the items. Default `X`, `x_train` or the only one. */
  readonly key?: string | undefined;
}

/**
 * Opens a built-in set by name (`./digits` is a path), or a path: a file of pictures or numbers, one picture, or a folder.
 * @throws DataError naming the path, what is wrong and the remedy; ConfigError for an option out of range
 */
export async function openData(nameOrPath: string, options: OpenOptions = {}): Promise<DataBundle> {
  checkOptions(options);
  let bundle = await openSource(nameOrPath, options);
  if (options.labels !== undefined && !(await isLabelColumn(nameOrPath, options.labels))) {
    bundle = await relabelBundle(bundle, options.labels);
  }
  return finishBundle(await convertBundle(limitBundle(bundle, options), options), options);
}

const TABLE = /^-$|\.(csv|tsv|txt|parquet|json|jsonl|ndjson|data|test)(\.(gz|zst))?$/i;

/** Whether a path names a table rather than pictures or arrays. */
export function isTableName(path: string): boolean {
  return TABLE.test(path);
}

const SAMPLE = 100_000;

async function openTableBundle(path: string, options: OpenOptions): Promise<DataBundle> {
  const { sample = SAMPLE, seed = 0, labels, resize, fit, count, key } = options;
  if ((resize ?? fit) !== undefined) {
    throw new ConfigError(`${path}: resize and fit need pictures, got a table; leave them out`);
  }
  if (key !== undefined) {
    throw new ConfigError(`${path}: the option key names an array of a .npz file, got a table; leave it out`);
  }
  if (count !== undefined) throw notBuiltIn(path);
  if (isSeries(options)) return openSeries(path, options);
  const { model } = options;
  const opened = await openTable(path, { ...options, sample: { rows: sample, seed } });
  const column = labels !== undefined && (await isLabelColumn(path, labels)) ? { labels } : {};
  const name = stem(path === "-" ? "stdin" : path.replace(/\.(gz|zst)$/i, ""));
  return openTableData(
    name,
    opened.table,
    { ...options, model: model?.kind === "table" ? model : undefined, labels: undefined, ...column },
    opened.notes,
  );
}

function isSeries({ window, stride, gap, time, series, model }: OpenOptions): boolean {
  if (model !== undefined) return model.kind === "series";
  return (window ?? stride ?? gap ?? time ?? series) !== undefined;
}

// Rows of a series belong together: all are read, none are drawn.
async function openSeries(path: string, options: OpenOptions): Promise<DataBundle> {
  const { labels, model } = options;
  if (options.sample !== undefined) {
    throw new ConfigError(
      `${path}: --sample draws rows, and a time series needs all; use --limit or a larger --stride`,
    );
  }
  const { table, notes } = await openTable(path, { ...options, sample: undefined });
  const opened = seriesDataset(table, {
    ...options,
    columns: undefined,
    labels: labels !== undefined && (await isLabelColumn(path, labels)) ? labels : undefined,
    model: model?.kind === "series" ? model : undefined,
  });
  const name = stem(path === "-" ? "stdin" : path.replace(/\.(gz|zst)$/i, ""));
  return { name, train: { ...opened.train, name }, notes: [...notes, ...opened.notes] };
}

async function openSource(path: string, options: OpenOptions): Promise<DataBundle> {
  if (isTableName(path) && (options.as !== "vector" || isSeries(options))) return openTableBundle(path, options);
  if (isSeries(options)) {
    throw new ConfigError(
      `${path}: --window and the like are for tables (CSV, Parquet or JSON) of time series; leave them out`,
    );
  }
  if (isBuiltinName(path)) {
    const { resize, count, seed } = options;
    const drawable = resize && resize.width === resize.height && resize.width >= 28 && resize.width <= 64;
    return openBuiltin(path, { count, seed, size: drawable ? resize.width : undefined });
  }
  if (options.count !== undefined) throw notBuiltIn(path);
  const found = await statPath(path);
  if (found === undefined) throw missing(path);
  const name = stem(path.replace(/[/\\]+$/, "").replace(/\.gz$/, ""));
  if (found.isDirectory()) {
    if (options.key !== undefined) {
      throw new DataError(`${path}: the option key names an array of a .npz file, got a folder; leave it out`);
    }
    return openFolder(path.replace(/[/\\]+$/, "") || "/", name, options);
  }
  if (options.as === "vector" && /\.(parquet|json|jsonl|ndjson|zst)$/i.test(path)) {
    throw new DataError(`${path}: rows of plain numbers are read from CSV, .npy and .npz; use a preset for tables`);
  }
  const bytes = await readBytes(path);
  if (isPictureName(path)) {
    const train = pictureDataset(name, [await decodePicture(bytes, path, options)]);
    return { name, train, notes: [`${path} is one picture.`] };
  }
  const labelColumn =
    options.labels !== undefined && (await isLabelColumn(path, options.labels)) ? options.labels : undefined;
  return decodeFile(bytes, path, { key: options.key, labelColumn });
}

// `labels` names a column where the data is a table and no such file exists.
async function isLabelColumn(path: string, labels: string): Promise<boolean> {
  return isTableName(path) && (await statPath(labels)) === undefined;
}

async function relabelBundle(bundle: DataBundle, path: string): Promise<DataBundle> {
  const labels = readLabels(await readBytes(path), path);
  const [train] = attachLabels([{ dataset: bundle.train, labels, source: path }]);
  return { ...bundle, train: train!, notes: [...bundle.notes, `${path} holds the labels of the training part.`] };
}

async function convertBundle(bundle: DataBundle, options: PictureOptions): Promise<DataBundle> {
  const convert = (dataset: Dataset) => convertDataset(dataset, options);
  const { train, validation, test } = bundle;
  return {
    ...bundle,
    train: await convert(train),
    ...(validation && { validation: await convert(validation) }),
    ...(test && { test: await convert(test) }),
  };
}

function notBuiltIn(path: string): ConfigError {
  return new ConfigError(
    `data: count is for built-in sets (${BUILTIN_DATA.join(", ")}), got it for ${path}; use limit`,
  );
}

function missing(path: string): DataError {
  if (!/^[\w-]+$/.test(path)) return new DataError(`${path}: no such file or folder; check the path`);
  const hint = nearestName(path, BUILTIN_DATA)
    ? didYouMean(path, BUILTIN_DATA)
    : `; built in are: ${BUILTIN_DATA.join(", ")}`;
  return new DataError(`${path}: no such file, folder or built-in set${hint}`);
}

function checkOptions({ resize, fit, seed = 0, testFraction }: OpenOptions): void {
  for (const [side, value] of Object.entries(resize ?? {})) {
    if (!Number.isInteger(value) || value < 1 || value > 4096) {
      throw new ConfigError(`data: resize ${side} must be a whole number of pixels from 1 to 4096, got ${value}`);
    }
  }
  if (fit !== undefined && fit !== "cover" && fit !== "contain") {
    throw new ConfigError(`data: fit must be cover or contain, got "${fit}"`);
  }
  if (!Number.isInteger(seed)) throw new ConfigError(`data: seed must be a whole number, got ${seed}`);
  if (testFraction !== undefined && !(testFraction > 0 && testFraction < 1)) {
    throw new ConfigError(`data: the test fraction must lie between 0 and 1, got ${testFraction}`);
  }
}
