// The model at work: the one that trains, with the weights of its last look, or one that was opened. Its functions stay
// compiled, so that a click decodes at once.

import type { TrainedModel } from "vaekit";
import type { Dataset } from "vaekit/data";
import { attributesIn, canSample, Inference, latentWidth, modelOf, type RunFile, samplerIn } from "vaekit/tasks";
import type { ModelInfo } from "./api.ts";
import { engine } from "./engine.ts";

/** Parts of the data of a model, where it is open. */
export interface ModelParts {
  readonly train: Dataset;
  readonly validation?: Dataset;
  readonly test?: Dataset;
}

interface Current {
  trained: TrainedModel;
  readonly inference: Inference;
  readonly parts: ModelParts | undefined;
  readonly parameters: number;
  status: ModelInfo["status"];
  revision: number;
}

let current: Current | undefined;
let revisions = 0;

/** The model at work. @throws Error where there is none */
export function live(): Current {
  if (current === undefined) throw new Error("no model is open");
  return current;
}

/** Puts a model to work. */
export async function showModel(
  trained: TrainedModel,
  { status, parts }: { readonly status: ModelInfo["status"]; readonly parts: ModelParts | undefined },
): Promise<ModelInfo> {
  const old = current;
  const inference = new Inference(trained, await engine(), { changing: status === "training" });
  const parameters = Object.values(trained.weights).reduce((total, { data }) => total + data.length, 0);
  current = { trained, inference, parts, parameters, status, revision: ++revisions };
  await old?.inference.dispose();
  return modelInfo();
}

/** New weights for the model that trains. */
export async function updateModel(file: RunFile, weights: TrainedModel["weights"]): Promise<ModelInfo> {
  const model = live();
  model.trained = modelOf(model.trained.name, file, weights);
  await model.inference.write(weights);
  model.revision = ++revisions;
  return modelInfo();
}

/** No model any more. */
export async function closeModel(): Promise<void> {
  const old = current;
  current = undefined;
  await old?.inference.dispose();
}

/** What the page knows of the model at work. */
export function modelInfo(): ModelInfo {
  const { trained, status, revision, parameters } = live();
  const { model, schema, config, file } = trained;
  return {
    run: trained.name,
    revision,
    status,
    kind: schema.kind,
    latent: latentWidth(file),
    variational: model.variational,
    canSample: canSample(trained),
    fitted: samplerIn(file) !== undefined,
    shape: model.item.shape,
    preset: config.preset,
    parameters,
    conditions: attributesIn(trained).map(({ name, levels }) => ({ name, levels: levels.map(String) })),
    labels: schema.labels ?? [],
    config,
    ...(file.results && { results: file.results }),
  };
}
