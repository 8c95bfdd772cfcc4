// Opening files that are at hand as bytes: what a page was given, or an archive. Node's own way in is node.ts.

import { DataError } from "../../errors.ts";
import type { DataBundle } from "../dataset.ts";
import { decodeFile, stem } from "../decode.ts";
import { relabelBundle } from "../labels.ts";
import {
  asksForSeries,
  checkFileOptions,
  completeBundle,
  type FileOptions,
  isTableFile,
  notSeries,
} from "../open-options.ts";
import { isPictureName, type PictureCodec } from "../picture/codec.ts";
import { openPicture } from "../picture/open.ts";
import { isZip } from "../readers/zip.ts";
import { openTableBundle } from "../table-bundle.ts";
import { chooseData } from "./choose.ts";
import { baseName, commonFolder, type FileMap } from "./file-map.ts";
import { folderName, inside } from "./files.ts";
import { openFolder } from "./folder.ts";
import { readTable, tableName } from "./tables.ts";
import { refuseUnreadable } from "./unreadable.ts";
import { zipFiles } from "./zip-files.ts";

/**
 * Opens the files of a tree as one set of data: what a path can name in Node but Parquet and Zstandard, and zip archives.
 * `options.labels` is one of the files, or a column of the table.
 * @throws DataError naming the file, what is wrong and the remedy; ConfigError for an option out of range
 */
export async function openFileMap(files: FileMap, codec: PictureCodec, options: FileOptions = {}): Promise<DataBundle> {
  checkFileOptions(options);
  const { labels } = options;
  const labelFile = files.paths.find((path) => path === labels || baseName(path) === labels);
  const paths = files.paths.filter((path) => path !== labelFile);
  const root = commonFolder(paths);
  if (paths.length === 0) {
    const got = labelFile === undefined ? "nothing" : "labels only";
    throw new DataError(`${folderName(root)}: must hold files of data, got ${got}; give a file or a folder`);
  }
  const opening = { files, codec, options, labelColumn: labelFile === undefined ? labels : undefined };
  let bundle = await openChosen(opening, paths, root, root === "" ? "selection" : stem(root));
  if (labelFile !== undefined) bundle = relabelBundle(bundle, await files.read(labelFile), labelFile);
  const complete = await completeBundle(bundle, options, codec);
  files.progress.finish();
  return complete;
}

interface Opening {
  readonly files: FileMap;
  readonly codec: PictureCodec;
  readonly options: FileOptions;
  readonly labelColumn: string | undefined;
}

async function openChosen(opening: Opening, paths: readonly string[], root: string, name: string): Promise<DataBundle> {
  const { files, codec, options } = opening;
  const where = folderName(root);
  const choice = await chooseData(files, paths, root);
  if (choice.kind === "file") return openOne(opening, choice.path);
  if (choice.kind === "tables") return openTables(opening, choice.paths);
  if (options.key !== undefined) {
    throw new DataError(`${where}: the option key names an array of a .npz file, got a folder; leave it out`);
  }
  if (asksForSeries(options)) throw notSeries(where);
  refuseColumn(opening, where);
  return openFolder(files, codec, choice.path, name, options);
}

async function openOne(opening: Opening, path: string): Promise<DataBundle> {
  const { files, codec, options, labelColumn } = opening;
  refuseUnreadable(path);
  const asRows = options.as === "vector" && !asksForSeries(options);
  if (isTableFile(path) && !asRows) return openTables(opening, [path]);
  if (asRows && /\.(json|jsonl|ndjson)(\.gz)?$/i.test(path)) {
    throw new DataError(`${path}: rows of plain numbers are read from CSV, .npy and .npz; use a preset for tables`);
  }
  const bytes = await files.read(path);
  if (isZip(bytes) && !/\.npz$/i.test(path)) return openArchive(opening, bytes, path);
  if (asksForSeries(options)) throw notSeries(path);
  if (isPictureName(path)) {
    refuseColumn(opening, path);
    return openPicture(codec, bytes, path, stem(path), options);
  }
  if (!isTableFile(path)) refuseColumn(opening, path);
  return decodeFile(bytes, path, { key: options.key, labelColumn });
}

async function openArchive(opening: Opening, bytes: Uint8Array, path: string): Promise<DataBundle> {
  const files = zipFiles(bytes, path, opening.files.progress);
  const { paths } = files;
  if (paths.length === 0) throw new DataError(`${path}: the archive must hold files of data, got nothing`);
  if (paths.length > 1 && paths.every((file) => file.endsWith(".npy"))) {
    refuseColumn(opening, path);
    return decodeFile(bytes, `${path}.npz`, { key: opening.options.key });
  }
  // An archive of one folder stands for that folder.
  const { files: loose, folders } = await files.list(path);
  const root = loose.length === 0 && folders.length === 1 ? inside(path, folders[0]!) : path;
  return openChosen({ ...opening, files }, paths, root, stem(path));
}

function openTables({ files, options, labelColumn }: Opening, paths: readonly string[]): Promise<DataBundle> {
  for (const path of paths) refuseUnreadable(path);
  return openTableBundle(tableName(paths), options, labelColumn, (sample) => readTable(files, paths, options, sample));
}

// Labels that are neither a file nor, without a table, a column.
function refuseColumn({ labelColumn, files }: Opening, where: string): void {
  if (labelColumn === undefined) return;
  const known = files.paths.slice(0, 3).map(baseName).join(", ");
  throw new DataError(`${where}: labels must name a file beside the data, got "${labelColumn}" among ${known}`);
}
