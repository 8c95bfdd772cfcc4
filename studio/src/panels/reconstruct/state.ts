// What is looked at and how it is damaged: what a link keeps comes from the address, the drawing stays while the page is open.

import { computed, signal } from "@preact/signals";
import { latest } from "../../state/latest.ts";
import { messageOf } from "../../state/problems.ts";
import { seed } from "../../state/seed.ts";
import { model } from "../../state/session.ts";
import { field, numberField, setFields } from "../../state/view.ts";
import { worker } from "../../state/worker.ts";
import type { FormColumn, Look, LookRequest, PartName, PartSummary, RowCells, Stretch } from "../../worker/restore.ts";
import { formatHidden, parseHidden } from "./hidden.ts";
import { blank, centred, type Sheet } from "./ink.ts";

/** Size of the model's pictures; undefined for other models. */
export const pictureSize = computed(() => {
  const shown = model.value;
  if (shown?.kind !== "image") return undefined;
  const [channels, height, width] = shown.shape as [number, number, number];
  return { channels, height, width };
});

/** Parts of data that fit the model. */
export const parts = signal<readonly PartSummary[] | undefined>(undefined);
/** Items around the chosen one. */
export const stretch = signal<Stretch | undefined>(undefined);
/** Columns of a model of rows. */
export const columns = signal<readonly FormColumn[]>([]);
/** The row as it is in the form. */
export const cells = signal<RowCells | undefined>(undefined);
/** The last look, and why there is none. */
export const look = signal<Look | undefined>(undefined);
/** Why the last look failed. */
export const lookProblem = signal<string | undefined>(undefined);

/** The drawing; `strokes` changes with every change of its ink. */
export const sheet = signal<Sheet | undefined>(undefined);
/** Counts changes of the drawing. */
export const strokes = signal(0);
/** Whether drawings are framed as MNIST's digits. */
export const centring = computed(() => field("centre") !== "no");

/** The part that items are taken from. */
export const part = computed(() => {
  const known = parts.value ?? [];
  return known.find((one) => one.part === field("part")) ?? known[0];
});
/** Number of the item. */
export const index = computed(() =>
  numberField("item", 0, { low: 0, high: Math.max(0, (part.value?.count ?? 1) - 1) }),
);
/** Label that items are chosen by. */
export const onlyLabel = computed(() => (field("only") === undefined ? undefined : numberField("only", 0)));
/** Whether the item is drawn by hand. */
export const drawing = computed(
  () => pictureSize.value !== undefined && (field("from") === "draw" || parts.value?.length === 0),
);

/** Chosen noise, for example gaussian:0.3. */
export const noise = computed(() =>
  /^(gaussian|salt|mask):[\d.]+$/.test(field("noise") ?? "") ? field("noise") : undefined,
);
/** Passes over hidden values. */
export const passes = computed(() => Math.floor(numberField("passes", 1, { low: 1, high: 50 })));
/** Hidden pixels while they are painted; the address has them afterwards. */
const painted = signal<Uint8Array | undefined>(undefined);
/** Hidden pixels [height * width]; empty for other items than pictures. */
export const hidden = computed((): Uint8Array => {
  const size = pictureSize.value;
  if (size === undefined) return new Uint8Array(0);
  const { width, height } = size;
  return painted.value?.length === width * height ? painted.value : parseHidden(field("hide"), width, height);
});

/** Shows pixels as hidden while they are painted. */
export function paint(bits: Uint8Array): void {
  painted.value = bits;
}

/** Hides these pixels. */
export function hide(bits: Uint8Array): void {
  painted.value = undefined;
  setFields({ hide: formatHidden(bits, pictureSize.value?.width ?? 1) });
}

/** Values of the condition that were chosen. */
export const condition = computed(() => {
  const chosen = (model.value?.conditions ?? []).flatMap(({ name, levels }) => {
    const value = field(`as.${name}`);
    return value !== undefined && levels.includes(value) ? [[name, value] as const] : [];
  });
  return Object.fromEntries(chosen);
});

/** A sheet for the model's pictures, if there is none of that size. */
export function sheetFor(paper: number): void {
  const size = pictureSize.value;
  if (size === undefined) return;
  const { width, height, channels } = size;
  const now = sheet.value;
  if (now?.width === width && now.height === height && now.channels === channels) return;
  sheet.value = blank(width, height, channels, paper);
}

/** What the worker is asked for; undefined where nothing can be. */
export const request = computed((): LookRequest | undefined => {
  const damage = {
    noise: model.value?.kind === "table" ? undefined : noise.value,
    passes: passes.value,
    seed: seed.value,
    ...(hidden.value.includes(1) && { hidden: hidden.value }),
  };
  const rest = { damage, condition: condition.value };
  if (drawing.value) {
    const now = sheet.value;
    if (strokes.value < 0 || now === undefined) return undefined;
    const ink = centring.value && now.channels === 1 ? centred(now) : now.ink;
    return { ...rest, subject: { kind: "drawing", pixels: Uint8ClampedArray.from(ink, (value) => 255 * value) } };
  }
  if (part.value === undefined) return undefined;
  if (columns.value.length > 0) return cells.value && { ...rest, subject: { kind: "cells", cells: cells.value } };
  return { ...rest, subject: { kind: "item", part: part.value.part, index: index.value } };
});

/** Asks for a look at what is wanted now. */
export const ask = latest(
  (wanted: LookRequest) => worker.restoreLook(wanted),
  (found) => {
    look.value = found;
    lookProblem.value = undefined;
  },
  (error) => {
    lookProblem.value = messageOf(error);
  },
);

/** Items that fit beside each other. */
const shownItems = () => Math.max(6, Math.min(30, Math.floor((innerWidth - 160) / 44)));

/** Asks for the items around the chosen one. */
export const askStretch = latest(
  async (wanted: {
    readonly part: PartName;
    readonly index?: number;
    readonly place?: number;
    readonly label: number | undefined;
  }) => ({ found: await worker.itemStretch({ ...wanted, count: shownItems() }), wanted }),
  ({ found, wanted }) => {
    stretch.value = found;
    const at = found.indices[found.place - found.start];
    if (at !== undefined && (wanted.place !== undefined || at !== wanted.index)) choose(at);
  },
  (error) => {
    lookProblem.value = messageOf(error);
  },
);

/** Asks for the cells of the chosen row. */
export const askCells = latest(
  (wanted: { readonly part: PartName; readonly index: number }) => worker.rowCells(wanted.part, wanted.index),
  (found) => {
    cells.value = found;
  },
  (error) => {
    lookProblem.value = messageOf(error);
  },
);

/** Chooses an item. */
export function choose(item: number): void {
  setFields({ item: item === 0 ? undefined : String(item) });
}
