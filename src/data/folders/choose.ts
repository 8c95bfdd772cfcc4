// Which of many files are the data: a known set, pictures, one table in one or several files, or one file of arrays.

import { DataError } from "../../errors.ts";
import { isTableFile } from "../open-options.ts";
import { isPictureName } from "../picture/codec.ts";
import { baseName, type FileMap, innerFolder, parentOf } from "./file-map.ts";
import { describeListing, folderName } from "./files.ts";
import { isKnownFolder } from "./known.ts";

/** What to open. */
export type Choice =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "tables"; readonly paths: readonly string[] }
  | { readonly kind: "folder"; readonly path: string };

const ARRAYS = /\.(npy|npz|idx|bin|zip|pq|parquet)(\.gz)?$|idx\d-ubyte(\.gz)?$/i;
const BESIDE = /^(readme|licen[cs]e|copying|notice|changelog|citation)\b/i;

/** What to open of `paths`, which lie in the folder `root`. @throws DataError when there is nothing to open, or several things that do not belong together */
export async function chooseData(files: FileMap, paths: readonly string[], root: string): Promise<Choice> {
  const where = folderName(root);
  if (paths.length === 1) return { kind: "file", path: paths[0]! };
  const known = knownFolders(paths);
  if (known.length > 1) throw apart(where, known.map(folderName));
  if (known.length === 1) return { kind: "folder", path: known[0]! };
  if (paths.some(isPictureName)) return { kind: "folder", path: await innerFolder(files, root) };
  const named = paths.filter((path) => (isTableFile(path) || ARRAYS.test(path)) && !BESIDE.test(baseName(path)));
  // A text beside other data describes it.
  const certain = named.filter((path) => !/\.txt$/i.test(path));
  const data = certain.length > 0 ? certain : named;
  if (data.length === 0) {
    const listing = await files.list(await innerFolder(files, root));
    throw new DataError(
      `${where}: must hold pictures (.png .jpg .jpeg .webp), sub-folders of them, the files of MNIST or CIFAR-10, a table (.csv .tsv .json) or an array (.npy .npz), got ${describeListing(listing)}`,
    );
  }
  if (data.length === 1) return { kind: "file", path: data[0]! };
  if (data.every((path) => isTableFile(path) && endingOf(path) === endingOf(data[0]!))) {
    return { kind: "tables", paths: data };
  }
  throw apart(where, data.map(baseName));
}

function knownFolders(paths: readonly string[]): string[] {
  const files = new Map<string, string[]>();
  for (const path of paths) {
    const folder = parentOf(path);
    const inFolder = files.get(folder);
    if (inFolder) inFolder.push(baseName(path));
    else files.set(folder, [baseName(path)]);
  }
  return [...files].filter(([, names]) => isKnownFolder(names)).map(([folder]) => folder);
}

function endingOf(path: string): string {
  return baseName(path)
    .replace(/\.(gz|zst)$/i, "")
    .replace(/^.*\./, "")
    .toLowerCase();
}

function apart(where: string, names: readonly string[]): DataError {
  const shown = names.slice(0, 3).join(", ") + (names.length > 3 ? ` and ${names.length - 3} more` : "");
  return new DataError(
    `${where}: must be one set of data, got ${shown}; give one of them, or a folder of pictures (labels in a file of their own: name it as labels)`,
  );
}
