// Folders that are known by the names of their files: MNIST's four (or six) and CIFAR-10's batches.

import { DataError } from "../errors.ts";
import { concatDatasets, type DataBundle, type Dataset } from "./dataset.ts";
import { decodeCifar } from "./decode.ts";
import { datasetFromArray } from "./from-arrays.ts";
import { attachLabels, labelsOfArray } from "./labels.ts";
import { readBytes } from "./node-files.ts";
import { PART_NAMES, PARTS, type Part } from "./parts.ts";
import { gunzip, isGzip } from "./readers/gzip.ts";
import { readIdx } from "./readers/idx.ts";

const IDX_IMAGES = /^(?:.*[-_.])?(train|val|valid|validation|t10k|test)-images[-.]idx3-ubyte(\.gz)?$/;
const CIFAR_BATCH = /^(?:data_batch_\d+|(test)_batch)\.bin(\.gz)?$/;

/** Opens the folder if its files are known by name, otherwise returns undefined. @throws DataError naming the file */
export async function openKnownFolder(
  path: string,
  name: string,
  files: readonly string[],
): Promise<DataBundle | undefined> {
  if (files.some((file) => IDX_IMAGES.test(file))) return openIdxFolder(path, name, files);
  if (files.some((file) => CIFAR_BATCH.test(file))) return openCifarFolder(path, name, files);
  return undefined;
}

async function openIdxFolder(path: string, name: string, files: readonly string[]): Promise<DataBundle> {
  const parts = new Map<Part, { dataset: Dataset; source: string; labels: ArrayLike<number> | undefined }>();
  const images = files.flatMap((file) => {
    const part = PART_NAMES[IDX_IMAGES.exec(file)?.[1] ?? ""];
    return part === undefined ? [] : [{ file, part }];
  });
  images.sort((a, b) => PARTS.indexOf(a.part) - PARTS.indexOf(b.part));
  for (const { file, part } of images) {
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
  const counts = [...parts].map(([part, { dataset }]) => `${dataset.count} for ${part}`);
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
