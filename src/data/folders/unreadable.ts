// Files whose names tell that they cannot be opened from bytes alone, with what to do instead.

import { DataError } from "../../errors.ts";

const REMEDIES: readonly (readonly [name: RegExp, rule: string, remedy: string])[] = [
  [/\.(parquet|pq)$/i, "Parquet cannot be read in the browser", "save it as CSV, or use vaekit's command line"],
  [/\.zst$/i, "Zstandard files cannot be read in the browser", "unpack it, or pack it with gzip"],
  [/\.(tar|tgz|tar\.[a-z0-9]+|7z|rar)$/i, "of archives only .zip can be read", "unpack it and give the folder"],
  [/\.(xlsx?|ods|docx?|odt|pptx?|pdf)$/i, "documents cannot be read", "save the table in it as CSV and give that"],
  [/\.(gif|bmp|tiff?|heic|avif|svg)$/i, "pictures must be PNG, JPEG or WebP", "convert it"],
];

/** @throws DataError for a file whose format is known and not supported */
export function refuseUnreadable(path: string): void {
  for (const [name, rule, remedy] of REMEDIES) {
    if (name.test(path)) throw new DataError(`${path}: ${rule}; ${remedy}`);
  }
}
