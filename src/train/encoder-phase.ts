// Aggressive training of the encoder (He et al. 2019, lagging inference networks): while the latents still learn to tell
// items apart, the encoder is updated alone, on batches drawn at random, before each update of the decoder.

import { z } from "zod";
import { Generator } from "../array/index.ts";

/** Schema of the choices of such a phase. */
export const encoderStepsSchema = z.strictObject({
  /** Updates of the encoder alone before each other one, at most; default 100. */
  most: z.int().positive().optional(),
  /** They end where the loss of this many batches is no lower than that of as many before; default 10. */
  window: z.int().positive().optional(),
  /** Epochs that the phase lasts at most; it ends before that where an epoch's mutual information does not rise. Default all. */
  epochs: z.int().positive().optional(),
});

/** Choices of such a phase. */
export type EncoderSteps = z.infer<typeof encoderStepsSchema>;

/** Where the phase stands. */
export interface EncoderProgress {
  /** Updates of the encoder so far, in the phase and after it. */
  updates: number;
  /** Largest mutual information of an epoch. */
  best: number;
  over: boolean;
}

/** A phase that has not begun. */
export const freshEncoderProgress = (): EncoderProgress => ({ updates: 0, best: 0, over: false });

/** Calls `update` until the losses that it gives no longer fall, at most `most` times. */
export async function untilNoBetter(
  { most = 100, window = 10 }: EncoderSteps,
  update: () => Promise<number>,
): Promise<void> {
  let [before, sum] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 1; i <= most; i++) {
    sum += await update();
    if (i % window !== 0) continue;
    // Not a number is no better either.
    if (!(sum < before)) return;
    [before, sum] = [sum, 0];
  }
}

/** Which of `count` batches the encoder's next update takes. */
export function encoderBatch(seed: number, { updates }: EncoderProgress, count: number): number {
  return new Generator(seed, "encoder", updates).integer(count);
}

/** Goes on after `epoch` (from 1), whose mean mutual information was `information` nats. */
export function afterEpoch(
  progress: EncoderProgress,
  { epochs }: EncoderSteps,
  epoch: number,
  information: number,
): void {
  progress.over ||= !(information > progress.best) || (epochs !== undefined && epoch >= epochs);
  progress.best = Math.max(progress.best, information);
}
