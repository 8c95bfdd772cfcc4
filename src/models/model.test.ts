import { describe, expect, it } from "vitest";
import { ConfigError } from "../errors.ts";
import { input, Scope } from "../graph/index.ts";
import { modelSchema } from "./config.ts";
import { Model } from "./model.ts";
import { findPreset, presets } from "./presets/index.ts";

type Item = ConstructorParameters<typeof Model>[1];

const image = (...shape: number[]): Item => ({ kind: "image", shape });
const vector = (size: number): Item => ({ kind: "vector", shape: [size] });

// Columns of categories, of binned numbers and of located ones, in turn; every other one has missing cells.
function table(size: number): Item {
  const columns = Array.from({ length: size }, (_, j): NonNullable<Item["columns"]>[number] => {
    const [codes, value] = (
      [
        [3, "none"],
        [4, "uniform"],
        [1, "normal"],
      ] as const
    )[j % 3]!;
    const per = (number: number) => new Array<number>(codes).fill(value === "none" ? 0 : number);
    const valued = value === "none" ? codes : 0;
    return { codes, valued, value, position: per(0.5), width: per(1), logDensity: per(0), missing: j % 2 === 1 };
  });
  return { kind: "table", shape: [2 * size], columns };
}

// What the data decides is decided here as it may fall out.
function modelOf(name: string, item: Item): Model {
  const config = structuredClone(findPreset(name).config.model) as Record<string, unknown>;
  if (config.likelihood === "auto") config.likelihood = { kind: "bernoulli" };
  const likelihood = config.likelihood as Record<string, unknown> | undefined;
  if (likelihood?.columns === "auto") likelihood.columns = "autoregressive";
  if (config.latent === "auto") config.latent = 4;
  const objective = config.objective as Record<string, unknown>;
  if (objective.warmUp === "auto") objective.warmUp = { kind: "linear", epochs: 1 };
  const condition = config.condition as { of: string[]; attributes?: unknown } | undefined;
  if (condition !== undefined) condition.attributes = condition.of.map((name) => ({ name, levels: ["a", "b", "c"] }));
  const layers = config.encoder as { kind: string; shape?: unknown }[];
  for (const layer of layers) if (layer.shape === "auto") layer.shape = [1, ...item.shape];
  return new Model(modelSchema.parse(config), item);
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
    const found = variables(modelOf("mnist", image(1, 28, 28)));
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
    const examples = items.includes("image")
      ? [image(1, 28, 28), image(3, 33, 47), image(4, 64, 64)]
      : items.includes("table")
        ? [table(1), table(9)]
        : [vector(1), vector(9)];
    for (const item of examples) {
      it(`${name} takes items of [${item.shape}] and gives them back`, () => {
        const model = modelOf(name, item);
        const scope = new Scope({ training: true });
        const x = input("x", [3, ...item.shape]);
        const condition = model.conditionWidth > 0 ? input("condition", [3, model.conditionWidth]) : undefined;
        const encoded = model.encode(x, scope, condition);
        expect(encoded.mean.shape).toEqual([3, model.latent]);
        const decoded = model.decode(encoded.mean, scope, condition);
        expect(decoded.mean.shape).toEqual([3, ...item.shape]);
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
