import { describe, expect, it } from "vitest";
import { ConfigError } from "../errors.ts";
import { input, Scope } from "../graph/index.ts";
import { modelSchema } from "./config.ts";
import { Model } from "./model.ts";
import { findPreset, presets } from "./presets/index.ts";

function modelOf(name: string, shape: readonly number[]): Model {
  const config = structuredClone(findPreset(name).config.model) as Record<string, unknown>;
  if (config.likelihood === "auto") config.likelihood = { kind: "bernoulli" };
  if (config.latent === "auto") config.latent = 4;
  return new Model(modelSchema.parse(config), { kind: shape.length === 1 ? "vector" : "image", shape });
}

function variables(model: Model) {
  const scope = new Scope({ training: true });
  model
    .decode(model.encode(input("x", [2, ...model.item.shape]), scope).mean, scope)
    .logLikelihood(input("x", [2, ...model.item.shape]));
  return scope.variables();
}

describe("Model", () => {
  it("has the parameters of the tutorials' classic under PyTorch's names", () => {
    const found = variables(modelOf("mnist", [1, 28, 28]));
    const shapes = Object.fromEntries(found.map(({ name, tensor }) => [name, tensor.shape]));
    expect(shapes).toEqual({
      "encoder.1.weight": [400, 784],
      "encoder.1.bias": [400],
      "posterior.mean.0.weight": [20, 400],
      "posterior.mean.0.bias": [20],
      "posterior.logVariance.0.weight": [20, 400],
      "posterior.logVariance.0.bias": [20],
      "decoder.0.weight": [400, 20],
      "decoder.0.bias": [400],
      "decoder.2.weight": [784, 400],
      "decoder.2.bias": [784],
    });
  });

  for (const { name, items } of presets) {
    const shapes = items.includes("image")
      ? [
          [1, 28, 28],
          [3, 33, 47],
          [4, 64, 64],
        ]
      : [[1], [9]];
    for (const shape of shapes) {
      it(`${name} takes items of [${shape}] and gives them back`, () => {
        const model = modelOf(name, shape);
        const scope = new Scope({ training: true });
        const x = input("x", [3, ...shape]);
        const encoded = model.encode(x, scope);
        expect(encoded.mean.shape).toEqual([3, model.config.latent]);
        const decoded = model.decode(encoded.mean, scope);
        expect(decoded.mean.shape).toEqual([3, ...shape]);
        expect(decoded.logLikelihood(x).shape).toEqual([3]);
      });
    }
  }

  it("refuses an objective that does not belong to its kind", () => {
    const config = modelSchema.parse({
      ...(findPreset("mnist").config.model as object),
      objective: { kind: "reconstruction", error: "squared" },
    });
    expect(() => new Model(config, { kind: "image", shape: [1, 28, 28] })).toThrow(ConfigError);
    expect(() => new Model(config, { kind: "image", shape: [1, 28, 28] })).toThrow('needs "elbo"');
  });

  it("says what a decoder of the wrong size should end in", () => {
    const config = modelSchema.parse({
      ...(findPreset("mnist").config.model as object),
      decoder: [{ kind: "dense", units: 100 }],
    });
    expect(() => new Model(config, { kind: "image", shape: [1, 28, 28] })).toThrow("must end in [1, 28, 28]");
  });
});

describe("findPreset", () => {
  it("names the nearest known preset", () => {
    expect(() => findPreset("minst")).toThrow('did you mean "mnist"?');
  });
});
