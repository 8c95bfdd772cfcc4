// Folders: known by their files, split into parts by sub-folders (train, test), or just pictures.

import { DataError } from "../errors.ts";
import type { DataBundle, Dataset } from "./dataset.ts";
import { listFolder } from "./node-files.ts";
import { openPictures } from "./node-gallery.ts";
import { openKnownFolder } from "./node-known.ts";
import type { PictureOptions } from "./node-pictures.ts";
import { PART_NAMES, type Part } from "./parts.ts";

/** Opens a folder. @throws DataError naming the file, or what was looked for when the folder holds no data */
export async function openFolder(path: string, name: string, options: PictureOptions = {}): Promise<DataBundle> {
  const listing = await listFolder(path);
  const known = await openKnownFolder(path, name, listing.files);
  if (known) return known;
  const split = listing.folders.filter((folder) => folder in PART_NAMES);
  if (split.some((folder) => PART_NAMES[folder] === "train") && split.length > 1) {
    return openSplitPictures(path, name, split, options);
  }
  const { dataset, notes } = await openPictures(path, name, listing, options);
  return { name, train: dataset, notes };
}

async function openSplitPictures(
  path: string,
  name: string,
  folders: readonly string[],
  options: PictureOptions,
): Promise<DataBundle> {
  const bundle: Partial<Record<Part, Dataset>> = {};
  const notes: string[] = [];
  const classes: string[] = [];
  for (const folder of folders) {
    const source = `${path}/${folder}`;
    const { dataset, notes: more } = await openPictures(source, name, await listFolder(source), options);
    const part = PART_NAMES[folder]!;
    if (bundle[part])
      throw new DataError(`${path}: two folders hold ${part} pictures, one is ${folder}; keep one of them`);
    bundle[part] = dataset;
    notes.push(...more);
    classes.push(...(dataset.schema.labels ?? []));
  }
  const labels = [...new Set(classes)].sort();
  for (const [part, dataset] of Object.entries(bundle) as [Part, Dataset][]) {
    if (dataset.labels) bundle[part] = relabel(dataset, labels);
  }
  return { name, ...bundle, train: bundle.train!, notes };
}

function relabel(dataset: Dataset, labels: readonly string[]): Dataset {
  const indices = dataset.schema.labels!.map((label) => labels.indexOf(label));
  return { ...dataset, schema: { ...dataset.schema, labels }, labels: dataset.labels!.map((label) => indices[label]!) };
}
