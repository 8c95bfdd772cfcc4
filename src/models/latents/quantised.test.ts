import { describe, expect, it } from "vitest";
import { Generator, sizeOf } from "../../array/index.ts";
import { ConfigError } from "../../errors.ts";
import { evaluate, grad, initialValues, input, Scope, type Tensor } from "../../graph/index.ts";
import { modelSchema } from "../config.ts";
import { Model } from "../model.ts";

const conv = (filters: number) => ({ kind: "conv", filters, kernel: 4, stride: 2, padding: 1 });
const MAP = [conv(3), { kind: "relu" }, conv(4), { kind: "relu" }];
const VECTOR = [{ kind: "flatten" }, { kind: "dense", units: 6 }, { kind: "tanh" }];
const image = { kind: "image", shape: [1, 8, 8] } as const;

function modelOf(change: object = {}): Model {
  const config = {
    kind: "autoencoder",
    latent: 2,
    encoder: MAP,
    decoder: "mirror",
    quantiser: { kind: "vq", size: 5 },
    objective: { kind: "reconstruction", error: "squared" },
    ...change,
  };
  return new Model(modelSchema.parse(config), image);
}

function values(scope: Scope): Record<string, ArrayLike<number>> {
  return Object.fromEntries(
    Object.entries(initialValues(scope.variables(), 3)).map(([name, { data }]) => [name, data]),
  );
}

const pictures = (count: number) => {
  const generator = new Generator(1, "pictures");
  return Array.from({ length: count * 64 }, () => generator.uniform());
};

describe("quantised latents", () => {
  for (const [name, change, space, classes] of [
    ["vq on a map", {}, [2, 2], [5]],
    ["residual-vq on a map", { quantiser: { kind: "residual-vq", size: 5, depth: 3 } }, [2, 2], [5, 5, 5]],
    ["fsq on a map", { quantiser: { kind: "fsq", levels: [4, 3] } }, [2, 2], [12]],
    ["vq of a vector", { encoder: VECTOR, quantiser: { kind: "vq", size: 5, codes: 3 } }, [3], [5]],
  ] as const) {
    it(`gives codes, and the latents that stand for them: ${name}`, () => {
      const model = modelOf(change);
      const scope = new Scope({ training: false });
      const { mean, codes } = model.encode(input("x", [3, 1, 8, 8]), scope);
      expect(model.codes).toMatchObject({ space, classes });
      expect(mean.shape).toEqual([3, model.latent]);
      expect(model.latent).toBe(2 * sizeOf(space));
      expect(codes!.shape).toEqual([3, sizeOf(space) * classes.length]);
      const latents = model.codes!.latents(codes!, scope);
      const decoded = model.decode(mean, scope).mean;
      expect(decoded.shape).toEqual([3, 1, 8, 8]);
      const feeds = { ...values(scope), x: pictures(3) };
      const [a, b, c, d] = evaluate([mean, latents, codes!, decoded], feeds);
      expect([...b!.data]).toEqual([...a!.data]);
      expect(c!.data.every((code) => Number.isInteger(code) && code >= 0 && code < Math.max(...classes))).toBe(true);
      expect(d!.data.every(Number.isFinite)).toBe(true);
    });
  }

  it("lays vectors out as the map that the decoder reads", () => {
    const model = modelOf();
    const scope = new Scope({ training: false });
    const codes = input("codes", [1, 4]);
    const latents = model.codes!.latents(codes, scope);
    const book = [0, 10, 1, 11, 2, 12, 3, 13, 4, 14];
    const [z] = evaluate([latents], { "quantiser.0.codebook": book, codes: [4, 0, 3, 1] });
    expect([...z!.data]).toEqual([4, 0, 3, 1, 14, 10, 13, 11]);
  });

  it("trains encoder and decoder, logs the perplexity, and keeps the codebook as a state", () => {
    const model = modelOf();
    const scope = new Scope({ training: true });
    const x = input("x", [2, 1, 8, 8]);
    const weights = input("weights", [2]);
    const { loss, terms } = model.objective({ input: x, target: x, weights, scheduled: {} }, scope);
    expect(Object.keys(terms).sort()).toEqual(["perplexity", "quantisation", "reconstruction"]);
    const states = scope.variables().filter(({ trained }) => !trained);
    expect(states.map(({ name }) => name).sort()).toEqual(["quantiser.0.codebook", "quantiser.0.usage"]);
    expect([...scope.updates().keys()].sort()).toEqual(["quantiser.0.codebook", "quantiser.0.usage"]);
    const parameter = (name: string) => scope.variables().find((one) => one.name === name)!.tensor as Tensor;
    const slopes = grad(loss, [
      parameter("encoder.0.weight"),
      parameter("decoder.0.weight"),
      parameter("code.0.weight"),
    ]);
    const feeds = { ...values(scope), x: pictures(2), weights: [0.5, 0.5] };
    for (const { data } of evaluate(slopes, feeds)) expect(data.some((slope) => slope !== 0)).toBe(true);
    const [total, a, b] = evaluate([loss, terms.reconstruction!, terms.quantisation!], feeds);
    expect(total!.data[0]).toBeCloseTo(a!.data[0]! + b!.data[0]!, 8);
  });

  it("says what does not fit", () => {
    const vae = { kind: "vae", objective: { kind: "elbo" }, likelihood: { kind: "bernoulli" } };
    expect(() => modelOf(vae)).toThrow(ConfigError);
    expect(() => modelOf(vae)).toThrow("model.quantiser");
    expect(() => modelOf({ quantiser: { kind: "fsq", levels: [8, 5, 5] } })).toThrow(/model.latent: must be 3.*got 2/);
    expect(() => modelOf({ prior: { kind: "standard" } })).toThrow("model.prior");
  });
});
