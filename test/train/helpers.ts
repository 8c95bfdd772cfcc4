// Small things to train on.

import { type Dataset, openBuiltin } from "../../src/data/index.ts";
import { Model, type ModelConfig, modelSchema } from "../../src/models/index.ts";
import type { RunStore } from "../../src/tasks/index.ts";
import { type TrainConfig, trainSchema } from "../../src/train/index.ts";

/** A store in memory. */
export class MemoryStore implements RunStore {
  readonly name = "memory";
  readonly files = new Map<string, Uint8Array>();

  async read(path: string): Promise<Uint8Array | undefined> {
    return this.files.get(path);
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    this.files.set(path, bytes);
  }
}

/** A few drawn digits. */
export function digits(count: number): Dataset {
  return openBuiltin("digits", { count }).train;
}

/** A tiny dense model on 28x28 pictures. */
export function tinyModel(overrides: Partial<ModelConfig> = {}): Model {
  const config = modelSchema.parse({
    kind: "vae",
    latent: 3,
    encoder: [{ kind: "flatten" }, { kind: "dense", units: 16 }, { kind: "relu" }],
    decoder: "mirror",
    likelihood: { kind: "bernoulli" },
    objective: { kind: "elbo" },
    ...overrides,
  });
  return new Model(config, { kind: "image", shape: [1, 28, 28] });
}

/** Training choices for a few seconds. */
export function tinyTraining(overrides: Partial<TrainConfig> = {}): TrainConfig {
  return trainSchema.parse({
    epochs: 3,
    batch: 32,
    optimiser: { kind: "adam", rate: 1e-3 },
    clip: 1000,
    patience: null,
    seed: 5,
    validation: 0,
    binarise: "none",
    ...overrides,
  });
}
