import { describe, expect, it } from "vitest";
import { float32, Generator } from "../array/index.ts";
import type { Dataset } from "../data/index.ts";
import { add, input, reshape, sum } from "../graph/index.ts";
import { Model } from "../models/index.ts";
import { toOnnx } from "../onnx/index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { webRuntime } from "../runtime/web.ts";
import { resolveConfig } from "./config.ts";
import { classifierFeatures, onnxFeatures } from "./features.ts";
import { itemOf } from "./item.ts";
import { probeLatents } from "./latent-probe.ts";
import { evaluatePictures } from "./picture-quality.ts";
import { modelVariables, type TrainedModel } from "./run.ts";

const runtime = nodeRuntime({ threads: 1 });

// A bar on grain, down for label 0 and across for label 1.
function bars(name: string, seed: number, count: number): Dataset {
  const generator = new Generator(seed, "bars");
  const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
  const values = generator.fillUniform(new Float32Array(count * 64)).map((v) => 0.3 * v);
  labels.forEach((label, i) => {
    const place = generator.integer(8);
    for (let k = 0; k < 8; k++) values[i * 64 + (label === 0 ? k * 8 + place : place * 8 + k)]! += 0.7;
  });
  const size = { channels: 1, height: 8, width: 8 };
  const schema = { kind: "image", ...size, values: "continuous", range: [0, 1], labels: ["down", "across"] };
  return { name, schema, count, values, scale: 1, labels } as unknown as Dataset;
}

// Sums of rows [n, 8] and of everything [n, 1], of any or of exactly five pictures.
function sums(fixed: boolean): Uint8Array {
  const x = input("pixels", [5, 1, 8, 8]);
  const across = reshape(sum(x, { axes: [3] }), [5, 8]);
  const outputs = { across, all: sum(across, { axes: [1], keepDims: true }), shifted: add(x, 1) };
  return toOnnx(outputs, fixed ? {} : { batch: 5 });
}

const three = float32(
  Float32Array.from({ length: 192 }, (_, i) => (Math.floor(i / 8) % 8) + Math.floor(i / 64)),
  [3, 1, 8, 8],
);

