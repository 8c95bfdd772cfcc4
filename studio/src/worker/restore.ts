// The worker's part of the reconstruct panel: items, drawings and damaged items through the model.

import type { Dataset } from "vaekit/data";
import type { ConditionRows, Items as ModelItems } from "vaekit/tasks";
import type { Items } from "./api.ts";
import type { Damage } from "./restore-damage.ts";
import type { PartName, PartSummary, Stretch, StretchRequest } from "./restore-data.ts";
import type { FilledGap, FormColumn, RowCells } from "./restore-rows.ts";

export type { Damage, FilledGap, FormColumn, PartName, PartSummary, RowCells, Stretch, StretchRequest };

/** What is to be restored. */
export type Subject =
  | { readonly kind: "item"; readonly part: PartName; readonly index: number }
  /** A picture of the model's size, bytes [height, width, channels]. */
  | { readonly kind: "drawing"; readonly pixels: Uint8ClampedArray }
  | { readonly kind: "cells"; readonly cells: RowCells };

/** A look at one item. */
export interface LookRequest {
  readonly subject: Subject;
  readonly damage: Damage;
  /** Conditional models: values by attribute; what is left out is the item's own, or the first. */
  readonly condition?: Readonly<Record<string, string>> | undefined;
}

/** What the model makes of it. */
export interface Look {
  readonly clean: Items;
  readonly seen: Items;
  readonly restored: Items;
  /** Pictures: restored minus clean, mean over channels [height, width]; others: in standard deviations. */
  readonly difference: Float32Array;
  readonly mean: Float32Array;
  /** Standard deviations of the posterior. */
  readonly deviation?: Float32Array | undefined;
  readonly codes?: Float32Array | undefined;
  /** KL of each group of latents. */
  readonly kl?: Float32Array | undefined;
  /** -log p(x|z), or an autoencoder's error, in nats. */
  readonly reconstruction: number;
  /** Tables: -log p of each cell; NaN for a gap. */
  readonly cells?: Float32Array | undefined;
  /** Mean squared errors per value in the model's units, of what was restored and of what was seen, against the clean item. */
  readonly error: number;
  readonly seenError: number;
  readonly condition?: Readonly<Record<string, string>> | undefined;
  readonly label?: string | undefined;
  readonly milliseconds: number;
}

async function look({ subject, damage, condition }: LookRequest): Promise<Look> {
  const started = performance.now();
  const [{ viewOf }, { itemsOf, inUnits }, { restored }, { live }] = await Promise.all([
    import("./items-view.ts"),
    import("vaekit/tasks"),
    import("./restore-damage.ts"),
    import("./live-model.ts"),
  ]);
  const { float32 } = await import("vaekit/array");
  const { trained } = live();
  const { schema, model } = trained;
  const dataset = await datasetOf(subject);
  const items = itemsOf(trained, dataset);
  const gaps = subject.kind === "cells" ? subject.cells.map((text) => text === null) : undefined;
  if (gaps && schema.kind === "table") hideCells(items.data, gaps);
  const hidden = gaps && schema.kind === "vector" ? Uint8Array.from(gaps, Number) : damage.hidden;
  const given = await conditionFor(dataset, items, condition);
  const { seen, judged } = await restored(items.data, { ...damage, hidden }, given?.rows);
  const shape = [1, ...model.item.shape];
  const view = (values: Float32Array) => viewOf(inUnits(trained, float32(values, shape)).data, 1, schema);
  const table = schema.kind === "table";
  return {
    // Rows are shown in their form; codes of a gap are no cells.
    clean: table ? none : view(items.data),
    seen: table ? none : view(seen),
    restored: view(judged.restored),
    difference: differenceOf(items.data, judged.restored, schema.kind === "image" ? model.item.shape[0]! : 1),
    mean: judged.mean,
    deviation: judged.logVariance?.map((value) => Math.exp(value / 2)),
    codes: judged.codes,
    kl: judged.kl,
    reconstruction: judged.reconstruction,
    cells: judged.cells?.map((value, i) => (gaps?.[i] ? Number.NaN : value)),
    error: meanSquare(items.data, judged.restored),
    seenError: meanSquare(items.data, seen),
    condition: given?.values,
    label: labelOf(dataset),
    milliseconds: performance.now() - started,
  };
}

