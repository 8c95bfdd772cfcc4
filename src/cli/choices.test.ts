import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { datasetFromArray } from "../data/index.ts";
import { resolveConfig } from "../tasks/index.ts";
import { checkAgreement, choicesOf } from "./choices.ts";

const folder = mkdtempSync(join(tmpdir(), "vaekit-choices-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const data = datasetFromArray("few", {
  type: "f4",
  shape: [4, 8, 8],
  data: Float32Array.from({ length: 256 }, (_, i) => (i % 5) / 5),
});
const resolve = async (options: Parameters<typeof choicesOf>[0]) =>
  resolveConfig(await choicesOf(options), data).config;

describe("choicesOf", () => {
  it("turns options into fields, below --set", async () => {
    const config = await resolve({
      preset: "mnist",
      epochs: 3,
      batch: 4,
      latent: 5,
      seed: 6,
      binarise: "dynamic",
      corrupt: "mask:0.5",
      set: ["train.batch=8"],
    });
    expect(config.train).toMatchObject({ epochs: 3, batch: 8, seed: 6, binarise: "dynamic", corrupt: "mask:0.5" });
    expect(config.model.latent).toBe(5);
  });

  it("takes the preset that a whole config names, unless another is asked for", async () => {
    const file = join(folder, "whole.json");
    writeFileSync(file, JSON.stringify({ preset: "dense-2d", train: { epochs: 2 } }));
    const config = await resolve({ config: file });
    expect([config.preset, config.train.epochs, config.model.latent]).toEqual(["dense-2d", 2, 2]);
    expect((await resolve({ config: file, preset: "mnist" })).preset).toBe("mnist");
  });

  it("gives the very same config for one that it wrote", async () => {
    const file = join(folder, "saved.json");
    const config = await resolve({ preset: "conv", epochs: 4 });
    writeFileSync(file, JSON.stringify(config));
    expect(await resolve({ config: file })).toEqual(config);
    writeFileSync(file, JSON.stringify({ format: 1, library: "0.1.0", config }));
    expect(await resolve({ config: file })).toEqual(config);
  });
});

describe("checkAgreement", () => {
  it("lets pass what the run began with, and names the first field that differs", async () => {
    const config = await resolve({ preset: "mnist", epochs: 4, binarise: "dynamic" });
    checkAgreement(config, await choicesOf({ preset: "mnist", epochs: 4, binarise: "dynamic" }));
    checkAgreement(config, await choicesOf({}));
    const other = await choicesOf({ epochs: 5 });
    expect(() => checkAgreement(config, other)).toThrow("the run has train.epochs = 4, got 5");
    const preset = await choicesOf({ preset: "conv" });
    expect(() => checkAgreement(config, preset)).toThrow('the run has preset = "mnist", got "conv"');
  });

  it("refuses another privacy budget than the run began with, and one for a run that has none", async () => {
    const config = await resolve({ preset: "mnist", private: 3, delta: 1e-6 });
    expect(config.train.private).toEqual({ epsilon: 3, delta: 1e-6 });
    checkAgreement(config, await choicesOf({ private: 3 }));
    const more = await choicesOf({ private: 5 });
    expect(() => checkAgreement(config, more)).toThrow("the run has train.private.epsilon = 3, got 5");
    const plain = await resolve({ preset: "mnist" });
    expect(() => checkAgreement(plain, more)).toThrow("the run has train.private.epsilon = nothing, got 5");
  });
});
