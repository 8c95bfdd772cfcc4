// Grey pictures made black and white, four ways. A pixel's value is read as the probability of a 1.

import { type Filler, Generator } from "../array/index.ts";
import { ConfigError, didYouMean } from "../errors.ts";

/** The ways to binarise, by name. */
export const BINARISE_MODES = ["none", "threshold", "dynamic", "fixed"] as const;

/**
 * `threshold`: 1 from 0.5 on; `dynamic`: drawn anew at every step (Salakhutdinov & Murray 2008); `fixed`: drawn once per
 * item (Larochelle & Murray 2011).
 */
export type BinariseMode = (typeof BINARISE_MODES)[number];

/** The mode in which items are scored: drawn anew each time means nothing there, one fixed draw keeps scores the same. */
export function scoringMode(mode: BinariseMode): BinariseMode {
  return mode === "dynamic" ? "fixed" : mode;
}

/** @throws ConfigError naming the known modes */
export function parseBinarise(text: string): BinariseMode {
  const mode = BINARISE_MODES.find((candidate) => candidate === text);
  if (mode !== undefined) return mode;
  throw new ConfigError(`binarise: mode must be known, got "${text}"${didYouMean(text, BINARISE_MODES)}`);
}

/** What a draw depends on. */
export interface BinariseKey {
  readonly seed: number;
  /** Number of the step over all epochs; used by `dynamic`. */
  readonly step: number;
  /** Position of each item in its data set; used by `fixed`, which so does not depend on the order of batches. */
  readonly indices: ArrayLike<number>;
  /** Where `dynamic` has its numbers from; default a generator of seed and step. */
  readonly generator?: Filler;
}

/**
 * Binarises a batch in place, [n, event] with n = key.indices.length and values in [0, 1].
 * `scratch` holds the uniform numbers and must be as long as `values`.
 */
export function binarise(values: Float32Array, mode: BinariseMode, key: BinariseKey, scratch: Float32Array): void {
  switch (mode) {
    case "none":
      return;
    case "threshold":
      for (let i = 0; i < values.length; i++) values[i] = Number(values[i]! >= 0.5);
      return;
    case "dynamic":
      (key.generator ?? new Generator(key.seed, "binarise", key.step)).fillUniform(scratch);
      break;
    case "fixed": {
      const width = values.length / key.indices.length;
      for (let row = 0; row < key.indices.length; row++) {
        const draws = scratch.subarray(row * width, (row + 1) * width);
        new Generator(key.seed, "binarise-item", key.indices[row]!).fillUniform(draws);
      }
    }
  }
  // Without a branch: on random numbers a mispredicted one costs more than the rest of the loop.
  for (let i = 0; i < values.length; i++) values[i] = Number(scratch[i]! < values[i]!);
}
