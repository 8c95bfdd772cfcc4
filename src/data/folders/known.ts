// Folders that are known by the names of their files: MNIST's four (or six) and CIFAR-10's batches.

import { DataError } from "../../errors.ts";
import { concatDatasets, type DataBundle, type Dataset } from "../dataset.ts";
import { decodeCifar } from "../decode.ts";
import { datasetFromArray } from "../from-arrays.ts";
import { attachLabels, labelsOfArray } from "../labels.ts";
import { PART_NAMES, PARTS, type Part } from "../parts.ts";
import { gunzip, isGzip } from "../readers/gzip.ts";
import { readIdx } from "../readers/idx.ts";
import { type FileTree, folderName, inside } from "./files.ts";

const IDX_IMAGES = /^(?:.*[-_.])?(train|val|valid|validation|t10k|test)-images[-.]idx3-ubyte(\.gz)?$/;
const CIFAR_BATCH = /^(?:data_batch_\d+|(test)_batch)\.bin(\.gz)?$/;

/** True for a folder that holds files known by name. */
export function isKnownFolder(files: readonly string[]): boolean {
  return files.some((file) => IDX_IMAGES.test(file) || CIFAR_BATCH.test(file));
}

/** Opens a folder whose files are known by name. @throws DataError naming the file */
export function openKnownFolder(
  tree: FileTree,
  path: string,
  name: string,
  files: readonly string[],
): Promise<DataBundle> {
  const isIdx = files.some((file) => IDX_IMAGES.test(file));
  return isIdx ? openIdxFolder(tree, path, name, files) : openCifarFolder(tree, path, name, files);
}

async function openIdxFolder(
  tree: FileTree,
  path: string,
  name: string,
  files: readonly string[],
): Promise<DataBundle> {
  const parts = new Map<Part, { dataset: Dataset; source: string; labels: ArrayLike<number> | undefined }>();
  const images = files.flatMap((file) => {
    const part = PART_NAMES[IDX_IMAGES.exec(file)?.[1] ?? ""];
    return part === undefined ? [] : [{ file, part }];
  });
  images.sort((a, b) => PARTS.indexOf(a.part) - PARTS.indexOf(b.part));
  for (const { file, part } of images) {
    if (parts.has(part)) {
      throw new DataError(
        `${folderName(path)}: a folder must hold one file of ${part} pictures, got a second one, ${file}; move it`,
      );
    }
    const stem = file.replace(/-images[-.]idx3-ubyte(\.gz)?$/, "-labels");
    const beside = files.find(
      (other) => other.startsWith(stem) && /^[-.]idx1-ubyte(\.gz)?$/.test(other.slice(stem.length)),
    );
    const dataset = datasetFromArray(name, await readIdxFile(tree, inside(path, file)), inside(path, file));
    const source = inside(path, beside ?? "");
    const labels = beside === undefined ? undefined : labelsOfArray(await readIdxFile(tree, source), source);
    parts.set(part, { dataset, source, labels });
  }
  if (!parts.has("train")) {
    throw new DataError(
      `${folderName(path)}: a folder of IDX files must hold train-images-idx3-ubyte (or .gz), got ${files.join(", ")}`,
    );
  }
  const bundle: Partial<Record<Part, Dataset>> = {};
  const labelled = [...parts].flatMap(([part, { labels, ...rest }]) => (labels ? [{ part, labels, ...rest }] : []));
  for (const [part, { dataset }] of parts) bundle[part] = dataset;
  for (const [index, dataset] of attachLabels(labelled).entries()) bundle[labelled[index]!.part] = dataset;
  const counts = [...parts].map(([part, { dataset }]) => `${dataset.count} for ${part}`);
  const notes = [`${folderName(path)} holds IDX files: ${counts.join(", ")}.`];
  for (const [part, { labels }] of parts) if (!labels) notes.push(`The ${part} part has no labels.`);
  return { name, ...bundle, train: bundle.train!, notes };
}

async function readIdxFile(tree: FileTree, path: string) {
  const bytes = await tree.read(path);
  return readIdx(isGzip(bytes) || path.endsWith(".gz") ? gunzip(bytes, path) : bytes, path);
}

async function openCifarFolder(
  tree: FileTree,
  path: string,
  name: string,
  files: readonly string[],
): Promise<DataBundle> {
  let train: Dataset | undefined;
  let test: Dataset | undefined;
  const batches = files.filter((file) => CIFAR_BATCH.test(file));
  for (const file of batches) {
    const source = inside(path, file);
    const bytes = await tree.read(source);
    const dataset = decodeCifar(name, isGzip(bytes) ? gunzip(bytes, source) : bytes, source);
    if (file.startsWith("test")) test = dataset;
    else train = train ? concatDatasets(train, dataset) : dataset;
  }
  const where = folderName(path);
  if (!train) {
    throw new DataError(`${where}: a folder of CIFAR-10 batches must hold data_batch_1.bin, got ${batches.join(", ")}`);
  }
  return { name, train, ...(test && { test }), notes: [`${where} holds CIFAR-10 batches: ${batches.join(", ")}.`] };
}
