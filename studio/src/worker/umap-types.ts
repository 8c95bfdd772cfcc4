// What the worker of UMAP is sent and what it says.

import type { UmapFrame } from "./latent-types.ts";

/** Latents to lay out. */
export interface UmapTask {
  /** [count, width]. */
  readonly codes: Float32Array;
  readonly width: number;
  /** Places to start from [count, 2]. */
  readonly start: Float32Array;
  /** Most items that are laid out by UMAP itself. */
  readonly fitted: number;
  /** Milliseconds that placing the others may take. */
  readonly patience: number;
}

/** What it says; after `done` nothing more. */
export interface UmapMessage {
  readonly frame: UmapFrame;
  readonly done: boolean;
}
