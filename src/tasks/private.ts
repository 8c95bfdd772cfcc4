// Private training as a task: its secret key, kept beside the checkpoint until the last step and no longer, and what is
// published of the budget.

import { drawKey, KEY_BYTES } from "../array/index.ts";
import { ConfigError, DataError } from "../errors.ts";
import type { Model } from "../models/index.ts";
import {
  type LoopResult,
  type PrivacyPlan,
  privacyPlan,
  type Snapshot,
  type TrainConfig,
  traceStep,
} from "../train/index.ts";
import type { RunFile, RunStore } from "./run.ts";

/** Path of the key within a run that is not finished. */
export const KEY = "checkpoint/private-key";

/** What a finished private run says of its privacy, under `results.privacy` of config.json. */
export interface Privacy {
  /** What all steps cost, at `delta`; rows are what is protected. */
  readonly epsilon: number;
  readonly delta: number;
  /** Largest norm of a row's gradient. */
  readonly clip: number;
  /** Standard deviation of the noise in units of `clip`. */
  readonly noiseMultiplier: number;
  /** Probability with which a row took part in a step. */
  readonly sampleRate: number;
  readonly steps: number;
}

/** The plan of a private run whose model allows it, before anything is written. @throws ConfigError naming the field */
export function checkPrivate(model: Model, config: TrainConfig, rows: number): PrivacyPlan | undefined {
  const plan = privacyPlan(config, rows);
  if (plan) traceStep(model, config, plan);
  return plan;
}

/**
 * The key of a private run, undefined for others: drawn (or `given`) and saved for a new run, read for a resumed one. One whose
 * last step is done needs none. @throws DataError when a key is missing or damaged
 */
export async function keyOfRun(
  store: RunStore,
  { private: budget }: TrainConfig,
  { resume, snapshot, given }: { resume: boolean; snapshot?: Snapshot | undefined; given?: Uint8Array | undefined },
): Promise<Uint8Array | undefined> {
  if (budget === undefined) {
    if (given === undefined) return undefined;
    throw new ConfigError("train: a private key is for private training, got one without train.private; leave it out");
  }
  if (!resume) {
    const key = given ?? drawKey();
    if (key.length !== KEY_BYTES) {
      throw new ConfigError(`train: a private key must have ${KEY_BYTES} bytes, got ${key.length}; leave it out`);
    }
    await store.write(KEY, key);
    return key;
  }
  if (snapshot?.progress.finished) return undefined;
  const key = await store.read(KEY);
  if (key?.length === KEY_BYTES) return key;
  throw new DataError(
    `${store.name}/${KEY}: a private run is resumed with the key it began with, got ${key === undefined ? "none" : `${key.length} bytes`}; restore it, or train again`,
  );
}

/** Forgets the key; a store that cannot remove files is left with an empty one. */
export async function forgetKey(store: RunStore): Promise<void> {
  if (store.remove) await store.remove(KEY);
  else if (await store.read(KEY)) await store.write(KEY, new Uint8Array(0));
}

/** What to publish of a private run; undefined for others. */
export function privacyOf({ privacy, progress }: LoopResult): Privacy | undefined {
  if (privacy === undefined) return undefined;
  const { spent, delta, clip, noiseMultiplier, sampleRate } = privacy;
  return { epsilon: spent, delta, clip, noiseMultiplier, sampleRate, steps: progress.step };
}

/** What a saved run says of its privacy; undefined for runs that were not private. */
export function privacyIn({ results }: RunFile): Privacy | undefined {
  return results?.privacy as Privacy | undefined;
}
