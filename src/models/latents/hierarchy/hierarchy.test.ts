import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../errors.ts";
import {
  evaluate,
  grad,
  initialValues,
  input,
  Key,
  NoiseSource,
  Scope,
  sum,
  type Tensor,
} from "../../../graph/index.ts";
import { type ModelConfig, modelSchema } from "../../config.ts";
import { Model } from "../../model.ts";

const dense = { encoder: [{ kind: "flatten" }, { kind: "dense", units: 7 }, { kind: "tanh" }], latent: 4 };
const KINDS = {
  "two-layer": { ...dense, hierarchy: { kind: "two-layer", size: 3, hidden: [5], activation: "tanh" } },
  ladder: {
    ...dense,
    hierarchy: {
      kind: "ladder",
      levels: [
        { latent: 4, hidden: [] },
        { latent: 3, hidden: [5] },
        { latent: 2, hidden: [4] },
      ],
      activation: "leakyRelu",
    },
  },
  "top-down": {
    encoder: [{ kind: "conv", filters: 4, kernel: 3, padding: 1 }],
    latent: 2,
    hierarchy: {
      kind: "top-down",
      stages: [
        { stride: 4, blocks: 1 },
        { stride: 2, blocks: 2 },
        { stride: 1, blocks: 1 },
      ],
    },
  },
} as const;
const SHAPE = [1, 5, 4];

function configOf(kind: keyof typeof KINDS, objective: object = { kind: "elbo" }): ModelConfig {
  return modelSchema.parse({
    kind: "vae",
    decoder: "mirror",
    likelihood: { kind: "bernoulli" },
    objective,
    init: "glorot-normal",
    ...KINDS[kind],
  });
}

const modelOf = (...choices: Parameters<typeof configOf>) =>
  new Model(configOf(...choices), { kind: "image", shape: SHAPE });

// Values of tensors of a model whose parameters, also those that begin at zero, are drawn.
function valuesOf(scope: Scope, outputs: readonly Tensor[], feeds: Record<string, ArrayLike<number>> = {}, step = 0) {
  const weights = Object.entries(initialValues(scope.variables(), 5)).map(([name, { data }]) => {
    const shifted = Float64Array.from(data, (v, i) => v + 0.3 * Math.sin(7 * i + name.length));
    return [name, shifted] as const;
  });
  const noise = Object.entries(new NoiseSource(outputs).at(1, step)).map(
    ([name, { data }]) => [name, Float64Array.from(data as Float32Array)] as const,
  );
  return evaluate(outputs, { ...Object.fromEntries([...weights, ...noise]), ...feeds }).map(({ data }) => data);
}

const distance = (a: Float64Array, b: Float64Array) => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

const pixels = (batch: number) => Float64Array.from({ length: batch * 20 }, (_, i) => (i % 3) / 2);

