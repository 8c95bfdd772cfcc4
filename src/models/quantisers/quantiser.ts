// What every quantiser provides: vectors to discrete codes and back, and what it learns from a batch.

import type { Key, Scope, Tensor } from "../../graph/index.ts";

/** Vectors with their codes. */
export interface Quantised {
  /** Codes of each vector, one a level, as floats [n, levels]. */
  readonly codes: Tensor;
  /**
   * What the codes stand for [n, size]; while training its gradient is that of the vectors themselves (straight-through,
   * Bengio et al. 2013).
   */
  readonly vectors: Tensor;
}

/** What a quantiser may read of a training batch. */
export interface LearnOptions {
  readonly scope: Scope;
  /** Stream of its noise. */
  readonly key: Key;
  /** Share of each vector in the batch [n]; they sum to one. */
  readonly shares: Tensor;
  /** Vectors of one item. */
  readonly positions: number;
}

/** What a quantiser adds to the loss, summed over an item's vectors and averaged over the batch. */
export interface Learnt {
  readonly loss: Tensor;
  /** Values for the log. */
  readonly terms: Readonly<Record<string, Tensor>>;
}

/** A map from vectors to codes. */
export interface Quantiser {
  /** Length of a vector. */
  readonly size: number;
  /** Number of classes of each code of a vector, level by level. */
  readonly classes: readonly number[];
  /** Codes of vectors z [n, size]. */
  quantise(z: Tensor, scope: Scope): Quantised;
  /** Training: losses, and updates of its state, from vectors z [n, size] with codes [n, levels]. */
  learn(z: Tensor, codes: Tensor, options: LearnOptions): Learnt;
  /** What codes [n, levels] stand for [n, size]. */
  vectorsOf(codes: Tensor, scope: Scope): Tensor;
}
