// What an objective is: a loss with the terms it is made of.

import type { Tensor } from "../graph/index.ts";

/** A loss with the terms it is made of, all scalars. */
export interface Objective {
  /** What is minimised. */
  readonly loss: Tensor;
  /** Named values for the log. */
  readonly terms: Readonly<Record<string, Tensor>>;
  /** Losses of their own for the parameters whose names begin with one of `prefixes`; the first that fits counts. */
  readonly owners?: readonly LossOwner[];
}

/** Parameters that minimise another loss than the rest. */
export interface LossOwner {
  /** Beginnings of names, for example `opponent.`. */
  readonly prefixes: readonly string[];
  readonly loss: Tensor;
}
