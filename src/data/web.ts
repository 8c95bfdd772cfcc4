// Opening data in the browser, or wherever files are Blobs: what was dropped on a page or chosen from a disk.

import type { DataBundle } from "./dataset.ts";
import { openFileMap } from "./folders/open.ts";
import { type OnProgress, Progress } from "./folders/progress.ts";
import type { FileOptions } from "./open-options.ts";
import { blobFiles, type SourceFile } from "./web-blobs.ts";
import { canvasCodec } from "./web-pictures.ts";

export type { OnProgress } from "./folders/progress.ts";
export type { FileOptions } from "./open-options.ts";
export type { PictureOptions } from "./picture/codec.ts";
export type { SourceFile } from "./web-blobs.ts";

/** How to open files; `labels` is the path or name of one of them, or a column of the table. */
export interface OpenFilesOptions extends FileOptions {
  /** Told of the bytes read so far, and of all there are. */
  readonly onProgress?: OnProgress | undefined;
}

/**
 * Opens files as one set of data: one file, a folder, or a zip archive of what `openData` opens in Node, but no Parquet and no
 * Zstandard. Files are read one by one.
 * @throws DataError naming the file, what is wrong and the remedy; ConfigError for an option out of range
 */
export async function openFiles(
  files: readonly SourceFile[],
  { onProgress, ...options }: OpenFilesOptions = {},
): Promise<DataBundle> {
  return openFileMap(blobFiles(files, new Progress(onProgress)), canvasCodec(), options);
}
