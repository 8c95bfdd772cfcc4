// Opening data in Node: a built-in name, a file or a folder.

import { ConfigError, DataError, didYouMean, nearestName } from "../errors.ts";
import { BUILTIN_DATA, isBuiltinName, openBuiltin } from "./builtin-sets.ts";
import type { DataBundle } from "./dataset.ts";
import { decodeFile, stem } from "./decode.ts";
import { openFolder } from "./folders/folder.ts";
import { relabelBundle } from "./labels.ts";
import { diskFiles, readBytes, statPath } from "./node-files.ts";
import { sharpCodec } from "./node-pictures.ts";
import { openTable, type StreamTableOptions } from "./node-tables.ts";
import {
  asksForSeries,
  checkFileOptions,
  completeBundle,
  type FileOptions,
  isTableFile,
  notSeries,
} from "./open-options.ts";
import { isPictureName } from "./picture/codec.ts";
import { openPicture } from "./picture/open.ts";
import { openTableBundle } from "./table-bundle.ts";

export { readBytes } from "./node-files.ts";
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
export type { PictureOptions } from "./picture/codec.ts";

/** How to open data: as files, with SQL on the columns of tables, and how many pictures to draw of a built-in set. */
export interface OpenOptions extends FileOptions, StreamTableOptions {
  /** Training pictures to draw, built-in sets only. Default 60000. */
  readonly count?: number | undefined;
}

/**
 * Opens a built-in set by name (`./digits` is a path), or a path: a file of pictures or numbers, one picture, or a folder.
 * @throws DataError naming the path, what is wrong and the remedy; ConfigError for an option out of range
 */
export async function openData(nameOrPath: string, options: OpenOptions = {}): Promise<DataBundle> {
  checkFileOptions(options);
  let bundle = await openSource(nameOrPath, options);
  if (options.labels !== undefined && !(await isLabelColumn(nameOrPath, options.labels))) {
    bundle = relabelBundle(bundle, await readBytes(options.labels), options.labels);
  }
  return completeBundle(bundle, options, sharpCodec);
}

/** Whether a path names a table rather than pictures or arrays; "-" is standard input. */
export function isTableName(path: string): boolean {
  return path === "-" || isTableFile(path);
}

async function openDiskTable(path: string, options: OpenOptions): Promise<DataBundle> {
  const { labels, count } = options;
  if (count !== undefined) throw notBuiltIn(path);
  const column = labels !== undefined && (await isLabelColumn(path, labels)) ? labels : undefined;
  return openTableBundle(path, options, column, (sample) => openTable(path, { ...options, sample }));
}

async function openSource(path: string, options: OpenOptions): Promise<DataBundle> {
  if (isTableName(path) && (options.as !== "vector" || asksForSeries(options))) return openDiskTable(path, options);
  if (asksForSeries(options)) throw notSeries(path);
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
    return openFolder(diskFiles, sharpCodec, path.replace(/[/\\]+$/, "") || "/", name, options);
  }
  if (options.as === "vector" && /\.(parquet|json|jsonl|ndjson|zst)$/i.test(path)) {
    throw new DataError(`${path}: rows of plain numbers are read from CSV, .npy and .npz; use a preset for tables`);
  }
  const bytes = await readBytes(path);
  if (isPictureName(path)) return openPicture(sharpCodec, bytes, path, name, options);
  const labelColumn =
    options.labels !== undefined && (await isLabelColumn(path, options.labels)) ? options.labels : undefined;
  return decodeFile(bytes, path, { key: options.key, labelColumn });
}

// `labels` names a column where the data is a table and no such file exists.
async function isLabelColumn(path: string, labels: string): Promise<boolean> {
  return isTableName(path) && (await statPath(labels)) === undefined;
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
