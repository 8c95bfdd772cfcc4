// Folders: known by their files, split into parts by sub-folders (train, test), or just pictures.

import { DataError } from "../../errors.ts";
import type { DataBundle, Dataset } from "../dataset.ts";
import { PART_NAMES, type Part } from "../parts.ts";
import type { PictureCodec, PictureOptions } from "../picture/codec.ts";
import { type FileTree, folderName, inside } from "./files.ts";
import { openPictures } from "./gallery.ts";
import { isKnownFolder, openKnownFolder } from "./known.ts";

/** Opens a folder of pictures or of a known data set. @throws DataError naming the file, or what was looked for */
export async function openFolder(
  tree: FileTree,
  codec: PictureCodec,
  path: string,
  name: string,
  options: PictureOptions = {},
): Promise<DataBundle> {
  const listing = await tree.list(path);
  if (isKnownFolder(listing.files)) return openKnownFolder(tree, path, name, listing.files);
  const split = listing.folders.filter((folder) => folder in PART_NAMES);
  const open = (folder: string) => openPictures(tree, codec, folder, name, options);
  if (!split.some((folder) => PART_NAMES[folder] === "train") || split.length < 2) {
    const { dataset, notes } = await open(path);
    return { name, train: dataset, notes };
  }
  const bundle: Partial<Record<Part, Dataset>> = {};
  const notes: string[] = [];
  for (const folder of split) {
    const { dataset, notes: more } = await open(inside(path, folder));
    const part = PART_NAMES[folder]!;
    if (bundle[part]) {
      throw new DataError(`${folderName(path)}: two folders hold ${part} pictures, one is ${folder}; keep one of them`);
    }
    bundle[part] = dataset;
    notes.push(...more);
  }
  const parts = withCommonLabels(bundle);
  return { name, ...parts, train: parts.train!, notes };
}

function withCommonLabels(bundle: Partial<Record<Part, Dataset>>): Partial<Record<Part, Dataset>> {
  const classes = Object.values(bundle).flatMap(({ schema }) => schema.labels ?? []);
  const labels = [...new Set(classes)].sort();
  return Object.fromEntries(
    Object.entries(bundle).map(([part, dataset]) => [part, dataset.labels ? relabel(dataset, labels) : dataset]),
  );
}

function relabel(dataset: Dataset, labels: readonly string[]): Dataset {
  const indices = dataset.schema.labels!.map((label) => labels.indexOf(label));
  return { ...dataset, schema: { ...dataset.schema, labels }, labels: dataset.labels!.map((label) => indices[label]!) };
}
