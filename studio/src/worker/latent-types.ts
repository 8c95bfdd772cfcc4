// What the latent panel and its worker say to each other.

import type { Items } from "./api.ts";

/** Parts of a data set. */
export type PartName = "train" | "validation" | "test";

/** How latents are laid out in a plane: two of their dimensions, or their principal plane. */
export type PlaneKind =
  | { readonly kind: "dimensions"; readonly x: number; readonly y: number }
  | { readonly kind: "pca" };

/** What is asked for. */
export interface MapRequest {
  readonly part: PartName;
  /** Most items, spread evenly over the part. */
  readonly count: number;
  readonly plane: PlaneKind;
}

/** Where latents live; `codes` are those of a quantiser. */
export type SpaceKind = "real" | "sphere" | "ball" | "binary" | "one-hot" | "sparse" | "codes";

/** The latents of the model at work. */
export interface LatentFacts {
  readonly space: SpaceKind;
  /** Numbers of a latent; of a hierarchy those of its top layer. */
  readonly width: number;
  /** One-hot latents: classes of each variable. */
  readonly classes?: number;
  /** Radius of the sphere or the ball. */
  readonly radius?: number;
  /** Whether the prior is N(0, I). */
  readonly standardNormal: boolean;
  /** Of a hierarchy: names of its layers from the top. */
  readonly layers?: readonly string[];
  /** The prior's mean, where there is one: where walks begin. */
  readonly centre: Float32Array;
  readonly parts: Readonly<Partial<Record<PartName, number>>>;
}

/** What the dimensions of the mapped latents do. */
export interface Spread {
  /** The range that nearly all items lie in. */
  readonly low: Float32Array;
  readonly high: Float32Array;
  readonly mean: Float32Array;
  /** What each carries: KL from N(0, I) in nats where posterior and prior are normal, otherwise the variance of the means. */
  readonly carries: Float32Array;
  readonly measure: "kl" | "variance";
}

/** Items of a part in a plane. */
export interface LatentMap {
  /** The same as long as point i is the same item. */
  readonly key: string;
  readonly revision: number;
  readonly part: PartName;
  readonly plane: PlaneKind;
  readonly count: number;
  /** Items of the part. */
  readonly of: number;
  /** [count, 2]. */
  readonly points: Float32Array;
  readonly labels?: Int32Array;
  /** PCA: share of the variance along each axis. */
  readonly explained?: readonly [number, number];
  readonly spread: Spread;
}

/** An item of the map. */
export interface LatentItem {
  readonly index: number;
  readonly items: Items;
  readonly z: Float32Array;
  readonly label?: number;
  /** Conditional models: its own condition. */
  readonly condition?: Condition;
}

/** Values of attributes by name, for models that are conditioned. */
export type Condition = Readonly<Record<string, string>>;

/** A latent decoded. */
export interface Decoded {
  readonly items: Items;
  readonly z: Float32Array;
  /** Where it lies in the plane. */
  readonly place: readonly [number, number];
  /** The item of the map whose latent is nearest, or the one it was taken of. */
  readonly nearest?: number;
}

/** A way from point to point decoded. */
export interface DecodedPath {
  readonly items: Items;
  /** [count, width]. */
  readonly latents: Float32Array;
  /** [count, 2]. */
  readonly places: Float32Array;
}

/** A stretch of the plane as a grid. */
export interface GridRequest {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
}

/** A grid decoded, rows from the top. */
export interface DecodedGrid {
  readonly grid: GridRequest;
  readonly items: Items;
  /** 1 for places where no latents are. */
  readonly outside: Uint8Array;
}

/** How often each code is used. */
export interface CodeUsage {
  /** Items counted. */
  readonly items: number;
  /** Places of the grid of codes. */
  readonly space: readonly number[];
  /** For each code of a place: how often each class is used. */
  readonly counts: readonly Float64Array[];
  /** exp(entropy) of each. */
  readonly perplexity: readonly number[];
}

/** UMAP on its way. */
export interface UmapFrame {
  readonly stage: "neighbours" | "layout" | "placing";
  /** 0 to 1. */
  readonly share: number;
  /** Items that have a place so far, as indices of the map; absent where they are all items. */
  readonly placed?: Uint32Array;
  /** [placed, 2]. */
  readonly points?: Float32Array;
}
