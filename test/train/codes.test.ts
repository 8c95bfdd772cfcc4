// Discrete latents and a PixelCNN of them by the real engine: training, codes, export, sampling.

import { beforeAll, describe, expect, it } from "vitest";
import { float32, Generator, sizeOf } from "../../src/array/index.ts";
import { openBuiltin } from "../../src/data/index.ts";
import { ConfigError } from "../../src/errors.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import { encode, exportOnnx, loadModel, type TrainedModel, train } from "../../src/tasks/index.ts";
import { itemsOf } from "../../src/tasks/inference.ts";
import { classAt, codePriorSampler, fitCodePrior } from "../../src/tasks/samplers/code-prior.ts";
import { MemoryStore } from "./helpers.ts";

const runtime = nodeRuntime({ threads: 1 });
const data = openBuiltin("digits", { count: 240 });
const CODEBOOK = ["quantiser.0.codebook", "quantiser.0.usage"];
const choices = {
  preset: "vq-vae",
  set: [
    'model.encoder=[{"kind":"conv","filters":8,"kernel":4,"stride":4},{"kind":"relu"}]',
    "model.quantiser.size=16",
    "model.latent=4",
    "train.epochs=6",
    "train.batch=40",
    "train.patience=null",
  ],
};
const store = new MemoryStore();
let trained: TrainedModel;
let perplexities: number[];

beforeAll(async () => {
  const { history } = await train({ data, runtime, store, choices });
  perplexities = history.map((record) => record.train.perplexity!);
  trained = await loadModel(store);
});

// exp(entropy) of K codes of which one stands for all blank 4x4 patches, the others equally often for the rest.
function mostPerplexity(codes: number): number {
  const pixels = itemsOf(trained, data.train).data;
  const [side, patches] = [7, data.train.count * 49];
  const marked = new Uint8Array(patches);
  pixels.forEach((value, at) => {
    const [picture, y, x] = [Math.floor(at / 784), Math.floor(at / 28) % 28, at % 28];
    if (value > 0) marked[(picture * side + Math.floor(y / 4)) * side + Math.floor(x / 4)] = 1;
  });
  const blank = 1 - marked.reduce((sum, value) => sum + value, 0) / patches;
  return Math.exp(-blank * Math.log(blank) - (1 - blank) * Math.log((1 - blank) / (codes - 1)));
}

describe("a model with a codebook", () => {
  it("logs a perplexity between 1 and what the blank part of the pictures allows", () => {
    expect(perplexities).toHaveLength(6);
    for (const value of perplexities) {
      expect(value).toBeGreaterThan(1);
      expect(value).toBeLessThan(mostPerplexity(16) * 1.05);
    }
  });

  it("comes to use every code", async () => {
    // 600 steps; k-means of the vectors has a perplexity of 4.8, and what is not revived stays at 2.
    const set = [...choices.set, "model.quantiser.decay=0.9", "train.epochs=100"];
    const { history, trained: longer } = await train({
      data,
      runtime,
      store: new MemoryStore(),
      choices: { ...choices, set },
    });
    const { codes } = await encode(runtime, longer!, data.train);
    const shares = new Float64Array(16);
    for (const code of codes!.data) shares[code]! += 1 / codes!.data.length;
    expect(Math.min(...shares)).toBeGreaterThan(0.005);
    expect(history.at(-1)!.train.perplexity!).toBeGreaterThan(4.3);
  });

  it("saves the codebook with its weights and gives codes of items", async () => {
    for (const name of CODEBOOK) expect(Object.keys(trained.weights)).toContain(name);
    const { mean, codes } = await encode(runtime, trained, data.test!);
    expect(codes!.shape).toEqual([data.test!.count, 49]);
    const book = trained.weights[CODEBOOK[0]!]!.data as Float32Array;
    // Latents are [4, 7, 7]: number d of position p stands at 49 d + p.
    for (let p = 0; p < 49; p++) {
      for (let d = 0; d < 4; d++) expect(mean.data[49 * d + p]).toBe(book[codes!.data[p]! * 4 + d]);
    }
  });

  it("resumes bit for bit with the averages of its codes", async () => {
    const other = new MemoryStore();
    let steps = 0;
    const stopped = await train({ data, runtime, store: other, choices, stop: () => ++steps > 8 });
    expect(stopped.stopped).toBe("interrupted");
    const { trained: resumed } = await train({ data, runtime, store: other, resume: true });
    for (const name of CODEBOOK) expect(resumed!.weights[name]!.data).toEqual(trained.weights[name]!.data);
    expect(resumed!.weights).toEqual(trained.weights);
  });

  it("exports an encoder that gives the same codes and vectors", async () => {
    const items = itemsOf(trained, data.test!, 5);
    const { mean, codes } = await encode(runtime, trained, data.test!);
    const model = await runtime.loadOnnx(exportOnnx(trained)["onnx/encoder.onnx"]!);
    const results = await model.run({ x: items });
    await model.dispose();
    expect(results.codes!.data).toEqual(codes!.data.subarray(0, 5 * 49));
    expect(results.mean!.data).toEqual(mean.data.subarray(0, 5 * trained.model.latent));
  });

  it("is refused in private training", async () => {
    const set = [...choices.set, 'train.private={"epsilon":3}'];
    const run = train({ data, runtime, store: new MemoryStore(), choices: { ...choices, set } });
    await expect(run).rejects.toThrow(/model.quantiser: private training/);
  });
});