describe("onnxFeatures", () => {
  it.each(["node", "wasm"])("takes the last flat output, or the one named, on %s", async (engine) => {
    const own = engine === "node" ? runtime : await webRuntime({ threads: 1 });
    for (const fixed of [true, false]) {
      const last = await onnxFeatures(own, sums(fixed), [1, 8, 8]);
      expect(last.width).toBe(1);
      expect([...(await last.extract(three))]).toEqual([224, 288, 352]);
      await last.dispose();
      const named = await onnxFeatures(own, sums(fixed), [1, 8, 8], { output: "across" });
      expect(named.width).toBe(8);
      expect([...(await named.extract(three))].slice(14, 18)).toEqual([56, 64, 16, 24]);
      await named.dispose();
    }
  });

  it("says what a model wants and what there is where they do not fit", async () => {
    const wrong = (shape: number[], output?: string) =>
      onnxFeatures(runtime, sums(false), shape, { name: "sums.onnx", ...(output ? { output } : {}) });
    await expect(wrong([3, 8, 8])).rejects.toThrow(
      /^sums.onnx: its input must take pictures as float32 \[n, 3, 8, 8\] in \[0, 1\], got pixels float32 \[n, 1, 8, 8\]; give/,
    );
    await expect(wrong([1, 8, 8], "pool")).rejects.toThrow(/no output "pool"; known: across \[128, 8\], all/);
    await expect(wrong([1, 8, 8], "shifted")).rejects.toThrow(/output shifted must be float32 \[n, d\]/);
    const junk = onnxFeatures(runtime, new Uint8Array([1, 2, 3]), [1, 8, 8], { name: "junk.onnx" });
    await expect(junk).rejects.toThrow(
      /^junk.onnx: cannot be loaded as an ONNX model \(onnxruntime-node: load: .*; give/,
    );
  });
});

describe("classifierFeatures", () => {
  it("learns labels, tells how well, and gives the same features again", async () => {
    const parts = { train: bars("bars", 1, 300), test: bars("more bars", 2, 100) };
    const pictures = float32(parts.test.values as Float32Array, [100, 1, 8, 8]);
    const make = async () => {
      const extractor = await classifierFeatures(runtime, parts, { epochs: 30 });
      const features = await extractor.extract(pictures);
      await extractor.dispose();
      return { extractor, features };
    };
    const [first, second] = [await make(), await make()];
    expect(first.extractor).toMatchObject({ width: 128, what: "128 features of a classifier of bars's 2 labels" });
    expect(first.extractor.accuracy).toBeGreaterThan(0.97);
    expect(first.features).toHaveLength(12_800);
    expect(second.features).toEqual(first.features);
  });

  it("names --features where there are no labels", async () => {
    const { labels: _labels, ...train } = bars("bars", 1, 40);
    await expect(classifierFeatures(runtime, { train })).rejects.toThrow(/bars has none; .*--features FILE.onnx/);
  });
});

function untrained(kind: "vae" | "autoencoder", data: Dataset): TrainedModel {
  const layers = [{ kind: "flatten" }, { kind: "dense", units: 12 }, { kind: "relu" }];
  const objective = kind === "vae" ? { kind: "elbo" } : { kind: "reconstruction", error: "squared" };
  const model = { kind, latent: 4, encoder: layers, decoder: "mirror", objective };
  const { config } = resolveConfig({ preset: "mnist", config: { model } } as never, data);
  const built = new Model(config.model, itemOf(data.schema));
  const file = { config, schema: data.schema } as TrainedModel["file"];
  return { name: "untrained", file, config, schema: data.schema, model: built, weights: modelVariables(built) };
}

describe("evaluatePictures and probeLatents", () => {
  const parts = { train: bars("bars", 1, 150), test: bars("more bars", 2, 120) };

  it("find samples of a model that learned nothing farther from pictures than pictures are", async () => {
    const trained = untrained("vae", parts.train);
    const options = { features: sums(false), onnx: { output: "across" }, count: 100 };
    const quality = await evaluatePictures(runtime, trained, parts, options);
    const { frechet, counts } = quality;
    expect(counts).toEqual({ pictures: 100, neighbours: 100 });
    expect(frechet.samples).toBeGreaterThan(10 * frechet.floor);
    expect(frechet.reconstructions).toBeGreaterThan(10 * frechet.floor);
    expect(quality.precision).toBeLessThan(0.1);
    expect(quality.features).toBe("8 features across of features");
    const again = await evaluatePictures(runtime, trained, parts, options);
    expect({ ...again, seconds: 0 }).toEqual({ ...quality, seconds: 0 });
  });

  it("have only reconstructions of an autoencoder without a sampler", async () => {
    const options = { features: sums(false), count: 40 };
    const quality = await evaluatePictures(runtime, untrained("autoencoder", parts.train), parts, options);
    expect(Object.keys(quality.frechet)).toEqual(["reconstructions", "floor"]);
    expect(quality).not.toHaveProperty("precision");
  });

  it("probe latents with the labels beside them", async () => {
    const probe = await probeLatents(runtime, untrained("vae", parts.train), parts);
    expect(probe).toMatchObject({ classes: 2, guess: 0.5, counts: { train: 150, test: 120 } });
    expect(probe.linear).toBeGreaterThan(0.3);
    const { labels: _labels, ...bare } = parts.test;
    const unlabelled = probeLatents(runtime, untrained("vae", parts.train), { ...parts, test: bare });
    await expect(unlabelled).rejects.toThrow(/more bars has none; give them with --labels/);
  });

  it("need enough pictures", async () => {
    const few = { ...parts, test: bars("few", 3, 10) };
    const small = evaluatePictures(runtime, untrained("vae", parts.train), few);
    await expect(small).rejects.toThrow(/at least 20 of each part are needed, got 10/);
  });
});