const none: Items = { kind: "rows", count: 0, columns: [], rows: [] };
const HIDDEN = -2;

// Codes, then values; a hidden cell tells the encoder nothing.
function hideCells(values: Float32Array, gaps: readonly boolean[]): void {
  gaps.forEach((gap, i) => {
    if (gap) [values[i], values[i + gaps.length]] = [HIDDEN, 0];
  });
}

async function datasetOf(subject: Subject): Promise<Dataset> {
  if (subject.kind === "item") return (await import("./restore-data.ts")).oneOf(subject.part, subject.index);
  if (subject.kind === "cells") return (await import("./restore-rows.ts")).rowOf(subject.cells);
  const { schema } = (await import("./live-model.ts")).live().trained;
  if (schema.kind !== "image") throw new Error("only a model of pictures takes a drawing");
  const { height, width, channels } = schema;
  const values = new Float32Array(subject.pixels.length);
  const area = height * width;
  if (values.length !== area * channels) throw new Error("the drawing has another size than the model's pictures");
  for (let p = 0; p < area; p++)
    for (let c = 0; c < channels; c++) values[c * area + p] = subject.pixels[p * channels + c]! / 255;
  return { name: "drawing", schema, count: 1, values, scale: 1 };
}

interface Given {
  readonly rows: ConditionRows;
  readonly values: Readonly<Record<string, string>>;
}

// What is given, the item's own, what a classifier says, or the first value of each.
async function conditionFor(
  dataset: Dataset,
  items: ModelItems,
  given: LookRequest["condition"],
): Promise<Given | undefined> {
  const { attributesIn, conditionGiven, conditionsIn } = await import("vaekit/tasks");
  const { live } = await import("./live-model.ts");
  const { trained, inference } = live();
  const attributes = attributesIn(trained);
  if (attributes.length === 0) return undefined;
  const first = Object.fromEntries(attributes.map(({ name, levels }) => [name, levels[0]!]));
  let rows: ConditionRows | undefined;
  if (trained.config.model.classifier && Object.keys(given ?? {}).length === 0) {
    rows = (await inference.encode(items)).condition;
  } else {
    try {
      rows = conditionsIn(trained, dataset, given);
    } catch {
      rows = conditionGiven(trained, 1, { ...first, ...given });
    }
  }
  if (rows === undefined) return undefined;
  let block = 0;
  const values = attributes.map(({ name, levels }) => {
    const own = rows.data.subarray(block, block + levels.length);
    block += levels.length;
    return [name, levels[own.indexOf(1)] ?? "–"];
  });
  return { rows, values: Object.fromEntries(values) };
}

function labelOf({ labels, schema }: Dataset): string | undefined {
  const label = labels?.[0] ?? -1;
  return label < 0 ? undefined : (schema.labels?.[label] ?? String(label));
}

// Mean over channels of [channels, rest].
function differenceOf(clean: Float32Array, restored: Float32Array, channels: number): Float32Array {
  const area = clean.length / channels;
  const out = new Float32Array(area);
  for (let i = 0; i < clean.length; i++) out[i % area]! += (restored[i]! - clean[i]!) / channels;
  return out;
}

function meanSquare(a: Float32Array, b: Float32Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i]! - b[i]!) ** 2;
  return total / a.length;
}

/** Functions for the page. */
export const restoreApi = {
  restoreLook: look,
  itemParts: async (): Promise<readonly PartSummary[]> => (await import("./restore-data.ts")).partsHere(),
  itemStretch: async (request: StretchRequest): Promise<Stretch> =>
    (await import("./restore-data.ts")).stretch(request),
  rowForm: async (): Promise<readonly FormColumn[]> => (await import("./restore-rows.ts")).formColumns(),
  rowCells: async (part: PartName, index: number): Promise<RowCells> => {
    const { oneOf } = await import("./restore-data.ts");
    return (await import("./restore-rows.ts")).cellsOf(oneOf(part, index), 0);
  },
  fillGaps: async (cells: RowCells, seed: number): Promise<readonly FilledGap[]> =>
    (await import("./restore-rows.ts")).fillGaps(cells, seed),
};
