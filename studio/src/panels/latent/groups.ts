// The two groups of items whose means are compared.

import { signal } from "@preact/signals";

/** A group of items, kept by its mean. */
export interface Group {
  readonly count: number;
  readonly mean: Float32Array;
  /** The label of all of them, where they have the same. */
  readonly label?: number;
}

/** The groups that are compared. */
export const groups = signal<{ readonly A?: Group; readonly B?: Group }>({});
