// Conditional and semi-supervised models by the real engine: training, saving, sampling by class, transfer, scores, export.

import { beforeAll, describe, expect, it } from "vitest";
import { type Dataset, fillBatch, openBuiltin } from "../../src/data/index.ts";
import { ConfigError, DataError } from "../../src/errors.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import {
  classify,
  encode,
  evaluateModel,
  exportOnnx,
  interpolate,
  loadModel,
  reconstruct,
  sample,
  type TrainedModel,
  train,
  traverse,
} from "../../src/tasks/index.ts";
import { itemsOf } from "../../src/tasks/inference.ts";
import { MemoryStore } from "./helpers.ts";

const runtime = nodeRuntime({ threads: 1 });
const digits = openBuiltin("digits", { count: 1500 });
const sprites = openBuiltin("sprites", { count: 1000 });
const few = (dataset: Dataset, count: number): Dataset => ({ ...dataset, count });
const unlabelled = (dataset: Dataset): Dataset => {
  const { labels: _labels, factors: _factors, ...rest } = dataset;
  return rest as Dataset;
};

const small = [
  'model.encoder=[{"kind":"flatten"},{"kind":"dense","units":64},{"kind":"relu"}]',
  "train.optimiser.rate=4e-3",
  "train.batch=50",
  "train.patience=null",
];

async function trained(data: typeof digits, preset: string, set: readonly string[]) {
  const store = new MemoryStore();
  await train({ data, runtime, store, choices: { preset, set: [...small, ...set] } });
  return loadModel(store);
}

// Share of items whose nearest class mean of the training items is that of `label`.
function recognised(data: Dataset, items: Float32Array, label: (item: number) => number): number {
  const width = data.values.length / data.count;
  const all = fillBatch(
    data,
    Array.from({ length: data.count }, (_, i) => i),
    new Float32Array(data.count * width),
  );
  const means = data.schema.labels!.map(() => new Float64Array(width));
  const counts = means.map((_, y) => data.labels!.filter((own) => own === y).length);
  all.forEach((v, at) => {
    const y = data.labels![Math.floor(at / width)]!;
    means[y]![at % width]! += v / counts[y]!;
  });
  const count = items.length / width;
  let right = 0;
  for (let i = 0; i < count; i++) {
    const own = items.subarray(i * width, (i + 1) * width);
    const distances = means.map((mean) => own.reduce((sum, v, p) => sum + (v - mean[p]!) ** 2, 0));
    if (distances.indexOf(Math.min(...distances)) === label(i)) right++;
  }
  return right / count;
}

function expectClose(got: Float32Array, want: Float32Array): void {
  expect(Math.max(...want.map((v, i) => Math.abs(v - got[i]!)))).toBeLessThan(1e-4);
}