describe("a PixelCNN of codes", () => {
  const fitted = (model: TrainedModel, epochs: number, losses: number[] = []) =>
    fitCodePrior(runtime, model, data, {
      filters: 8,
      layers: 2,
      epochs,
      onEpoch: ({ validation }) => losses.push(validation!.loss),
    });

  for (const [preset, quantiser, sites] of [
    ["vq", undefined, 49],
    ["residual-vq", '{"kind":"residual-vq","size":8,"depth":2}', 98],
  ] as const) {
    it(`learns and draws codes of ${preset}`, async () => {
      const set = quantiser ? [...choices.set, `model.quantiser=${quantiser}`, "train.epochs=1"] : choices.set;
      const config = { preset: "vq-vae", set: set.filter((one) => !quantiser || one !== "model.quantiser.size=16") };
      const model = quantiser
        ? (await train({ data, runtime, store: new MemoryStore(), choices: config })).trained!
        : trained;
      const losses: number[] = [];
      const { weights, heldOut } = await fitted(model, 4, losses);
      // Uniform codes cost log K each.
      expect(heldOut.prior).toBeCloseTo(-sites * Math.log(quantiser ? 8 : 16), 6);
      expect(heldOut.pixelcnn).toBeGreaterThan(heldOut.prior);
      expect(heldOut.pixelcnn).toBeCloseTo(-Math.min(...losses), 3);
      expect(Object.keys(weights).every((name) => name.startsWith("sampler.pixelcnn."))).toBe(true);
      expect(losses.at(-1)!).toBeLessThan(losses[0]!);
      const sampler = codePriorSampler(runtime, { ...model, weights: { ...model.weights, ...weights } });
      const draw = (count: number, temperature?: number) => sampler.draw(count, new Generator(3, "draw"), temperature);
      const latents = float32((await draw(70)) as Float32Array, [70, model.model.latent]);
      const few = (await draw(2)) as Float32Array;
      expect(latents.data.subarray(0, few.length)).toEqual(few);
      const cold = (await draw(2, 0)) as Float32Array;
      expect(cold.subarray(0, cold.length / 2)).toEqual(cold.subarray(cold.length / 2));
      expect(latents.data.every(Number.isFinite)).toBe(true);
      expect(sizeOf(latents.shape)).toBe(latents.data.length);
      await sampler.dispose!();
    });
  }

  it("is refused for models without codes, and missing where none was trained", async () => {
    const set = ["train.epochs=1", "model.latent=2"];
    const plain = await train({
      data,
      runtime,
      store: new MemoryStore(),
      choices: { preset: "conv-autoencoder", set },
    });
    await expect(fitted(plain.trained!, 1)).rejects.toThrow(ConfigError);
    await expect(fitted(plain.trained!, 1)).rejects.toThrow("--preset vq-vae");
    expect(() => codePriorSampler(runtime, trained)).toThrow("has no PixelCNN");
  });
});

describe("classAt", () => {
  const logits = [0.2, 0.5, 0.3].map(Math.log);

  it("inverts the cumulative probabilities", () => {
    expect([0, 0.19, 0.21, 0.69, 0.71, 0.999].map((u) => classAt(logits, u))).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it("sharpens them at low temperature, up to the likeliest class at zero", () => {
    // Squares in proportion: 0.04, 0.25, 0.09 of 0.38.
    expect([0.1, 0.11, 0.76, 0.77].map((u) => classAt(logits, u, 0.5))).toEqual([0, 1, 1, 2]);
    expect(classAt(logits, 0.99, 0)).toBe(1);
  });

  it("never draws what is ruled out", () => {
    expect(classAt([0, -1e9, 0], 0.4999)).toBe(0);
    expect(classAt([0, -1e9, 0], 0.5001)).toBe(2);
  });
});
