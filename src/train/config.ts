// How a model is trained, as plain JSON.

import { z } from "zod";
import { optimiserSchema, scheduleSchema } from "../optim/index.ts";
import { encoderStepsSchema } from "./encoder-phase.ts";

const corruption = z.string();

/** Schema of the training choices. */
export const trainSchema = z.strictObject({
  /** Passes over the training items. */
  epochs: z.int().positive(),
  /** Items per step. */
  batch: z.int().positive(),
  optimiser: optimiserSchema,
  /** Learning-rate schedule, time in epochs. Default constant. */
  schedule: scheduleSchema.optional(),
  /** Limit on the global gradient norm; null turns clipping off. */
  clip: z.number().positive().nullable(),
  /** Decay of an exponential moving average of the weights, which is then what is evaluated and saved. Default none. */
  ema: z.number().gt(0).lt(1).optional(),
  /** Updates of the encoder alone, as long as the latents learn to tell items apart (He et al. 2019). Default none. */
  encoderSteps: encoderStepsSchema.optional(),
  /** Stop after this many epochs without a better validation loss; null trains all epochs. The best weights are kept. */
  patience: z.int().positive().nullable(),
  /** Key of initial weights, order, noise; private runs take order and noise from a secret key instead. */
  seed: z.int().min(0),
  /** Share of the training items held out for validation, when the data has no validation part. */
  validation: z.number().min(0).lt(1),
  /** How grey pictures become binary: none, threshold, dynamic (anew each step), fixed. */
  binarise: z.enum(["none", "threshold", "dynamic", "fixed"]),
  /** Noise on what the model sees, e.g. gaussian:0.3; it is scored on the clean item. Default none. */
  corrupt: corruption.optional(),
  /** Tables: mean share of cells hidden from the encoder, so that it learns to read rows with gaps. Default none. */
  hide: z.number().min(0).max(0.5).optional(),
  /**
   * Differentially private training: what the weights reveal of any one row is bounded by (epsilon, delta) after all epochs.
   * All epochs are trained and the last weights kept: `patience` and `clip` have no effect. Default none.
   */
  private: z
    .strictObject({
      /** Budget of the whole run. */
      epsilon: z.number().positive(),
      /** Probability with which the bound may fail; default the largest power of ten below 1 / rows, at most 1e-5. */
      delta: z.number().gt(0).lt(1).optional(),
      /** Largest norm of a row's gradient; default 1. */
      clip: z.number().positive().optional(),
    })
    .optional(),
});

/** Training choices. */
export type TrainConfig = z.infer<typeof trainSchema>;
