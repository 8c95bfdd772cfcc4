// The end of a training: weights, ONNX graphs and final numbers into the run's folder, config.json with hashes last.

import type { Dataset } from "../data/index.ts";
import type { Model } from "../models/index.ts";
import type { Runtime } from "../runtime/index.ts";
import type { Progress, Weights } from "../train/index.ts";
import { evaluateModel } from "./evaluate.ts";
import { exportOnnx } from "./export.ts";
import type { Privacy } from "./private.ts";
import { encodeRunFile, encodeWeights, type RunFile, type RunStore, sha256, type TrainedModel } from "./run.ts";
import { fitSampler } from "./samplers/fit.ts";
import { trainingScores } from "./tables/training-scores.ts";

/** What a finished training leaves to be saved. */
export interface Finished {
  readonly runtime: Runtime;
  readonly store: RunStore;
  readonly file: RunFile;
  readonly model: Model;
  readonly weights: Weights;
  readonly parts: { readonly train: Dataset; readonly validation?: Dataset; readonly test?: Dataset };
  readonly bestEpoch: number;
  readonly seconds: number;
  readonly progress: Progress;
  readonly privacy?: Privacy | undefined;
}

/** Saves the model and returns it. Until config.json is replaced, the run counts as unfinished and can be resumed. */
export async function finishRun({
  runtime,
  store,
  file,
  model,
  weights,
  parts,
  bestEpoch,
  seconds,
  progress,
  privacy,
}: Finished): Promise<TrainedModel> {
  const bare: TrainedModel = { name: store.name, file, config: file.config, schema: file.schema, model, weights };
  const sampler = await fitSampler(runtime, bare, parts);
  // Scores of training rows carry no noise: a private run keeps none.
  const usual = file.config.train.private ? {} : await trainingScores(runtime, bare, parts.train);
  const trained: TrainedModel = { ...bare, weights: { ...weights, ...sampler.weights, ...usual } };
  const part = parts.test ? "test" : parts.validation ? "validation" : "train";
  const evaluation = await evaluateModel(runtime, trained, parts[part]!);
  const files: Record<string, Uint8Array> = {
    "model.safetensors": encodeWeights(trained.weights),
    ...exportOnnx(trained),
  };
  const hashes: Record<string, string> = {};
  for (const [path, bytes] of Object.entries(files)) {
    await store.write(path, bytes);
    hashes[path] = await sha256(bytes);
  }
  const results = {
    part,
    ...evaluation,
    ...(file.config.sampler ? { sampler: sampler.choice } : {}),
    epochs: progress.epoch,
    steps: progress.step,
    bestEpoch,
    divergences: progress.divergences,
    ...(privacy ? { privacy } : {}),
    seconds,
  };
  const finished: RunFile = { ...file, status: "finished", hashes, results };
  await store.write("config.json", encodeRunFile(finished));
  return { ...trained, file: finished };
}