describe("a model conditioned on labels", () => {
  let model: TrainedModel;
  beforeAll(async () => {
    model = await trained(digits, "conditional-vae", ["model.latent=4", "train.epochs=16"]);
  });

  it("saves what it is conditioned on, and how often each occurs", () => {
    const { of, attributes, frequencies } = model.config.model.condition!;
    expect(of).toEqual(["label"]);
    expect(attributes).toEqual([{ name: "label", levels: digits.train.schema.labels }]);
    expect(frequencies!.reduce((sum, row) => sum + row[1]!, 0)).toBe(1500);
  });

  it("samples each class with the same latents, recognisable more often than not", async () => {
    const { items, latents, condition } = await sample(runtime, model, { count: 20, each: true, seed: 2 });
    expect(items.shape).toEqual([200, 1, 28, 28]);
    expect(condition!.shape).toEqual([200, 10]);
    expect(latents.data.subarray(0, 80)).toEqual(latents.data.subarray(80, 160));
    expect(recognised(digits.train, items.data, (i) => Math.floor(i / 20))).toBeGreaterThan(0.5);
    const threes = await sample(runtime, model, { count: 50, condition: { label: 3 } });
    expect(recognised(digits.train, threes.items.data, () => 3)).toBeGreaterThan(0.5);
  });

  it("turns items into another class, nearer to it than to their own", async () => {
    const seven = await reconstruct(runtime, model, few(digits.test!, 100), { condition: { label: "7" } });
    expect(recognised(digits.train, seven.restored.data, () => 7)).toBeGreaterThan(0.5);
    const same = await reconstruct(runtime, model, few(digits.test!, 100));
    expect(recognised(digits.train, same.restored.data, (i) => digits.test!.labels![i]!)).toBeGreaterThan(0.5);
  });

  it("scores items by their own labels, better than by others", async () => {
    const own = few(digits.test!, 150);
    const wrong = { ...own, labels: own.labels!.map((label) => (label + 1) % 10) };
    const [right, other] = [
      await evaluateModel(runtime, model, own, { samples: 4 }),
      await evaluateModel(runtime, model, wrong, { samples: 4 }),
    ];
    expect(right.elbo).toBeGreaterThan(other.elbo + 5);
    expect(right.nll!).toBeLessThan(other.nll! - 5);
    expect(right.nll!).toBeLessThan(-right.elbo);
    await expect(evaluateModel(runtime, model, unlabelled(own))).rejects.toThrow(DataError);
  });

  it("walks between items and along latents under a condition of its own, the items' or one that is given", async () => {
    const ends = few(digits.test!, 2);
    const codes = await encode(runtime, model, ends);
    const walk = await interpolate(runtime, model, itemsOf(model, ends), { steps: 3 }, codes.condition);
    const [first, middle] = [walk.condition!.data.subarray(0, 10), walk.condition!.data.subarray(10, 20)];
    expect(first).toEqual(codes.condition!.data.subarray(0, 10));
    expect(middle.map((v) => 2 * v)).toEqual(first.map((v, c) => v + codes.condition!.data[10 + c]!));
    const fives = { steps: 3, condition: { label: 5 } };
    const given = await interpolate(runtime, model, itemsOf(model, ends), fives, codes.condition);
    expect([0, 1, 2].map((i) => given.condition!.data.indexOf(1, 10 * i) - 10 * i)).toEqual([5, 5, 5]);
    await expect(traverse(runtime, model)).rejects.toThrow("give one, for example --condition label=0");
    const swept = await traverse(runtime, model, { steps: 2, dimensions: [0], condition: { label: 2 } });
    expect(swept.condition!.data.indexOf(1)).toBe(2);
  });

  it("exports graphs that read the condition", async () => {
    const files = exportOnnx(model);
    const own = few(digits.test!, 5);
    const { mean, condition } = await encode(runtime, model, own);
    const encoder = await runtime.loadOnnx(files["onnx/encoder.onnx"]!);
    const codes = await encoder.run({ x: itemsOf(model, own), condition: condition! });
    expectClose(codes.mean!.data as Float32Array, mean.data);
    const decoder = await runtime.loadOnnx(files["onnx/decoder.onnx"]!);
    const made = await decoder.run({ z: mean, condition: condition! });
    const { restored } = await reconstruct(runtime, model, own);
    expectClose(made.mean!.data as Float32Array, restored.data);
    const text = new TextDecoder("latin1").decode(files["onnx/decoder.onnx"]!);
    expect(text).toContain("Input condition: [batch, 10], one-hot rows of label (0, 1, 2, 3, 4, 5, 6, 7, 8, 9)");
    await encoder.dispose();
    await decoder.dispose();
  });

  it("refuses labels that are missing and values that it does not know", async () => {
    const data = { ...digits, train: unlabelled(digits.train) };
    const run = train({ data, runtime, store: new MemoryStore(), choices: { preset: "conditional-vae" } });
    await expect(run).rejects.toThrow('a model conditioned on "label" needs labels, got items without; give them with');
    await expect(sample(runtime, model, { count: 1, condition: { label: "x" } })).rejects.toThrow(ConfigError);
    await expect(sample(runtime, model, { count: 1, condition: { shape: 1 } })).rejects.toThrow("must be on label");
    await expect(sample(runtime, model, { count: 200_000, each: true })).rejects.toThrow("of each of 10 values");
  });
});

