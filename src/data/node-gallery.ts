// A folder of pictures of one size, or one sub-folder of them per class.

import { DataError } from "../errors.ts";
import type { Dataset } from "./dataset.ts";
import { attachLabels } from "./labels.ts";
import { type FolderListing, listFolder, readBytes } from "./node-files.ts";
import {
  type DecodedPicture,
  decodePicture,
  isPictureName,
  mapPool,
  type PictureOptions,
  pictureDataset,
  withAlpha,
} from "./node-pictures.ts";

/**
 * Opens a folder of pictures, in the order of their names.
 * @throws DataError for a folder without pictures, for pictures that cannot be read, and naming two that differ in size
 */
export async function openPictures(
  path: string,
  name: string,
  { files, folders }: FolderListing,
  options: PictureOptions,
): Promise<{ dataset: Dataset; notes: string[] }> {
  const loose = files.filter(isPictureName);
  const sorted: { file: string; label: string }[] = loose.map((file) => ({ file, label: "" }));
  let ignored = files.length - loose.length;
  for (const folder of folders) {
    const inside = (await listFolder(`${path}/${folder}`)).files;
    const pictures = inside.filter(isPictureName);
    ignored += inside.length - pictures.length;
    sorted.push(...pictures.map((file) => ({ file: `${folder}/${file}`, label: folder })));
  }
  if (sorted.length === 0) {
    throw new DataError(
      `${path}: the folder must hold pictures (.png .jpg .jpeg .webp), sub-folders of them, or the files of MNIST or CIFAR-10, got ${describeFiles(files, folders)}`,
    );
  }
  if (loose.length > 0 && loose.length < sorted.length) {
    throw new DataError(
      `${path}: pictures must lie in the folder or in sub-folders named after classes, got both (${loose[0]} and ${sorted.at(-1)!.file}); move one kind`,
    );
  }
  const pictures = await decodeAll(
    path,
    sorted.map(({ file }) => file),
    options,
  );
  const dataset = pictureDataset(name, pictures);
  const { width, height, channels } = pictures[0]!;
  const notes = [
    `${path} holds ${pictures.length} pictures of ${width}x${height}, ${channels} channel${channels > 1 ? "s" : ""}.`,
  ];
  if (ignored > 0) notes.push(`${ignored} other file${ignored > 1 ? "s are" : " is"} ignored.`);
  if (loose.length > 0) return { dataset, notes };
  notes.push("Sub-folders name the labels.");
  const labels = sorted.map(({ label }) => label);
  return { dataset: attachLabels([{ dataset, labels, source: path }])[0]!, notes };
}

async function decodeAll(path: string, files: readonly string[], options: PictureOptions): Promise<DecodedPicture[]> {
  const decode = async (file: string): Promise<NamedPicture> => {
    return { file, picture: await decodePicture(await readBytes(`${path}/${file}`), `${path}/${file}`, options) };
  };
  // The first file sets the size that all others are held to, whichever is decoded sooner.
  const first = await decode(files[0]!);
  const rest = await mapPool(files.length - 1, async (index) => {
    const next = await decode(files[index + 1]!);
    checkAlike(path, first, next);
    return next;
  });
  const pictures = [first, ...rest].map(({ picture }) => picture);
  // Colour with and without opacity go together: what has none is opaque.
  return pictures.some(({ channels }) => channels === 4) ? pictures.map(withAlpha) : pictures;
}

interface NamedPicture {
  readonly file: string;
  readonly picture: DecodedPicture;
}

function checkAlike(path: string, a: NamedPicture, b: NamedPicture): void {
  const sizes = [a, b].map(({ file, picture }) => `${file} with ${picture.width}x${picture.height}`);
  if (a.picture.width !== b.picture.width || a.picture.height !== b.picture.height) {
    throw new DataError(
      `${path}: pictures must have one size, got ${sizes.join(" and ")}; resize them (resize ${a.picture.width}x${a.picture.height})`,
    );
  }
  if ((a.picture.channels === 1) !== (b.picture.channels === 1)) {
    const kinds = [a, b].map(({ file, picture }) => `${file} with ${picture.channels}`);
    throw new DataError(
      `${path}: pictures must have one number of channels, got ${kinds.join(" and ")}; convert them (channels 1 or channels 3)`,
    );
  }
}

function describeFiles(files: readonly string[], folders: readonly string[]): string {
  const all = [...folders.map((folder) => `${folder}/`), ...files];
  if (all.length === 0) return "nothing";
  return all.slice(0, 3).join(", ") + (all.length > 3 ? ` and ${all.length - 3} more` : "");
}
