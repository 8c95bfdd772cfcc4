// What a training run remembers between steps, as plain data: enough to go on as if it had never stopped.

import type { HostArray } from "../array/index.ts";
import type { EncoderProgress } from "./encoder-phase.ts";
import type { TrainState } from "./step-program.ts";

/** Scalars of one epoch. `validation` is absent without validation items. */
export interface EpochRecord {
  readonly epoch: number;
  /** Steps done so far. */
  readonly step: number;
  /** Mean of each term over the epoch's items: loss, reconstruction, kl, elbo, bitsPerDim. */
  readonly train: Readonly<Record<string, number>>;
  readonly validation?: ValidationRecord;
  /** Learning rate at the end of the epoch. */
  readonly rate: number;
  /** KL weight at the end of the epoch. */
  readonly beta: number;
  /** Mean of the global gradient norm before clipping. */
  readonly gradientNorm: number;
  /** Share of steps whose gradient was clipped. */
  readonly clipped: number;
  /** Private training: epsilon spent so far, at the run's delta. */
  readonly epsilon?: number;
  /** Seconds of this epoch, validation included; not part of what resuming reproduces. */
  readonly seconds: number;
}

/** What the validation items say. */
export interface ValidationRecord {
  readonly loss: number;
  readonly reconstruction: number;
  readonly kl?: number;
  readonly elbo?: number;
  readonly bitsPerDim?: number;
  /** Latent dimensions whose posterior mean varies by more than 0.01 (Burda et al. 2016). */
  readonly activeUnits?: number;
  readonly klPerDimension?: readonly number[];
  /** Bound of several draws that the model is trained on. */
  readonly bound?: number;
}

/** Position and memory of a run; everything but arrays. */
export interface Progress {
  /** Epoch in progress, from 0. */
  epoch: number;
  /** Next step within the epoch. */
  stepInEpoch: number;
  /** Steps done in all. */
  step: number;
  /** Sums of terms over the items of the epoch so far, and the number of items and steps. */
  sums: Record<string, number>;
  items: number;
  clippedSteps: number;
  /** Factor on the learning rate, halved after each divergence. */
  rateFactor: number;
  divergences: number;
  /** Best validation loss so far and the epoch that reached it. */
  best: { readonly epoch: number; readonly loss: number } | null;
  history: EpochRecord[];
  /** With `encoderSteps`: where their phase stands. */
  encoder?: EncoderProgress;
  finished: boolean;
}

/** A resumable point of a run. */
export interface Snapshot {
  readonly progress: Progress;
  readonly state: TrainState;
  /** Weights of the best epoch (parameters and states), if it is not the present. */
  readonly best: Readonly<Record<string, HostArray>> | null;
}

/** A run that has not begun. */
export function freshProgress(): Progress {
  return {
    epoch: 0,
    stepInEpoch: 0,
    step: 0,
    sums: {},
    items: 0,
    clippedSteps: 0,
    rateFactor: 1,
    divergences: 0,
    best: null,
    history: [],
    finished: false,
  };
}