describe.each(Object.keys(KINDS) as (keyof typeof KINDS)[])("the hierarchy %s", (kind) => {
  it("gives a draw the densities and the decoder's input that its latents have by themselves", () => {
    const model = modelOf(kind);
    const scope = new Scope({ training: false });
    const encoded = model.encode(input("x", [2, ...SHAPE]), scope);
    const { z, cost, decoderInput } = model.draw(encoded, { scope, key: new Key("draw"), samples: 3 });
    expect(z.shape).toEqual([6, model.latent]);
    expect(encoded.mean.shape).toEqual([2, model.latent]);
    const of = (z: Tensor) => [
      model.logPosterior(encoded, z, { scope }),
      model.logPrior(z, { scope }),
      model.decode(z, scope).mean,
    ];
    const drawn = [cost!.logPosterior, cost!.logPrior, model.decode(z, scope, undefined, decoderInput).mean];
    const found = valuesOf(scope, [z, ...drawn, ...of(z)], { x: pixels(2) });
    for (const i of [1, 2, 3]) expect(distance(found[i]!, found[i + 3]!)).toBeLessThan(1e-5);
  });

  it("has a KL whose mean over draws is that of log q - log p, group by group", () => {
    const model = modelOf(kind);
    const scope = new Scope({ training: false });
    const encoded = model.encode(input("x", [1, ...SHAPE]), scope);
    const samples = 100;
    const of = (kl?: "sampled") => model.draw(encoded, { scope, key: new Key("draw"), samples, kl }).cost!.kl;
    const groups = model.groupNames!.length;
    const sums = new Float64Array(groups);
    const squares = new Float64Array(groups);
    const rounds = 6;
    for (let round = 0; round < rounds; round++) {
      const [closed, sampled] = valuesOf(scope, [of(), of("sampled")], { x: pixels(1) }, round);
      expect(closed!.length).toBe(samples * groups);
      closed!.forEach((value, i) => {
        sums[i % groups]! += value - sampled![i]!;
        squares[i % groups]! += (value - sampled![i]!) ** 2;
      });
    }
    for (let g = 0; g < groups; g++) expect(Math.abs(sums[g]!)).toBeLessThanOrEqual(4 * Math.sqrt(squares[g]!));
    // Some of them are closed forms, which differ from draw to draw of their own latents.
    expect(squares.some((value) => value > 0.01)).toBe(true);
  });

  it("has a loss whose gradient finite differences give", () => {
    const model = modelOf(kind, { kind: "importance", samples: 3 });
    const scope = new Scope({ training: true });
    const x = input("x", [2, ...SHAPE]);
    const { loss } = model.objective({ input: x, target: x, weights: input("weights", [2]), scheduled: {} }, scope);
    const names = scope.variables().map(({ name }) => name);
    const slopes = grad(
      loss,
      scope.variables().map(({ tensor }) => tensor),
    );
    const feeds = { x: pixels(2), weights: [0.5, 0.5] };
    const found = valuesOf(scope, slopes, feeds);
    const start = initialValues(scope.variables(), 5);
    // Of many parameters, every third.
    names.forEach((name, i) => {
      if (names.length > 40 && i % 3 > 0) return;
      const base = Float64Array.from(
        start[name]!.data as Float32Array,
        (v, k) => v + 0.3 * Math.sin(7 * k + name.length),
      );
      const at = Math.floor(base.length / 2);
      const moved = (by: number) => {
        const values = base.slice();
        values[at]! += by;
        return valuesOf(scope, [loss], { ...feeds, [name]: values })[0]![0]!;
      };
      const numeric = (moved(1e-5) - moved(-1e-5)) / 2e-5;
      expect(Math.abs(found[i]![at]! - numeric), name).toBeLessThan(1e-5 * Math.max(1, Math.abs(numeric)));
    });
  });

  it("has a gradient of the same mean, doubly reparameterised or not", () => {
    // Also for parameters that posterior and prior share, and for the posteriors of layers above the first.
    if (kind === "top-down") return;
    const slopesOf = (gradient: "reparameterised" | "doubly-reparameterised") => {
      const model = modelOf(kind, { kind: "importance", samples: 2, gradient });
      const scope = new Scope({ training: true });
      const x = input("x", [1, ...SHAPE]);
      const { loss } = model.objective({ input: x, target: x, weights: input("weights", [1]), scheduled: {} }, scope);
      const heads = scope.variables().filter(({ name }) => name.endsWith("mean.0.bias"));
      const slopes = grad(
        loss,
        heads.map(({ tensor }) => tensor),
      );
      return { heads, at: (step: number) => valuesOf(scope, slopes, { x: pixels(1), weights: [1] }, step) };
    };
    const [plain, doubly] = [slopesOf("reparameterised"), slopesOf("doubly-reparameterised")];
    const rounds = 300;
    const pairs = Array.from({ length: rounds }, (_, step) => [plain.at(step), doubly.at(step)] as const);
    plain.heads.forEach(({ name }, i) => {
      const gaps = pairs.map(([a, b]) => a[i]![0]! - b[i]![0]!);
      const mean = gaps.reduce((a, b) => a + b, 0) / rounds;
      const error = Math.sqrt(gaps.reduce((a, gap) => a + (gap - mean) ** 2, 0)) / rounds;
      expect(error, name).toBeGreaterThan(0);
      expect(Math.abs(mean), name).toBeLessThan(4 * error);
    });
  });

  // Draws of posterior and prior of maps have too many latents to overlap.
  it.skipIf(kind === "top-down")("has densities that both sum to one over all latents", () => {
    const model = modelOf(kind);
    const scope = new Scope({ training: false });
    const draws = 2000;
    const encoded = model.encode(input("x", [1, ...SHAPE]), scope);
    const sides = [
      model.draw(encoded, { scope, key: new Key("q"), samples: draws }).z,
      model.drawPrior(draws, { scope, key: new Key("p") }),
    ];
    const both = sides.flatMap((z) => [model.logPosterior(encoded, z, { scope }), model.logPrior(z, { scope })]);
    const [qq, qp, pq, pp] = valuesOf(scope, both, { x: pixels(1) });
    // Under q the mean of p / (p + q) is that of q / (p + q) under p.
    const share = (log: Float64Array, other: Float64Array) => {
      const values = log.map((v, i) => 1 / (1 + Math.exp(other[i]! - v)));
      const mean = values.reduce((sum, v) => sum + v, 0) / draws;
      return { mean, variance: values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / draws ** 2 };
    };
    const [a, b] = [share(qp!, qq!), share(pq!, pp!)];
    expect(a.mean).toBeGreaterThan(0.02);
    expect(Math.abs(a.mean - b.mean)).toBeLessThan(4 * Math.sqrt(a.variance + b.variance));
  });

  it("moves latents by deviations of their prior, and lets the layers below follow", () => {
    const model = modelOf(kind);
    const layers = model.layers!;
    const size = model.latent;
    expect(layers.reduce((sum, layer) => sum + layer.size, 0)).toBe(size);
    const scope = new Scope({ training: false });
    const inputs = { z: input("z", [1, size]), moved: input("moved", [1, size]), by: input("by", [1, size]) };
    const held = input("held", [1, layers.length]);
    const out = model.sweep(inputs.z, { held, moved: inputs.moved, by: inputs.by }, scope);
    const z = Float64Array.from({ length: size }, (_, i) => Math.sin(i));
    const none = new Float64Array(size);
    const of = (feeds: object) => valuesOf(scope, [out], { z, moved: none, by: none, ...feeds })[0]!;
    const all = new Float64Array(layers.length).fill(1);
    expect(distance(of({ held: all }), z)).toBeLessThan(1e-12);
    // Without anything held, what z is does not count: each layer is the mean of its prior given those above.
    const means = of({ held: all.map(() => 0) });
    const again = valuesOf(scope, [out], { z: means, held: all.map(() => 0), moved: none, by: none })[0]!;
    expect(distance(means, again)).toBeLessThan(1e-12);
    expect([...means.subarray(layers[0]!.start, layers[0]!.start + layers[0]!.size)].every((v) => v === 0)).toBe(true);
    // The top layer's prior is N(0, I).
    const { start } = layers[0]!;
    const one = none.with(start, 1);
    const swept = of({ held: all.map((_, i) => Number(i === 0)), moved: one, by: one.map((v) => 1.5 * v) });
    expect(swept[start]).toBeCloseTo(1.5, 12);
    const below = layers.at(-1)!;
    const part = (values: Float64Array) => values.slice(below.start, below.start + below.size);
    expect(distance(part(swept), part(z))).toBeGreaterThan(1e-3);
  });

  it("draws new latents from its prior", () => {
    // The mean over draws from p of the slopes of log p in its parameters is zero.
    const model = modelOf(kind);
    const scope = new Scope({ training: false });
    const count = 60;
    const z = model.drawPrior(count, { scope, key: new Key("prior") });
    const given = input("z", z.shape);
    const logPrior = sum(model.logPrior(given, { scope }));
    const biases = scope.variables().filter(({ name, tensor }) => name.endsWith("bias") && tensor.shape[0]! > 1);
    const slopes = grad(
      logPrior,
      biases.map(({ tensor }) => tensor),
    );
    const rounds = 12;
    const found = Array.from({ length: rounds }, (_, round) => {
      const [drawn] = valuesOf(scope, [z], {}, round);
      return valuesOf(scope, slopes, { z: drawn! }).map((slope) => slope[0]!);
    });
    biases.forEach(({ name }, i) => {
      const values = found.map((slopes) => slopes[i]!);
      const mean = values.reduce((a, b) => a + b, 0) / rounds;
      const error = Math.sqrt(values.reduce((a, v) => a + (v - mean) ** 2, 0) / rounds / (rounds - 1));
      expect(Math.abs(mean), name).toBeLessThanOrEqual(5 * error);
    });
    expect(found.flat().some((slope) => Math.abs(slope) > 0.1)).toBe(true);
  });
});

