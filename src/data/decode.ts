// From the bytes of one file to a data set: the format is told by the name, else by the first bytes.

import { DataError } from "../errors.ts";
import { defaultColumnNames } from "./columns.ts";
import type { DataBundle, Dataset } from "./dataset.ts";
import { byteImages, datasetFromArray, tableDataset } from "./from-arrays.ts";
import { areClasses, attachLabels, labelsOfArray } from "./labels.ts";
import { CIFAR10_LABELS, readCifar } from "./readers/cifar.ts";
import { readCsvNumbers } from "./readers/csv.ts";
import { gunzip, isGzip } from "./readers/gzip.ts";
import { isIdx, readIdx } from "./readers/idx.ts";
import { isNpy, readNpy } from "./readers/npy.ts";
import { type NpzArrays, readNpz } from "./readers/npz.ts";
import { isZip } from "./readers/zip.ts";

/** How to read a file of items. */
export interface DecodeOptions {
  /** Array of a .npz file that holds the items; default `X`, `x_train` or the only one. */
  readonly key?: string | undefined;
  /** Column of a table that holds each row's class. */
  readonly labelColumn?: string | undefined;
}

const FORMATS = ["idx", "npy", "npz", "csv", "cifar"] as const;
type Format = (typeof FORMATS)[number];

/**
 * Decodes one file of pictures or rows of numbers: IDX, .npy, .npz, CSV (.csv .tsv .txt) or CIFAR-10 records (.bin), each
 * also with .gz. Encoded pictures (PNG, JPEG) are not read here.
 * @throws DataError naming `source` and what is wrong
 */
export function decodeFile(bytes: Uint8Array, source: string, options: DecodeOptions = {}): DataBundle {
  const packed = isGzip(bytes) || source.endsWith(".gz");
  const content = packed ? gunzip(bytes, source) : bytes;
  const file = packed ? source.replace(/\.gz$/, "") : source;
  const name = stem(file);
  const format = formatOf(content, file, source);
  if (options.key !== undefined && format !== "npz") {
    throw new DataError(
      `${source}: the option key names an array of a .npz file, got a file in another format; leave it out`,
    );
  }
  if (options.labelColumn !== undefined && format !== "csv") {
    throw new DataError(`${source}: a label column needs a CSV file, got another format; name a file of labels`);
  }
  switch (format) {
    case "idx":
      return {
        name,
        train: datasetFromArray(name, readIdx(content, source), source),
        notes: [`${source} is an IDX file.`],
      };
    case "npy":
      return {
        name,
        train: datasetFromArray(name, readNpy(content, source), source),
        notes: [`${source} is a NumPy array.`],
      };
    case "npz":
      return decodeNpz(name, readNpz(content, source), source, options.key);
    case "csv":
      return decodeCsv(name, content, source, options.labelColumn);
    case "cifar":
      return { name, train: decodeCifar(name, content, source), notes: [`${source} holds CIFAR-10 records.`] };
  }
}

/** `digits` for `some/digits.csv`. */
export function stem(path: string): string {
  const base = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  return base.replace(/\.[^.]+$/, "") || base;
}

/** CIFAR-10 records as a data set. @throws DataError naming `source` when they are damaged */
export function decodeCifar(name: string, bytes: Uint8Array, source: string): Dataset {
  const { pixels, labels } = readCifar(bytes, source);
  const dataset = byteImages(name, pixels, { height: 32, width: 32, channels: 3 });
  return { ...dataset, schema: { ...dataset.schema, labels: [...CIFAR10_LABELS] }, labels };
}

// The name decides where it says something, so that a damaged .npy is reported as a damaged .npy.
function formatOf(bytes: Uint8Array, file: string, source: string): Format {
  const lower = file.toLowerCase();
  const byName = FORMATS.find((format) => lower.endsWith(`.${format}`));
  if (byName !== undefined) return byName;
  if (/idx\d-ubyte$/.test(lower)) return "idx";
  if (/\.(tsv|txt)$/.test(lower)) return "csv";
  if (isNpy(bytes)) return "npy";
  if (isZip(bytes)) return "npz";
  if (lower.endsWith(".bin")) return "cifar";
  if (isIdx(bytes)) return "idx";
  throw new DataError(
    `${source}: the format is not known; give IDX, .npy, .npz, .csv, .tsv, CIFAR-10 .bin (each also with .gz), a picture or a folder`,
  );
}

function decodeCsv(name: string, bytes: Uint8Array, source: string, labelColumn: string | undefined): DataBundle {
  const { header, size, rows, values, labels } = readCsvNumbers(bytes, source, { labelColumn });
  const dataset = tableDataset(name, values, header ?? defaultColumnNames(size), source);
  const notes = [
    `${source} is a table of ${rows} rows and ${size} columns, ${header ? "named in its first line" : "without a header line"}.`,
  ];
  if (labels === undefined) return { name, train: dataset, notes };
  notes.push(`Column "${labelColumn}" holds the labels.`);
  return { name, train: attachLabels([{ dataset, labels, source }])[0]!, notes };
}

function decodeNpz(name: string, arrays: NpzArrays, source: string, key: string | undefined): DataBundle {
  const open = (array: string) => datasetFromArray(name, arrays.get(array)!(), `${source}: ${array}`);
  if (key !== undefined && !arrays.has(key)) {
    throw new DataError(`${source}: the archive holds no array "${key}", got ${[...arrays.keys()].join(", ")}`);
  }
  const main = key ?? ["X", "x", "x_train"].find((array) => arrays.has(array)) ?? onlyArray(arrays, source);
  const notes = [`${source} is a NumPy archive; array "${main}" holds the items.`];
  const labels = key !== undefined ? undefined : { X: "y", x: "y", x_train: "y_train" }[main];
  const parts = [{ dataset: open(main), labels }];
  if (main === "x_train" && key === undefined && arrays.has("x_test")) {
    parts.push({ dataset: open("x_test"), labels: "y_test" });
    notes.push(`Array "x_test" is the test part.`);
  }
  const labelled = labelParts(parts, arrays, source, notes);
  return { name, train: labelled[0]!, ...(labelled[1] && { test: labelled[1] }), notes };
}

function labelParts(
  parts: readonly { dataset: Dataset; labels: string | undefined }[],
  arrays: NpzArrays,
  source: string,
  notes: string[],
): Dataset[] {
  const datasets = parts.map(({ dataset }) => dataset);
  const found = parts.flatMap(({ dataset, labels }) => {
    if (labels === undefined || !arrays.has(labels)) return [];
    const where = `${source}: ${labels}`;
    return [{ dataset, labels: labelsOfArray(arrays.get(labels)!(), where), source: where }];
  });
  if (found.length < parts.length) return datasets;
  const names = parts.map(({ labels }) => `"${labels}"`).join(" and ");
  if (!found.every(({ labels }) => areClasses(labels))) {
    notes.push(`${names} holds measurements, not classes, and is not used.`);
    return datasets;
  }
  notes.push(`${names} holds the labels.`);
  return attachLabels(found);
}

function onlyArray(arrays: NpzArrays, source: string): string {
  const names = [...arrays.keys()];
  if (names.length === 1) return names[0]!;
  throw new DataError(
    `${source}: the archive has no array X or x_train, got ${names.join(", ")}; choose one with the option key`,
  );
}