describe("a model conditioned on factors", () => {
  it("follows each of them, and draws the others as in training", async () => {
    const set = ['model.condition.of=["shape","scale"]', "model.latent=6", "train.epochs=8"];
    const model = await trained(sprites, "conditional-prior", set);
    expect(model.config.model.condition!.attributes!.map(({ levels }) => levels.length)).toEqual([3, 6]);
    expect(Object.keys(model.weights)).toContain("prior.mean.0.weight");
    const ink = async (scale: number) => {
      const { items } = await sample(runtime, model, { count: 60, condition: { scale } });
      return items.data.reduce((sum, v) => sum + v, 0);
    };
    // Area goes with the square of the scale: four times from the least to the largest.
    expect((await ink(1)) / (await ink(0.5))).toBeGreaterThan(2);
    const { condition } = await sample(runtime, model, { count: 30, condition: { scale: 0.7 }, each: true });
    expect(condition!.shape).toEqual([90, 9]);
    const rows = Array.from({ length: 90 }, (_, i) => [...condition!.data.subarray(9 * i, 9 * i + 9)]);
    const wanted = rows.map((_, i) => [Math.floor(i / 30), 5]);
    expect(rows.map((row) => [row.indexOf(1), row.indexOf(1, 3)])).toEqual(wanted);
  });

  it("is refused for what the data does not have", async () => {
    const choices = { preset: "conditional-vae", set: ['model.condition.of=["colour"]'] };
    const run = train({ data: sprites, runtime, store: new MemoryStore(), choices });
    await expect(run).rejects.toThrow('model.condition.of: must be "label" or a factor of the data, got "colour"');
  });
});

describe("a semi-supervised model", () => {
  const m2 = ['model.classifier={"labelled":60,"share":0.3,"weight":10}', "train.binarise=none"];

  it("learns the classes from few labels and tells them of items without", async () => {
    const model = await trained(digits, "semi-supervised", [...m2, "model.latent=6", "train.epochs=3"]);
    const own = few(digits.test!, 150);
    const { accuracy, elbo, nll } = await evaluateModel(runtime, model, own, { samples: 4 });
    // A tenth by chance.
    expect(accuracy!).toBeGreaterThan(0.3);
    const classes = await classify(runtime, model, unlabelled(own));
    let right = 0;
    for (let i = 0; i < own.count; i++) {
      const row = classes.data.subarray(10 * i, 10 * i + 10);
      if (row.indexOf(Math.max(...row)) === own.labels![i]) right++;
    }
    expect(right / own.count).toBeCloseTo(accuracy!, 6);
    const bare = await evaluateModel(runtime, model, unlabelled(own), { samples: 4 });
    expect(bare.elbo).toBe(elbo);
    expect(bare.nll).toBe(nll);
    expect(bare.accuracy).toBeUndefined();
    expect(nll!).toBeLessThan(-elbo);
    // Items of every class in equal shares; it was told of few.
    expect(model.config.model.condition!.frequencies).toBeUndefined();
    expect(model.file.results).toMatchObject({ part: "test", accuracy: expect.any(Number) });
    expect(Object.keys(exportOnnx(model))).toContain("onnx/classifier.onnx");
  });

  it.each([
    [['train.private={"epsilon":3}'], "model.classifier: private training needs a loss of single rows"],
    [['model.condition.of=["shape"]'], 'a classifier tells the label alone, got ["shape"]; use ["label"]'],
    [['model.classifier={"labelled":5000}'], "must be 1 to 900, the training items with a label, got 5000"],
  ])("is refused with %j", async (set, message) => {
    const choices = { preset: "semi-supervised", set: [...small, ...set] };
    const run = train({ data: sprites, runtime, store: new MemoryStore(), choices });
    await expect(run).rejects.toThrow(message);
  });
});
