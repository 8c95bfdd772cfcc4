// Disentanglement of a model trained on sprites, by the real engine.

import { beforeAll, describe, expect, it } from "vitest";
import { openBuiltin } from "../../src/data/index.ts";
import { ConfigError, DataError } from "../../src/errors.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import { disentanglement, overview, type TrainedModel, train } from "../../src/tasks/index.ts";
import { MemoryStore } from "./helpers.ts";

const runtime = nodeRuntime({ threads: 1 });
const data = openBuiltin("sprites", { count: 900, size: 28 });
let trained: TrainedModel;

beforeAll(async () => {
  const layers = 'model.encoder=[{"kind":"flatten"},{"kind":"dense","units":64},{"kind":"relu"}]';
  const set = ["train.epochs=6", "model.latent=4", "train.batch=50", layers];
  trained = (await train({ data, runtime, store: new MemoryStore(), choices: { preset: "mnist", set } })).trained!;
});

describe("disentanglement", () => {
  it("measures the posterior means of every factor, the same each time", async () => {
    const found = await disentanglement(runtime, trained, data.train, { items: 600 });
    expect(found.count).toBe(600);
    expect(found.factors.map(({ name, levels }) => [name, levels])).toEqual([
      ["shape", 3],
      ["scale", 6],
      ["orientation", 40],
      ["x", 32],
      ["y", 32],
    ]);
    expect(found.mutualInformation.map((row) => row.length)).toEqual([5, 5, 5, 5]);
    for (const [name, value] of Object.entries(found.scores)) {
      expect(value, name).toBeGreaterThanOrEqual(0);
      expect(value, name).toBeLessThanOrEqual(1);
    }
    // Codes of other items than the factors' would be at 0.5 with a standard error near 0.02.
    expect(found.factors[3]!.explicitness).toBeGreaterThan(0.6);
    expect(found.notes.join()).toMatch(/600 items are few for 40 values of orientation/);
    expect(await disentanglement(runtime, trained, data.train, { items: 600 })).toEqual(found);
  });

  it("measures the factors asked for, amounts by their correlation", async () => {
    const options = { items: 600, factors: ["y", "shape"] };
    const found = await disentanglement(runtime, trained, data.train, options);
    expect(found.factors.map(({ name }) => name)).toEqual(["y", "shape"]);
    const ordered = await disentanglement(runtime, trained, data.train, { ...options, ordered: ["y"] });
    expect(ordered.factors[0]!.sapGap).not.toBe(found.factors[0]!.sapGap);
    expect(ordered.factors[1]!.sapGap).toBe(found.factors[1]!.sapGap);
  });

  it("refuses data without factors, unknown factors and too few items", async () => {
    const digits = openBuiltin("digits", { count: 60 }).train;
    await expect(disentanglement(runtime, trained, digits)).rejects.toThrow(/digits: .*without factors; use .*sprites/);
    await expect(disentanglement(runtime, trained, digits)).rejects.toThrow(DataError);
    const wrong = disentanglement(runtime, trained, data.train, { factors: ["shap"] });
    await expect(wrong).rejects.toThrow(/factors of sprites, got "shap"; did you mean "shape"/);
    await expect(wrong).rejects.toThrow(ConfigError);
    await expect(disentanglement(runtime, trained, data.train, { items: 20 })).rejects.toThrow(/about twice/);
  });

  it("belongs to the overview of data with factors, those left out that too few items have", async () => {
    const parts = { train: data.train, test: data.test! };
    const shown = await overview(runtime, trained, parts, []);
    expect(shown.disentanglement!.count).toBe(150);
    const { test } = openBuiltin("sprites", { count: 180, size: 28 });
    const few = await overview(runtime, trained, { train: data.train, test: test! }, []);
    expect(few.disentanglement!.factors.map(({ name }) => name)).toEqual(["shape", "scale"]);
  });
});
