// A zip archive as files, each unpacked when it is read.

import { DataError } from "../../errors.ts";
import { readZip } from "../readers/zip.ts";
import { FileMap } from "./file-map.ts";
import { inside } from "./files.ts";
import type { Progress } from "./progress.ts";

/** The files of an archive, below a folder called like it. @throws DataError for a damaged archive or an Office document */
export function zipFiles(bytes: Uint8Array, source: string, progress: Progress): FileMap {
  const entries = readZip(bytes, source);
  if (entries.has("[Content_Types].xml") || entries.has("mimetype")) {
    throw new DataError(`${source}: must be data, got an Office document; save its table as CSV and give that`);
  }
  const files = Array.from(entries, ([name, { packed, unpack }]) => {
    const path = inside(source, name.replace(/^(\.?\/)+/, ""));
    return [path, { size: packed, read: async () => unpack() }] as const;
  });
  return new FileMap(files, progress);
}
