// The data set that is open, and what the page is told of it.

import { type DataBundle, type Dataset, describeSchema, eventShape, openBuiltin } from "vaekit/data";
import type { DataSource, DataSummary, Items } from "./api.ts";
import { viewOfData } from "./items-view.ts";
import { keptFiles } from "./kept-data.ts";

/** An opened data set. */
export interface OpenData {
  readonly source: DataSource;
  readonly bundle: DataBundle;
  /** With which it was opened; kept in config.json. */
  readonly options: Readonly<Record<string, unknown>>;
}

let data: OpenData | undefined;

/** The open data. @throws Error where there is none */
export function openedData(): OpenData {
  if (data === undefined) throw new Error("no data is open");
  return data;
}

/** Where the open data came from; undefined where there is none. */
export const openedSource = (): DataSource | undefined => data?.source;

/** Puts data in place of what was open. */
export function setData(opened: OpenData): void {
  data = opened;
}

/** What opening reports: files read so far and how many there are. */
export type OnProgress = (done: number, total: number) => void;

/** Opens data. @throws DataError that says what was not understood */
export async function openSource(source: DataSource, onProgress?: OnProgress): Promise<OpenData> {
  if (source.kind === "builtin") {
    const { kind: _, name, count = 10_000, ...others } = source;
    const options = { count, ...others };
    return { source, bundle: openBuiltin(name, options), options };
  }
  const files = source.kind === "kept" ? await keptFiles(source.id) : source.files;
  const { openFiles } = await import("vaekit/data/web");
  const { options = {} } = source;
  return { source, bundle: await openFiles(files, { ...options, onProgress }), options: { ...options } };
}

/** What the page is told of a data set. */
export async function summarise({ bundle }: OpenData, milliseconds: number): Promise<DataSummary> {
  const { train, validation, test } = bundle;
  const { schema } = train;
  return {
    name: bundle.name,
    kind: schema.kind,
    text: describeSchema(schema),
    shape: eventShape(schema),
    counts: {
      train: train.count,
      ...(validation && { validation: validation.count }),
      ...(test && { test: test.count }),
    },
    labels: countLabels(train),
    columns:
      schema.kind === "image" ? [] : schema.columns.map((column) => ({ name: column.name, text: columnText(column) })),
    notes: bundle.notes,
    milliseconds,
  };
}

/** Items of a part, `count` of them spread evenly, with their labels. */
export function contactSheet(
  { bundle }: OpenData,
  { count, label }: { readonly count: number; readonly label?: number | undefined },
): { readonly items: Items; readonly indices: readonly number[]; readonly labels: readonly number[] } {
  const { train } = bundle;
  const all =
    label === undefined
      ? Array.from({ length: train.count }, (_, i) => i)
      : Array.from({ length: train.count }, (_, i) => i).filter((i) => train.labels?.[i] === label);
  const step = Math.max(1, all.length / count);
  const indices = Array.from({ length: Math.min(count, all.length) }, (_, i) => all[Math.floor(i * step)]!);
  return { items: viewOfData(train, indices), indices, labels: indices.map((i) => train.labels?.[i] ?? -1) };
}

function countLabels({ schema, labels }: Dataset): DataSummary["labels"] {
  if (labels === undefined) return [];
  const counts: number[] = [];
  for (const label of labels) if (label >= 0) counts[label] = (counts[label] ?? 0) + 1;
  return Array.from(counts, (count, i) => ({ name: schema.labels?.[i] ?? String(i), count: count ?? 0 }));
}

function columnText(column: object): string {
  const { type, kind } = column as { readonly type?: string; readonly kind?: string };
  return type ?? kind ?? "number";
}
