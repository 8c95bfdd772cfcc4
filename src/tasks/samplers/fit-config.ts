// How the samplers that are networks are trained: by the same loop as models of items, with settings of their own.

import type { TrainConfig } from "../../train/index.ts";

/** Share of the items that is left out to stop by, where there are no validation items. */
export const HELD_OUT = 0.1;

/** What a training depends on. */
export interface FitConfigOptions {
  /** Items to train on. */
  readonly items: number;
  readonly batch: number;
  readonly rate: number;
  /** Steps where `epochs` is not given, and the most epochs that they may take. */
  readonly steps: number;
  readonly mostEpochs: number;
  readonly epochs?: number | undefined;
  /** Least epochs without a gain before training stops; a fifth of all where that is more. */
  readonly patience: number;
  readonly seed: number;
}

/** Adam with a rate that falls along a cosine, stopped when held-out items no longer gain. */
export function fitConfig(options: FitConfigOptions): TrainConfig {
  const { items, batch, rate, steps, mostEpochs, patience, seed } = options;
  const epochs = options.epochs ?? Math.min(mostEpochs, Math.ceil(steps / Math.ceil(items / batch)));
  return {
    epochs,
    batch,
    optimiser: { kind: "adam", rate },
    schedule: { kind: "cosine", over: epochs, floor: 0.01 },
    clip: 100,
    patience: Math.max(patience, Math.ceil(epochs / 5)),
    seed,
    validation: 0,
    binarise: "none",
  };
}
