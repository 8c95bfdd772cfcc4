// A sampler fitted after the training, added to a finished run without training again.

import { ConfigError, internalError } from "../../errors.ts";
import type { Runtime } from "../../runtime/index.ts";
import { parseConfig } from "../config.ts";
import { encodeRunFile, encodeWeights, type RunFile, type RunStore, sha256, type TrainedModel } from "../run.ts";
import { checkSampler } from "./check.ts";
import { type FittedSampler, fitSampler, type SamplerParts } from "./fit.ts";
import { SAMPLER_PREFIX, type SamplerSpec } from "./index.ts";

const WEIGHTS = "model.safetensors";

/** Whether a sampler can be fitted to a finished model. @throws ConfigError for a kind that does not fit it, and for a private model */
export function checkAddable({ config, model }: TrainedModel, spec: SamplerSpec): void {
  if (config.train.private !== undefined && spec.kind !== "prior") {
    throw new ConfigError(
      `sampler.kind: a privately trained model keeps its prior, since ${spec.kind} would be fitted to training items without noise; use prior`,
    );
  }
  checkSampler(spec, config.model, model.item);
}

/**
 * Fits a sampler and saves it in the run's folder, in place of the one that was there; `prior` takes that away and needs no `parts`.
 * A crash at any moment leaves a model that loads: until the tensors of the new sampler are there, config.json names the prior.
 * @throws ConfigError for a kind that does not fit the model, and for a private model
 */
export async function addSampler(
  runtime: Runtime,
  trained: TrainedModel,
  parts: SamplerParts | undefined,
  spec: SamplerSpec,
  store: RunStore,
): Promise<TrainedModel> {
  checkAddable(trained, spec);
  if (parts === undefined && spec.kind !== "prior") throw internalError("a sampler is fitted to data");
  const config = parseConfig({ ...trained.config, sampler: spec });
  const { choice, weights: fitted }: FittedSampler = parts
    ? await fitSampler(runtime, trained, parts, spec)
    : { choice: { kind: "prior" }, weights: {} };
  const kept = Object.entries(trained.weights).filter(([name]) => !name.startsWith(SAMPLER_PREFIX));
  const weights = { ...Object.fromEntries(kept), ...fitted };
  const { [WEIGHTS]: _old, ...hashes } = trained.file.hashes ?? {};
  const { sampler: _told, ...told } = trained.file.results ?? {};
  const between: RunFile = {
    ...trained.file,
    config: { ...trained.config, sampler: { kind: "prior" } },
    hashes,
    results: told,
  };
  await store.write("config.json", encodeRunFile(between));
  const bytes = encodeWeights(weights);
  await store.write(WEIGHTS, bytes);
  const file: RunFile = {
    ...trained.file,
    config,
    hashes: { ...hashes, [WEIGHTS]: await sha256(bytes) },
    results: { ...told, sampler: choice },
  };
  await store.write("config.json", encodeRunFile(file));
  return { ...trained, file, config, weights };
}
