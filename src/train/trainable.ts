// What the training loop asks of a model, so that anything with a loss of items can be trained by it.

import type { Model, ModelConfig } from "../models/index.ts";

/** A model, or anything else that has a loss of items of one shape. */
export interface Trainable extends Pick<Model, "item" | "scheduled" | "objective"> {
  /** The choices that decide how it is fed, and whether it can be trained privately; default none. */
  readonly config?: Partial<ModelConfig>;
  /** Width of the condition; default 0. */
  readonly conditionWidth?: number;
}
