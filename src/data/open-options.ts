// How to open files of data, on a disk or in a browser, and the last steps that both share.

import { ConfigError } from "../errors.ts";
import { type BundleOptions, finishBundle, limitBundle } from "./bundle.ts";
import type { DataBundle } from "./dataset.ts";
import type { PictureCodec, PictureOptions } from "./picture/codec.ts";
import { convertBundle } from "./picture/convert.ts";
import type { CsvTableOptions } from "./readers/csv-table.ts";
import type { SeriesChoices } from "./series/input.ts";
import type { SeriesSchema } from "./series/schema.ts";
import type { TableDataOptions } from "./table/dataset.ts";
import type { TableSchema } from "./table/schema.ts";

/** How to open files. With a window, stride, gap, time or series, or a model of them, a table is read as time series. */
export interface FileOptions
  extends PictureOptions,
    BundleOptions,
    CsvTableOptions,
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
  /** Array of a .npz file that holds the items. Default `X`, `x_train` or the only one. */
  readonly key?: string | undefined;
}

const TABLE = /\.(csv|tsv|txt|parquet|json|jsonl|ndjson|data|test)(\.(gz|zst))?$/i;

/** Whether a file's name is that of a table rather than of pictures or arrays. */
export function isTableFile(path: string): boolean {
  return TABLE.test(path);
}

/** Whether a table is to be read as time series. */
export function asksForSeries({ window, stride, gap, time, series, model }: FileOptions): boolean {
  if (model !== undefined) return model.kind === "series";
  return (window ?? stride ?? gap ?? time ?? series) !== undefined;
}

/** What to say where windows were asked of something else than a table. */
export function notSeries(path: string): ConfigError {
  return new ConfigError(
    `${path}: a window and the like are for tables (CSV, Parquet or JSON) of time series; leave them out`,
  );
}

/** Limits, converts and finishes what a source held. @throws DataError, ConfigError as these steps do */
export async function completeBundle(
  bundle: DataBundle,
  options: FileOptions,
  codec: PictureCodec,
): Promise<DataBundle> {
  return finishBundle(await convertBundle(limitBundle(bundle, options), options, codec), options);
}

/** @throws ConfigError for an option out of range */
export function checkFileOptions({ resize, fit, seed = 0, testFraction }: FileOptions): void {
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
