// What the panel knows: the latents of the model, the map of items, the choices kept in the address.

import { computed, signal } from "@preact/signals";
import { busy, model } from "../../state/session.ts";
import { field, numberField } from "../../state/view.ts";
import { text } from "../../text/index.ts";
import type { LatentFacts, LatentMap, PartName, PlaneKind, UmapFrame } from "../../worker/latent-types.ts";
import { PointGrid } from "./map/point-grid.ts";

/** The latents of the model at work. */
export const facts = signal<LatentFacts | undefined>(undefined);
/** Items in the plane. */
export const map = signal<LatentMap | undefined>(undefined);
/** Share of a large map done. */
export const mapping = signal<number | undefined>(undefined);
/** UMAP of a map, or on its way to it. */
export const umap = signal<
  | {
      readonly key: string;
      readonly frame: UmapFrame;
      readonly points?: Float32Array | undefined;
      readonly done: boolean;
    }
  | undefined
>(undefined);

/** What dragging and clicking do. */
export type Mode = "explore" | "pan" | "select" | "path";
/** What dragging and clicking do. */
export const mode = signal<Mode>("explore");

/** A label that alone is shown. */
export const isolated = signal<number | undefined>(undefined);
/** The point under the pointer or the keyboard's. */
export const hovered = signal<number | undefined>(undefined);
/** Selected points. */
export const selection = signal<Uint32Array>(new Uint32Array(0));

/** Kinds of maps. */
export type Layout = "dimensions" | "pca" | "umap";

/** The kind of map asked for: latents of two dimensions are their own map. */
export const layout = computed<Layout>(() => {
  const width = facts.value?.width ?? 2;
  const asked = field("map");
  if (asked === "umap") return "umap";
  return width <= 2 || asked === "z" ? "dimensions" : "pca";
});

/** The plane that the worker maps to; UMAP begins with the principal one. */
export const plane = computed<PlaneKind>(() => {
  const width = facts.value?.width ?? 2;
  const high = width - 1;
  if (layout.value !== "dimensions") return { kind: "pca" };
  return {
    kind: "dimensions",
    x: numberField("x", 0, { low: 0, high }),
    y: numberField("y", Math.min(1, high), { low: 0, high }),
  };
});

/** Whether the weights are changing. What is said of the model may arrive late, the end of the training does not. */
export const isTraining = computed(() => busy.value && model.value?.status === "training");

/** The part shown: while training held-out items, afterwards those of training. */
export const part = computed<PartName>(() => {
  const parts = facts.value?.parts ?? {};
  const asked = field("part") as PartName | undefined;
  if (asked !== undefined && asked in parts) return asked;
  const order = isTraining.value ? ["validation", "test", "train"] : ["train"];
  return (order as PartName[]).find((name) => name in parts) ?? "train";
});

/** What colours stand for: labels, scores, or a dimension of the latents. */
export type Colouring =
  | { readonly kind: "label" }
  | { readonly kind: "score" }
  | { readonly kind: "dimension"; readonly d: number };

/** What colours stand for. */
export const colouring = computed<Colouring>(() => {
  const asked = field("colour");
  const d = /^z(\d+)$/.exec(asked ?? "")?.[1];
  if (d !== undefined) return { kind: "dimension", d: Math.min(Number(d), (facts.value?.width ?? 1) - 1) };
  if (asked === "score") return { kind: "score" };
  return map.value && !map.value.labels ? { kind: "dimension", d: 0 } : { kind: "label" };
});

const hasUmap = computed(
  () => layout.value === "umap" && umap.value?.points !== undefined && umap.value.key === umapKey(),
);

/** Name of the map and the weights that a UMAP is of. */
export const umapKey = (): string => `${map.value?.key} ${map.value?.revision}`;

/** Places of the items as they are shown [count, 2]; NaN for those that have none. */
export const points = computed<Float32Array>(() =>
  hasUmap.value ? umap.value!.points! : (map.value?.points ?? new Float32Array(0)),
);

/** Whether places of the map stand for latents of their own, or only items do. */
export const placesDecode = computed(
  () =>
    !hasUmap.value && layout.value !== "umap" && facts.value?.space !== "binary" && facts.value?.space !== "one-hot",
);

/** Whether a point is shown. */
export const isShown = (index: number): boolean =>
  isolated.value === undefined || (map.value?.labels?.[index] ?? -1) === isolated.value;

/** The points that are shown, by place. */
export const grid = computed(() => {
  void isolated.value;
  return new PointGrid(points.value, isShown);
});

/** A latent's number: three digits, and nothing finer than a thousandth. */
export const shortNumber = (value: number): string => text.value.common.number(Math.round(value * 1000) / 1000, 3);

/** Name of a label. */
export const labelName = (label: number): string => model.value?.labels[label] ?? String(label);
