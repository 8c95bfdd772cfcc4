import { describe, expect, it } from "vitest";
import { openBuiltin, tableDataset } from "../data/index.ts";
import type { Json } from "../models/index.ts";
import { resolveConfig } from "./config.ts";

const { train } = openBuiltin("digits", { count: 100 });
const messageOf = (...set: string[]) => {
  try {
    resolveConfig({ preset: "mnist", set }, train);
  } catch (error) {
    return (error as Error).message;
  }
  return "accepted";
};

describe("a private run's config", () => {
  const rows = tableDataset("rows", new Float32Array(4000 * 2), ["a", "b"], "rows");
  const resolved = (set: string[], config?: Json) => resolveConfig({ preset: "vector", set, config }, rows);
  const budget = "train.private.epsilon=3";

  it("has large batches, a number of steps by the preset, and nothing chosen by looking", () => {
    const { config, reasons } = resolved([budget], { sampler: { kind: "auto" }, train: { patience: 7, clip: 5 } });
    expect(config.train).toMatchObject({ batch: 256, epochs: 56, patience: null, clip: null });
    expect(config.sampler).toEqual({ kind: "prior" });
    expect(reasons.join("\n")).toMatch(
      /private training: \{"train":\{"steps":900\}\}(.|\n)*sampler prior(.|\n)*patience null/,
    );
    expect(resolved([]).config.train).not.toMatchObject({ batch: 256 });
  });

  it("leaves to the user what the user chose", () => {
    const { config } = resolved([budget, "train.batch=100", "train.epochs=3"]);
    expect(config.train).toMatchObject({ batch: 100, epochs: 3 });
  });
});

describe("resolveConfig", () => {
  it("names the nearest known key at every depth", () => {
    expect(messageOf("train.epoch=3")).toBe('train.epoch: unknown config key; did you mean "epochs"?');
    expect(messageOf("train.optimiser.rat=1")).toBe('train.optimiser.rat: unknown config key; did you mean "rate"?');
    expect(messageOf('model.objective.warmUp={"kind":"linear","epoch":1}')).toContain('did you mean "epochs"?');
    expect(messageOf("modl.latent=2")).toContain('modl: unknown config key; did you mean "model"?');
  });

  it("names the nearest known kind", () => {
    expect(messageOf('train.optimiser={"kind":"adm"}')).toBe(
      'train.optimiser.kind: unknown kind, got "adm"; did you mean "adam"?',
    );
    expect(messageOf('model.likelihood={"kind":"bernouli"}')).toContain('did you mean "bernoulli"?');
  });

  it("names field, rule and value", () => {
    expect(messageOf("train.epochs=0")).toMatch(/^train\.epochs: .*got 0$/);
    expect(messageOf("model.latent=two")).toMatch(/^model\.latent: .*got "two"$/);
    expect(messageOf("train.batch")).toContain("needs path=value");
  });

  it("names the layer that cannot be", () => {
    expect(messageOf('model.encoder=[{"kind":"dens","units":3}]')).toContain('did you mean "dense"?');
    expect(messageOf('model.encoder=[{"kind":"dense"}]')).toContain("encoder layer 0 (dense): units");
  });

  it("says why it chose what it chose", () => {
    const { config, reasons } = resolveConfig({}, train);
    expect(config.preset).toBe("conv");
    expect(config.train.epochs).toBe(400);
    expect(reasons.join(" ")).toContain("28x28");
  });

  it("replaces a choice among kinds whole and merges the rest", () => {
    const { config } = resolveConfig(
      { preset: "mnist", config: { train: { optimiser: { kind: "sgd" }, epochs: 2 } } },
      train,
    );
    expect(config.train.optimiser).toEqual({ kind: "sgd" });
    expect(config.train.batch).toBe(128);
  });

  it("refuses a preset for another kind of data", () => {
    expect(() => resolveConfig({ preset: "vector" }, train)).toThrow("presets for it: mnist,");
  });
});
