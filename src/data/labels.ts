// Classes of items: any list of numbers or texts becomes sorted class names and an index per item.

import { DataError } from "../errors.ts";
import type { DataBundle, Dataset } from "./dataset.ts";
import { readCsvTexts } from "./readers/csv.ts";
import { gunzip, isGzip } from "./readers/gzip.ts";
import { isIdx, readIdx } from "./readers/idx.ts";
import { isNpy, readNpy } from "./readers/npy.ts";
import { type NumericArray, toNumbers } from "./readers/numeric.ts";

/** One label per item, as a file gives them. */
export type RawLabels = ArrayLike<number | string>;

/**
 * Attaches labels to the parts of one data set; the classes are the distinct values of all parts, sorted.
 * @throws DataError when a part has another number of items than labels
 */
export function attachLabels(parts: readonly { dataset: Dataset; labels: RawLabels; source: string }[]): Dataset[] {
  for (const { dataset, labels, source } of parts) {
    if (labels.length === dataset.count) continue;
    throw new DataError(
      `${source}: there must be one label per item, got ${labels.length} labels for the ${dataset.count} items of ${dataset.name}`,
    );
  }
  const distinct = new Set<number | string>();
  for (const { labels } of parts) for (let i = 0; i < labels.length; i++) distinct.add(labels[i]!);
  const classes = sortClasses([...distinct]);
  const indexOf = new Map(classes.map((value, index) => [value, index]));
  return parts.map(({ dataset, labels }) => ({
    ...dataset,
    schema: { ...dataset.schema, labels: classes.map(String) },
    labels: Int32Array.from(labels, (value) => indexOf.get(value)!),
  }));
}

/** `bundle` with the labels of a file for its training part. @throws DataError naming the file */
export function relabelBundle(bundle: DataBundle, bytes: Uint8Array, source: string): DataBundle {
  const [train] = attachLabels([{ dataset: bundle.train, labels: readLabels(bytes, source), source }]);
  return { ...bundle, train: train!, notes: [...bundle.notes, `${source} holds the labels of the training part.`] };
}

/** Labels of one array. @throws DataError when it is not one-dimensional */
export function labelsOfArray(array: NumericArray, source: string): ArrayLike<number> {
  const { shape } = array;
  if (shape.length === 1 || (shape.length === 2 && shape[1] === 1)) return toNumbers(array);
  throw new DataError(`${source}: labels must be a list of one number per item, got shape [${shape}]`);
}

/** Reads a file of labels: IDX, .npy, or text with one label a line; gzip is unpacked. @throws DataError naming `source` */
export function readLabels(bytes: Uint8Array, source: string): RawLabels {
  if (isGzip(bytes)) return readLabels(gunzip(bytes, source), source);
  if (isNpy(bytes)) return labelsOfArray(readNpy(bytes, source), source);
  if (isIdx(bytes)) return labelsOfArray(readIdx(bytes, source), source);
  const lines = readCsvTexts(bytes, source);
  const wide = lines.findIndex((cells) => cells.length > 1);
  if (wide >= 0) {
    throw new DataError(
      `${source}: labels must stand one a line, got ${lines[wide]!.length} columns in row ${wide + 1}`,
    );
  }
  return lines.map((cells) => cells[0]!);
}

/** True when the labels are whole numbers of at most 1000 kinds: classes rather than measurements. */
export function areClasses(labels: ArrayLike<number>): boolean {
  const distinct = new Set<number>();
  for (let i = 0; i < labels.length; i++) distinct.add(labels[i]!);
  return distinct.size <= 1000 && [...distinct].every(Number.isInteger);
}

// Numbers by size, also when they are written as text; other texts by code point.
function sortClasses(classes: (number | string)[]): (number | string)[] {
  const numeric = classes.every((value) => value !== "" && Number.isFinite(Number(value)));
  if (numeric) return classes.sort((a, b) => Number(a) - Number(b));
  return classes.sort((a, b) => (String(a) < String(b) ? -1 : 1));
}
