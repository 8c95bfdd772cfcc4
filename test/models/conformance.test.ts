// What every preset for pictures must do: train so that the loss falls, save, load, resume bit for bit, evaluate, export, sample.

import { beforeAll, describe, expect, it } from "vitest";
import { openBuiltin } from "../../src/data/index.ts";
import { presets } from "../../src/models/index.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import {
  evaluateModel,
  exportOnnx,
  exportTrainStep,
  loadModel,
  sample,
  type TrainedModel,
  type TrainResult,
  train,
} from "../../src/tasks/index.ts";
import { MemoryStore } from "../train/helpers.ts";

const runtime = nodeRuntime({ threads: 1 });
const data = openBuiltin("digits", { count: 200 });
const EPOCHS = 4;

// Small enough for seconds: few items, few epochs; everything else is the preset's own.
const choicesOf = (preset: string) => ({
  preset,
  set: [`train.epochs=${EPOCHS}`, "train.batch=40", "train.validation=0.2", "train.patience=null", "train.seed=3"],
});

describe.each(presets.filter(({ items }) => items.includes("image")))("preset $name", ({ name, config }) => {
  const store = new MemoryStore();
  let result: TrainResult;
  let trained: TrainedModel;

  beforeAll(async () => {
    result = await train({ data, runtime, store, choices: choicesOf(name) });
    trained = await loadModel(store);
  });

  it("trains so that what it minimises falls", () => {
    const losses = result.history.map(({ train: means }) => means.loss!);
    expect(losses).toHaveLength(EPOCHS);
    expect(losses.every(Number.isFinite)).toBe(true);
    // A capacity that grows moves what is minimised from epoch to epoch.
    if (JSON.stringify(config.model).includes("capacity")) expect(losses[3]).not.toBe(losses[0]);
    else expect(Math.min(...losses.slice(1))).toBeLessThan(losses[0]!);
    const reconstructions = result.history.map(({ train: means }) => means.reconstruction!);
    expect(Math.min(...reconstructions.slice(1))).toBeLessThan(reconstructions[0]!);
  });

  it("continues bit for bit after a stop", async () => {
    const other = new MemoryStore();
    let steps = 0;
    const stopped = await train({ data, runtime, store: other, choices: choicesOf(name), stop: () => ++steps > 6 });
    expect(stopped.stopped).toBe("interrupted");
    await train({ data, runtime, store: other, resume: true });
    const weights = ({ files }: MemoryStore) => Buffer.from(files.get("model.safetensors")!);
    expect(weights(other).equals(weights(store))).toBe(true);
  });

  it("is evaluated the same way twice, with finite numbers", async () => {
    const evaluate = () => evaluateModel(runtime, trained, data.test!, trained.model.variational ? { samples: 5 } : {});
    const first = await evaluate();
    expect(first).toEqual(await evaluate());
    const values = [first.reconstruction, first.elbo, first.meanSquaredError, first.ssim, first.nll ?? 0];
    expect(values.every((value) => Number.isFinite(value))).toBe(true);
    if (first.nll !== undefined) expect(first.nll).toBeLessThan(-first.elbo + 5);
  });

  it("is exported as ONNX", () => {
    const files = exportOnnx(trained);
    for (const file of ["onnx/encoder.onnx", "onnx/decoder.onnx"]) expect(files[file]!.length).toBeGreaterThan(1000);
    expect(exportTrainStep(trained)["train-step.onnx"]!.length).toBeGreaterThan(1000);
  });

  it("draws pictures, the same for the same seed", async () => {
    const { variational, standardNormalPrior } = trained.model;
    if (!variational && !standardNormalPrior && trained.config.sampler === undefined) {
      await expect(sample(runtime, trained, { count: 3, seed: 1 })).rejects.toThrow("autoencoder");
      return;
    }
    const { items } = await sample(runtime, trained, { count: 3, seed: 1 });
    expect(items.shape).toEqual([3, 1, 28, 28]);
    expect(items.data.every((value) => Number.isFinite(value))).toBe(true);
    expect(new Set(items.data).size).toBeGreaterThan(10);
    expect((await sample(runtime, trained, { count: 3, seed: 1 })).items.data).toEqual(items.data);
  });
});
