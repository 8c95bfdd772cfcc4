// The latent in hand: from under the pointer, an item, the sliders, a mean, a path. It is decoded at once, the newest first.

import { batch, signal } from "@preact/signals";
import { latest } from "../../state/latest.ts";
import { field, setFields } from "../../state/view.ts";
import { worker } from "../../state/worker.ts";
import type { DecodeWish } from "../../worker/latent-decode.ts";
import type { Condition, Decoded, LatentItem } from "../../worker/latent-types.ts";
import { facts, grid, map, placesDecode } from "./state.ts";

/** Where the latent in hand came from. */
export type Source =
  | { readonly kind: "centre" | "place" | "sliders" | "address" }
  | { readonly kind: "item"; readonly index: number }
  | { readonly kind: "mean"; readonly of: "selection" | "A" | "B" }
  | { readonly kind: "attribute"; readonly strength: number }
  | { readonly kind: "path"; readonly share: number };

/** The numbers in hand. */
export const latent = signal<Float32Array | undefined>(undefined);
/** What the model makes of them. */
export const decoded = signal<Decoded | undefined>(undefined);
/** Where they came from. */
export const source = signal<Source>({ kind: "centre" });
/** The item that they came from, or the nearest on the map. */
export const companion = signal<LatentItem | undefined>(undefined);
/** The item last taken. */
export const picked = signal<number | undefined>(undefined);
/** What a conditional model is to make. */
export const condition = signal<Condition>({});

interface Ask {
  readonly wish: DecodeWish;
  readonly from: Source;
}

const ask = latest(
  async ({ wish, from }: Ask) => ({ wish, from, found: await worker.latentDecode(wish, condition.value) }),
  ({ wish, from, found }) =>
    batch(() => {
      decoded.value = found;
      // A slider that is being dragged is ahead of what comes back.
      if (!("z" in wish) || facts.value?.space === "sphere" || facts.value?.space === "ball") latent.value = found.z;
      beside(from, found);
      remember();
    }),
);

/** Takes a latent in hand. */
export function take(wish: DecodeWish, from: Source): void {
  batch(() => {
    source.value = from;
    if ("z" in wish) latent.value = wish.z;
  });
  ask({ wish, from });
}

/** Takes the latent of a place of the map; where places mean nothing, that of the nearest item. */
export function takePlace(x: number, y: number): void {
  const index = placesDecode.value ? -1 : grid.value.nearest(x, y);
  if (placesDecode.value) take({ place: [x, y] }, { kind: "place" });
  else if (index >= 0) takeItem(index);
}

/** Takes the latent of an item, with the item's condition. */
export function takeItem(index: number): void {
  picked.value = index;
  take({ index }, { kind: "item", index });
}

/** Decodes the same latent with the present weights and condition. */
export function again(): void {
  if (latent.value) ask({ wish: { z: latent.value }, from: source.value });
}

/** What a walk begins with: the prior's mean; where that is not known or is none, the mean of the codes, or some latent. */
export function centreOf(): { readonly z: Float32Array; readonly name: "prior" | "codes" | "start" } {
  const { centre, standardNormal, space } = facts.value!;
  if (standardNormal || space === "ball") return { z: centre, name: "prior" };
  const mean = map.value?.spread.mean;
  if (space !== "real" && space !== "sparse") return { z: centre, name: "start" };
  return mean ? { z: mean, name: "codes" } : { z: centre, name: "start" };
}

/** Begins at the address's latent, else in the middle. */
export function begin(): void {
  const centre = centreOf().z;
  const written = field("at")?.split(",").map(Number) ?? [];
  const known = written.length === centre.length && written.every(Number.isFinite);
  take({ z: known ? Float32Array.from(written) : centre }, { kind: known ? "address" : "centre" });
}

const lookUp = latest(
  async (index: number) => worker.latentItem(index),
  (item) => {
    companion.value = item;
    if (source.value.kind === "item" && source.value.index === item.index && item.condition) {
      const changed = JSON.stringify(condition.value) !== JSON.stringify(item.condition);
      condition.value = item.condition;
      if (changed) again();
    }
  },
  () => {
    companion.value = undefined;
  },
);

function beside(from: Source, { nearest }: Decoded): void {
  if (nearest === undefined) companion.value = undefined;
  else if (companion.value?.index !== nearest || from.kind === "item") lookUp(nearest);
}

let timer: number | undefined;
const MOST_WRITTEN = 8;

// The address keeps up with short latents, a little later.
function remember(): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => {
    const z = latent.value;
    const plain = z === undefined || z.length > MOST_WRITTEN || source.value.kind === "centre";
    setFields({ at: plain ? undefined : Array.from(z, (v) => Number(v.toPrecision(4))).join(",") });
  }, 400);
}
