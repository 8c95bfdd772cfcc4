// What the page is told of choices before training: presets, the network they make, and what it costs.

import type { RunConfig } from "./vaekit.ts";

/** Headings of the list of presets, in their order. */
export const PRESET_GROUPS = [
  "plain",
  "convolutional",
  "disentangle",
  "objectives",
  "collapse",
  "bounds",
  "posteriors",
  "priors",
  "discrete",
  "hierarchical",
  "supervised",
  "autoencoders",
  "table",
  "series",
] as const;

/** A heading of the list of presets. */
export type PresetGroup = (typeof PRESET_GROUPS)[number];

/** A preset that the open data can be trained with. */
export interface PresetChoice {
  readonly name: string;
  readonly summary: string;
  readonly paper: string;
  readonly group: PresetGroup;
}

/** The presets for the open data. */
export interface PresetList {
  readonly presets: readonly PresetChoice[];
  /** Those for this kind of data that its items or labels do not allow, with the library's reason. */
  readonly unfit: readonly { readonly name: string; readonly why: string }[];
}

/** A block of the sketch: a layer that changes shapes, with those that follow it and do not. */
export interface Block {
  /** Kind of the layer; `input` for what the encoder reads. */
  readonly kind: string;
  /** Its numbers, for example `4×4 /2`; empty where its shape says all. */
  readonly detail: string;
  /** Kinds of the layers that follow. */
  readonly after: readonly string[];
  /** Shape that leaves it, [height, width, channels], [length, channels] or [units]. */
  readonly shape: readonly number[];
  readonly parameters: number;
}

/** The middle of the sketch. */
export type LatentSketch =
  | {
      readonly kind: "vector";
      readonly size: number;
      readonly posterior: string | undefined;
      readonly prior: string | undefined;
    }
  | { readonly kind: "layers"; readonly layers: readonly { readonly name: string; readonly size: number }[] }
  | {
      readonly kind: "codes";
      readonly space: readonly number[];
      readonly classes: readonly number[];
      readonly quantiser: string;
    };

/** What choices come to. */
export interface Plan {
  readonly config: RunConfig;
  /** Why the data decided as it did. */
  readonly reasons: readonly string[];
  readonly items: number;
  readonly stepsPerEpoch: number;
  /** Trained values of all. */
  readonly parameters: number;
  readonly encoder: readonly Block[];
  readonly latent: LatentSketch;
  readonly decoder: readonly Block[];
  /** What the decoder ends in, the size of an item. */
  readonly output: readonly number[];
  /** Trained values that belong to no layer, by what they are of. */
  readonly others: Readonly<Record<string, number>>;
  /** Models of this kind side by side; blocks, latents and others are those of one. */
  readonly members: number;
}

/** A plan, or why there is none in the library's words. */
export type Planned = { readonly plan: Plan } | { readonly problem: string };

/** Measured on a few steps that were thrown away. */
export interface Estimate {
  /** Steps that were timed. */
  readonly steps: number;
  readonly secondsPerStep: number;
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  /** Seconds that compiling took. */
  readonly secondsToCompile: number;
  readonly bytes: EstimatedBytes;
}

/** Bytes of a step, part by part. */
export interface EstimatedBytes {
  readonly parameters: number;
  readonly gradients: number;
  readonly optimiser: number;
  readonly batch: number;
  /** All that the forward pass computes of a batch, as the backward pass may need it. */
  readonly activations: number;
}
