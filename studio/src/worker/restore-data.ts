// Which items can be restored and scored: the parts of the model's own data, other data that is open, files that were
// dropped for this. Items are asked for one by one or a stretch at a time.

import { checkSchema, type DataBundle, type Dataset, subset } from "vaekit/data";
import type { OpenFilesOptions } from "vaekit/data/web";
import type { Items } from "./api.ts";
import { openedData } from "./data-session.ts";
import { viewOfData } from "./items-view.ts";
import { live } from "./live-model.ts";

/** Names a part: of the model's own data, of other open data, or of dropped files. */
export type PartName = "validation" | "test" | "train" | "open" | "dropped";

/** A part of data that fits the model. */
export interface PartSummary {
  readonly part: PartName;
  /** Name of the data set, where it is not the model's own. */
  readonly name?: string | undefined;
  readonly count: number;
  readonly labels: readonly { readonly label: number; readonly name: string; readonly count: number }[];
}

/** Files that were dropped for the model at work. */
let dropped: { readonly run: string; readonly dataset: Dataset } | undefined;

/** The parts, those that training has not seen first. */
export function partsHere(): PartSummary[] {
  const names: PartName[] = ["validation", "test", "train", "open", "dropped"];
  return names.flatMap((part) => {
    const dataset = find(part);
    if (dataset === undefined) return [];
    const own = part === "open" || part === "dropped" ? dataset.name : undefined;
    return [{ part, count: dataset.count, labels: labelsOf(dataset), ...(own !== undefined && { name: own }) }];
  });
}

/** A part. @throws Error where there is none of that name */
export function partOf(part: PartName): Dataset {
  const dataset = find(part);
  if (dataset === undefined) throw new Error(`the model at work has no ${part} part; choose another`);
  return dataset;
}

function find(part: PartName): Dataset | undefined {
  const { parts, trained } = live();
  if (part === "dropped") return dropped?.run === trained.name ? dropped.dataset : undefined;
  if (part !== "open") return parts?.[part];
  try {
    const { bundle } = openedData();
    const { train } = bundle;
    if (parts !== undefined && bundle.name === trained.file.data.name) return undefined;
    checkSchema(trained.schema, train.schema, train.name);
    return train;
  } catch {
    return undefined;
  }
}

/** Takes files for the model at work: the test part where they have one, otherwise all. @throws DataError where they do not fit */
export async function dropFiles(
  files: readonly { readonly path: string; readonly blob: Blob }[],
): Promise<{ readonly notes: readonly string[] }> {
  const { openFiles } = await import("vaekit/data/web");
  const { trained } = live();
  const { schema } = trained;
  const options: OpenFilesOptions =
    schema.kind === "table" || schema.kind === "series"
      ? { model: schema }
      : schema.kind === "vector"
        ? { as: "vector" }
        : {};
  const bundle: DataBundle = await openFiles(files, options);
  const dataset = bundle.test ?? bundle.train;
  checkSchema(schema, dataset.schema, dataset.name);
  dropped = { run: trained.name, dataset };
  return { notes: bundle.notes };
}

/** A stretch of a part's items, or of those with one label. */
export interface Stretch {
  /** Places of the items in the part. */
  readonly indices: readonly number[];
  readonly items: Items;
  /** Index of each item's label; -1 without one. */
  readonly labels: readonly number[];
  /** Place of the first among those chosen, and of the item asked for. */
  readonly start: number;
  readonly place: number;
  /** How many were to choose from. */
  readonly total: number;
}

/** What stretch is asked for: around an item, or around a place among those with the label. */
export interface StretchRequest {
  readonly part: PartName;
  readonly label?: number | undefined;
  readonly index?: number | undefined;
  readonly place?: number | undefined;
  readonly count: number;
}

/** Items in the order of the part. */
export function stretch({ part, label, index = 0, place, count }: StretchRequest): Stretch {
  const dataset = partOf(part);
  const { labels } = dataset;
  const chosen =
    label === undefined
      ? undefined
      : Array.from({ length: dataset.count }, (_, i) => i).filter((i) => labels?.[i] === label);
  const total = chosen?.length ?? dataset.count;
  const wanted = place ?? (chosen ? chosen.findIndex((i) => i >= index) : index);
  const at = Math.max(0, Math.min(total - 1, wanted < 0 ? total - 1 : wanted));
  const start = Math.max(0, Math.min(at - Math.floor(count / 2), total - count));
  const indices = Array.from({ length: Math.min(count, total) }, (_, i) => chosen?.[start + i] ?? start + i);
  return {
    indices,
    items: viewOfData(dataset, indices),
    labels: indices.map((i) => labels?.[i] ?? -1),
    start,
    place: at,
    total,
  };
}

/** One item as a data set of its own. */
export function oneOf(part: PartName, index: number): Dataset {
  const dataset = partOf(part);
  return subset(dataset, [Math.max(0, Math.min(dataset.count - 1, Math.floor(index)))]);
}

function labelsOf({ labels, schema }: Dataset): PartSummary["labels"] {
  if (labels === undefined) return [];
  const counts = new Map<number, number>();
  for (const label of labels) if (label >= 0) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([label, count]) => ({ label, name: schema.labels?.[label] ?? String(label), count }));
}
