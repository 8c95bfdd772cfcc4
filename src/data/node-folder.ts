// Folders: MNIST's four files, CIFAR-10's batches, or pictures with a sub-folder per class or per part.

import { DataError } from "../errors.ts";
import { concatDatasets, type DataBundle, type Dataset } from "./dataset.ts";
import { decodeCifar } from "./decode.ts";
import { datasetFromArray } from "./from-arrays.ts";
import { attachLabels, labelsOfArray } from "./labels.ts";
import { listFolder, readBytes } from "./node-files.ts";
import {
  type DecodedPicture,
  decodePicture,
  isPictureName,
  mapPool,
  type PictureOptions,
  pictureDataset,
  withAlpha,
} from "./node-pictures.ts";
import { gunzip, isGzip } from "./readers/gzip.ts";
import { readIdx } from "./readers/idx.ts";

type Part = "train" | "validation" | "test";

const PART_NAMES: Readonly<Record<string, Part>> = {
  train: "train",
  training: "train",
  val: "validation",
  valid: "validation",
  validation: "validation",
  t10k: "test",
  test: "test",
};

const IDX_IMAGES = /^(?:.*[-_.])?(train|val|valid|validation|t10k|test)-images[-.]idx3-ubyte(\.gz)?$/;
const CIFAR_BATCH = /^(?:data_batch_\d+|(test)_batch)\.bin(\.gz)?$/;

/** Opens a folder. @throws DataError naming the file, or what was looked for when the folder holds no data */
export async function openFolder(path: string, name: string, options: PictureOptions = {}): Promise<DataBundle> {
  const listing = await listFolder(path);
  const { files, folders } = listing;
  if (files.some((file) => IDX_IMAGES.test(file))) return openIdxFolder(path, name, files);
  if (files.some((file) => CIFAR_BATCH.test(file))) return openCifarFolder(path, name, files);
  const split = folders.filter((folder) => folder in PART_NAMES);
  if (split.some((folder) => PART_NAMES[folder] === "train") && split.length > 1) {
    return openSplitPictures(path, name, split, options);
  }
  const { dataset, notes } = await openPictures(path, name, listing, options);
  return { name, train: dataset, notes };
}

async function openIdxFolder(path: string, name: string, files: readonly string[]): Promise<DataBundle> {
  const parts = new Map<Part, { dataset: Dataset; source: string; labels: ArrayLike<number> | undefined }>();
  for (const file of files) {
    const part = PART_NAMES[IDX_IMAGES.exec(file)?.[1] ?? ""];
    if (part === undefined) continue;
    if (parts.has(part)) {
      throw new DataError(
        `${path}: a folder must hold one file of ${part} pictures, got a second one, ${file}; move it`,
      );
    }
    const stem = file.replace(/-images[-.]idx3-ubyte(\.gz)?$/, "-labels");
    const beside = files.find(
      (other) => other.startsWith(stem) && /^[-.]idx1-ubyte(\.gz)?$/.test(other.slice(stem.length)),
    );
    const dataset = datasetFromArray(name, await readIdxFile(`${path}/${file}`), `${path}/${file}`);
    const source = `${path}/${beside}`;
    const labels = beside === undefined ? undefined : labelsOfArray(await readIdxFile(source), source);
    parts.set(part, { dataset, source, labels });
  }
  if (!parts.has("train")) {
    throw new DataError(
      `${path}: a folder of IDX files must hold train-images-idx3-ubyte (or .gz), got ${files.join(", ")}`,
    );
  }
  const bundle: Partial<Record<Part, Dataset>> = {};
  const labelled = [...parts].flatMap(([part, { labels, ...rest }]) => (labels ? [{ part, labels, ...rest }] : []));
  for (const [part, { dataset }] of parts) bundle[part] = dataset;
  for (const [index, dataset] of attachLabels(labelled).entries()) bundle[labelled[index]!.part] = dataset;
  const counts = [...parts].map(([part, { dataset }]) => `${dataset.count} for ${part}`).sort();
  const notes = [`${path} holds IDX files: ${counts.join(", ")}.`];
  for (const [part, { labels }] of parts) if (!labels) notes.push(`The ${part} part has no labels.`);
  return { name, ...bundle, train: bundle.train!, notes };
}

async function readIdxFile(path: string) {
  const bytes = await readBytes(path);
  return readIdx(isGzip(bytes) || path.endsWith(".gz") ? gunzip(bytes, path) : bytes, path);
}

async function openCifarFolder(path: string, name: string, files: readonly string[]): Promise<DataBundle> {
  let train: Dataset | undefined;
  let test: Dataset | undefined;
  const batches = files.filter((file) => CIFAR_BATCH.test(file));
  for (const file of batches) {
    const source = `${path}/${file}`;
    const bytes = await readBytes(source);
    const dataset = decodeCifar(name, isGzip(bytes) ? gunzip(bytes, source) : bytes, source);
    if (file.startsWith("test")) test = dataset;
    else train = train ? concatDatasets(train, dataset) : dataset;
  }
  if (!train)
    throw new DataError(`${path}: a folder of CIFAR-10 batches must hold data_batch_1.bin, got ${batches.join(", ")}`);
  return { name, train, ...(test && { test }), notes: [`${path} holds CIFAR-10 batches: ${batches.join(", ")}.`] };
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

async function openPictures(
  path: string,
  name: string,
  { files, folders }: { files: readonly string[]; folders: readonly string[] },
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
  let first: { file: string; picture: DecodedPicture } | undefined;
  const pictures = await mapPool(files.length, async (index) => {
    const file = files[index]!;
    const picture = await decodePicture(await readBytes(`${path}/${file}`), `${path}/${file}`, options);
    first ??= { file, picture };
    checkAlike(path, first, { file, picture });
    return picture;
  });
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