describe("a hierarchy", () => {
  it("takes the place of posterior and prior", () => {
    const config = { ...configOf("ladder"), prior: { kind: "standard" } } as ModelConfig;
    expect(() => new Model(config, { kind: "image", shape: SHAPE })).toThrow(
      "model.prior: a ladder hierarchy has its own",
    );
  });

  it("refuses a ladder whose first level is not the model's latent", () => {
    expect(() => new Model({ ...configOf("ladder"), latent: 5 }, { kind: "image", shape: SHAPE })).toThrow(
      "model.latent: must be that of the first level of model.hierarchy, 4, got 5",
    );
  });

  it("says what a top-down hierarchy needs", () => {
    const make = (over: object) => () =>
      new Model({ ...configOf("top-down"), ...over }, { kind: "image", shape: SHAPE });
    expect(make({ encoder: dense.encoder })).toThrow("needs maps [channels, height, width], got [7]");
    const stages = [3, 2, 1].map((stride) => ({ stride, blocks: 1 }));
    expect(make({ hierarchy: { kind: "top-down", stages } })).toThrow(
      /multiple of the next and the last 1, got 3, 2, 1/,
    );
  });

  it("has no closed form of the whole KL where the first layer's depends on the second", () => {
    const model = modelOf("two-layer", { kind: "elbo", kl: "analytic" });
    const scope = new Scope({ training: true });
    const encoded = model.encode(input("x", [1, ...SHAPE]), scope);
    const draw = () => model.draw(encoded, { scope, key: new Key("draw"), kl: "analytic" });
    expect(draw).toThrow(ConfigError);
    expect(draw).toThrow('use "sampled"');
    expect(sum(model.draw(encoded, { scope, key: new Key("draw") }).cost!.kl).shape).toEqual([]);
  });
});
