// A folder of pictures of one size, or one sub-folder of them per class.

import { DataError } from "../../errors.ts";
import type { Dataset } from "../dataset.ts";
import { attachLabels } from "../labels.ts";
import { isPictureName, type PictureCodec, type PictureOptions } from "../picture/codec.ts";
import { mapPool, PictureStack } from "../picture/stack.ts";
import type { Picture } from "../pictures.ts";
import { describeListing, type FileTree, folderName, inside } from "./files.ts";

/**
 * Opens a folder of pictures, in the order of their names.
 * @throws DataError for a folder without pictures, for pictures that cannot be read, and naming two that differ in size
 */
export async function openPictures(
  tree: FileTree,
  codec: PictureCodec,
  path: string,
  name: string,
  options: PictureOptions,
): Promise<{ dataset: Dataset; notes: string[] }> {
  const listing = await tree.list(path);
  const where = folderName(path);
  const loose = listing.files.filter(isPictureName);
  const sorted: { file: string; label: string }[] = loose.map((file) => ({ file, label: "" }));
  let ignored = listing.files.length - loose.length;
  for (const folder of listing.folders) {
    const { files } = await tree.list(inside(path, folder));
    const pictures = files.filter(isPictureName);
    ignored += files.length - pictures.length;
    for (const file of pictures) sorted.push({ file: `${folder}/${file}`, label: folder });
  }
  if (sorted.length === 0) {
    throw new DataError(
      `${where}: the folder must hold pictures (.png .jpg .jpeg .webp), sub-folders of them, or the files of MNIST or CIFAR-10, got ${describeListing(listing)}`,
    );
  }
  if (loose.length > 0 && loose.length < sorted.length) {
    throw new DataError(
      `${where}: pictures must lie in the folder or in sub-folders named after classes, got both (${loose[0]} and ${sorted.at(-1)!.file}); move one kind`,
    );
  }
  const stack = await decodeAll(
    sorted.map(({ file }) => file),
    where,
    async (file) => codec.decode(await tree.read(inside(path, file)), inside(path, file), options),
  );
  const dataset = stack.dataset(name);
  const { width, height, channels, count } = stack;
  const notes = [
    `${where} holds ${count} pictures of ${width}x${height}, ${channels} channel${channels > 1 ? "s" : ""}.`,
  ];
  if (ignored > 0) notes.push(`${ignored} other file${ignored > 1 ? "s are" : " is"} ignored.`);
  if (loose.length > 0) return { dataset, notes };
  notes.push("Sub-folders name the labels.");
  const labels = sorted.map(({ label }) => label);
  return { dataset: attachLabels([{ dataset, labels, source: where }])[0]!, notes };
}

// The first file sets the size that all others are held to, whichever is decoded sooner.
async function decodeAll(
  files: readonly string[],
  where: string,
  decode: (file: string) => Promise<Picture>,
): Promise<PictureStack> {
  const first = await decode(files[0]!);
  const stack = new PictureStack(files.length, first);
  stack.put(0, first);
  await mapPool(files.length - 1, async (index) => {
    const picture = await decode(files[index + 1]!);
    checkAlike(where, { file: files[0]!, picture: first }, { file: files[index + 1]!, picture });
    stack.put(index + 1, picture);
  });
  return stack;
}

interface NamedPicture {
  readonly file: string;
  readonly picture: Picture;
}

// Colour with and without opacity go together: what has none is opaque.
function checkAlike(where: string, a: NamedPicture, b: NamedPicture): void {
  const sizes = [a, b].map(({ file, picture }) => `${file} with ${picture.width}x${picture.height}`);
  if (a.picture.width !== b.picture.width || a.picture.height !== b.picture.height) {
    throw new DataError(
      `${where}: pictures must have one size, got ${sizes.join(" and ")}; resize them (resize ${a.picture.width}x${a.picture.height})`,
    );
  }
  if ((a.picture.channels === 1) !== (b.picture.channels === 1)) {
    const kinds = [a, b].map(({ file, picture }) => `${file} with ${picture.channels}`);
    throw new DataError(
      `${where}: pictures must have one number of channels, got ${kinds.join(" and ")}; convert them (channels 1 or channels 3)`,
    );
  }
}
