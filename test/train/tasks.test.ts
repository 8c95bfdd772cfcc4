import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { beforeAll, describe, expect, it } from "vitest";
import { Generator } from "../../src/array/index.ts";
import { openBuiltin } from "../../src/data/index.ts";
import { importanceNll } from "../../src/metrics/index.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import {
  encode,
  evaluateModel,
  exportTrainStep,
  Inference,
  itemsOf,
  loadModel,
  overview,
  sample,
  scoreItems,
  type TrainedModel,
  train,
} from "../../src/tasks/index.ts";
import { MemoryStore } from "./helpers.ts";

const runtime = nodeRuntime({ threads: 1 });
const data = openBuiltin("digits", { count: 400 });
const store = new MemoryStore();
const ITEMS = 8;
let trained: TrainedModel;

beforeAll(async () => {
  const choices = {
    preset: "mnist",
    set: ["train.epochs=2", "model.latent=2", "train.validation=0.2", "train.batch=50"],
  };
  trained = (await train({ data, runtime, store, choices })).trained!;
});

describe("train", () => {
  it("leaves a folder that loads, with hashes that guard it", async () => {
    expect([...store.files.keys()].sort()).toEqual([
      "checkpoint/state.safetensors",
      "config.json",
      "metrics.jsonl",
      "model.safetensors",
      "onnx/decoder.onnx",
      "onnx/encoder.onnx",
    ]);
    const loaded = await loadModel(store);
    expect(loaded.weights["encoder.1.weight"]!.shape).toEqual([400, 784]);
    const damaged = new MemoryStore();
    for (const [path, bytes] of store.files) damaged.files.set(path, bytes.slice());
    damaged.files.get("model.safetensors")![5000]! ^= 1;
    await expect(loadModel(damaged)).rejects.toThrow("model.safetensors: the file was changed");
    damaged.files.delete("onnx/encoder.onnx");
    damaged.files.set("model.safetensors", store.files.get("model.safetensors")!);
    await expect(loadModel(damaged)).rejects.toThrow("onnx/encoder.onnx: the file is missing");
  });

  it("writes one JSON line per epoch to metrics.jsonl", () => {
    const lines = new TextDecoder()
      .decode(store.files.get("metrics.jsonl"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const epochs = lines.filter(({ kind }) => kind === "epoch");
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(epochs[1].validation.klPerDimension.length).toBe(2);
  });
});

describe("a resumed training", () => {
  it("keeps every line of metrics.jsonl and doubles none", async () => {
    const choices = { preset: "mnist", set: ["train.epochs=3", "model.latent=2", "train.batch=4"] };
    const whole = new MemoryStore();
    await train({ data, runtime, store: whole, choices });
    const stopped = new MemoryStore();
    let steps = 0;
    await train({ data, runtime, store: stopped, choices, stop: () => steps++ >= 170 });
    await train({ data, runtime, store: stopped, resume: true });
    const linesOf = (store: MemoryStore) =>
      new TextDecoder()
        .decode(store.files.get("metrics.jsonl"))
        .trim()
        .split("\n")
        .map((line) => ({ ...JSON.parse(line), seconds: 0 }));
    expect(linesOf(stopped)).toEqual(linesOf(whole));
    expect(linesOf(whole).filter(({ kind }) => kind === "step").length).toBe(6);
  });
});

describe("a trained model", () => {
  it("scores the same items to the same numbers twice, as evaluate averages them", async () => {
    const [a, b] = [await scoreItems(runtime, trained, data.test!), await scoreItems(runtime, trained, data.test!)];
    expect([...a.score]).toEqual([...b.score]);
    const { elbo, count } = await evaluateModel(runtime, trained, data.test!);
    expect(count).toBe(a.count);
    expect(-elbo).toBeCloseTo(a.score.reduce((sum, v) => sum + v, 0) / count, 3);
  });

  it("bounds the importance-sampled likelihood from below by its ELBO", async () => {
    const { nll, nllStandardError, elbo } = await evaluateModel(runtime, trained, data.test!, { samples: 70 });
    expect(nll!).toBeLessThan(-elbo);
    expect(nllStandardError!).toBeGreaterThan(0);
  });

  it("estimates log p(x) as numerical integration over the latent plane does", async () => {
    // A large beta keeps posteriors wide, so that neither the grid nor importance sampling misses a narrow peak.
    const choices = { preset: "mnist", set: ["train.epochs=2", "model.latent=2", "model.objective.beta=30"] };
    const smooth = (await train({ data, runtime, store: new MemoryStore(), choices })).trained!;
    const few = itemsOf(smooth, data.test!, ITEMS);
    const inference = new Inference(smooth, runtime);
    const [steps, range] = [161, 6];
    const z = new Float32Array(steps * steps * 2);
    const at = (i: number) => -range + (2 * range * i) / (steps - 1);
    for (let i = 0; i < steps * steps; i++) z.set([at(Math.floor(i / steps)), at(i % steps)], i * 2);
    const { data: p } = await inference.decode({ dtype: "float32", data: z, shape: [steps * steps, 2] });
    const cell = ((2 * range) / (steps - 1)) ** 2;
    const exact = Array.from({ length: ITEMS }, (_, item) => {
      const logs = Array.from({ length: steps * steps }, (_, i) => {
        let total = -Math.log(2 * Math.PI) - (z[2 * i]! ** 2 + z[2 * i + 1]! ** 2) / 2 + Math.log(cell);
        for (let k = 0; k < 784; k++) {
          const x = few.data[item * 784 + k]!;
          const q = Math.min(1 - 1e-7, Math.max(1e-7, p[i * 784 + k]!));
          total += x * Math.log(q) + (1 - x) * Math.log(1 - q);
        }
        return total;
      });
      const top = Math.max(...logs);
      return -(top + Math.log(logs.reduce((sum, v) => sum + Math.exp(v - top), 0)));
    });
    const dataset = {
      ...data.test!,
      count: ITEMS,
      values: data.test!.values.slice(0, ITEMS * 784),
      labels: data.test!.labels!.slice(0, ITEMS),
    };
    const { perItem } = await importanceNll(runtime, smooth.model, smooth.weights, dataset, { samples: 100_000 });
    const gaps = [...perItem].map((nll, i) => nll - exact[i]!);
    // One item's estimate may still be a few tenths off; their mean is not.
    expect(Math.abs(gaps.reduce((sum, gap) => sum + gap, 0) / ITEMS)).toBeLessThan(0.1);
    expect(Math.max(...gaps.map(Math.abs))).toBeLessThan(0.5);
    await inference.dispose();
  });

  it("samples by its seed alone, and a prefix of a longer draw", async () => {
    const [a, b, c] = [
      await sample(runtime, trained, { count: 4, seed: 3 }),
      await sample(runtime, trained, { count: 8, seed: 3 }),
      await sample(runtime, trained, { count: 4, seed: 4 }),
    ];
    expect([...a.latents.data]).toEqual([...b.latents.data.subarray(0, 8)]);
    expect([...a.latents.data]).not.toEqual([...c.latents.data]);
  });

  it("gives the same codes and items through its ONNX files in bare onnxruntime, for any batch", async () => {
    const [encoder, decoder] = [
      await InferenceSession.create(store.files.get("onnx/encoder.onnx")!),
      await InferenceSession.create(store.files.get("onnx/decoder.onnx")!),
    ];
    const inference = new Inference(trained, runtime);
    for (const count of [1, 3, 17]) {
      const items = itemsOf(trained, data.test!, count);
      const { mean, log_variance } = await encoder.run({ x: new OrtTensor("float32", items.data, [...items.shape]) });
      const codes = await inference.encode(items);
      expect(largestGap(mean!.data as Float32Array, codes.mean.data)).toBeLessThan(1e-5);
      expect(largestGap(log_variance!.data as Float32Array, codes.logVariance!.data)).toBeLessThan(1e-5);
      const decoded = await decoder.run({ z: mean! });
      expect(Object.keys(decoded).sort()).toEqual(["logits", "mean"]);
      expect(largestGap(decoded.mean!.data as Float32Array, (await inference.decode(codes.mean)).data)).toBeLessThan(
        1e-5,
      );
    }
    await inference.dispose();
  });

  it("runs its ONNX files in bare onnxruntime-web too", async () => {
    const web = await import("onnxruntime-web");
    const [encoder, decoder] = [
      await web.InferenceSession.create(store.files.get("onnx/encoder.onnx")!),
      await web.InferenceSession.create(store.files.get("onnx/decoder.onnx")!),
    ];
    const inference = new Inference(trained, runtime);
    const items = itemsOf(trained, data.test!, 5);
    const { mean } = await encoder.run({ x: new web.Tensor("float32", items.data, [...items.shape]) });
    const codes = await inference.encode(items);
    expect(largestGap(mean!.data as Float32Array, codes.mean.data)).toBeLessThan(1e-5);
    const decoded = await decoder.run({ z: mean! });
    expect(largestGap(decoded.mean!.data as Float32Array, (await inference.decode(codes.mean)).data)).toBeLessThan(
      1e-5,
    );
    await inference.dispose();
  });

  it("exports its training step with a note that names every input", async () => {
    const files = exportTrainStep(trained);
    const session = await InferenceSession.create(files["train-step.onnx"]!);
    const note = new TextDecoder().decode(files["train-step.md"]);
    for (const name of session.inputNames) expect(note).toContain(`\`${name}\``);
    expect(session.outputNames).toContain("loss");
  });

  it("overviews itself with everything a report shows", async () => {
    const shown = await overview(runtime, trained, { train: data.train, test: data.test! }, []);
    expect(shown.map.method).toBe("latent");
    expect(shown.manifold!.items.shape).toEqual([400, 1, 28, 28]);
    expect(shown.samples!.shape).toEqual([64, 1, 28, 28]);
    expect((await encode(runtime, trained, data.test!)).mean.shape[1]).toBe(2);
  });
});

function largestGap(a: Float32Array, b: Float32Array): number {
  return a.reduce((gap, v, i) => Math.max(gap, Math.abs(v - b[i]!)), 0);
}

describe("a vector model", () => {
  it("gives samples back in the units of its columns", async () => {
    const values = new Float32Array(500 * 2);
    const g = new Generator(1, "rows");
    for (let i = 0; i < 500; i++) values.set([1000 + 10 * g.normal(), -5 + g.normal()], i * 2);
    const { tableDataset, finishBundle } = await import("../../src/data/index.ts");
    const bundle = finishBundle({ name: "rows", train: tableDataset("rows", values, ["a", "b"]), notes: [] });
    const result = await train({
      data: bundle,
      runtime,
      store: new MemoryStore(),
      choices: { set: ["train.epochs=3"] },
    });
    const { items } = await sample(runtime, result.trained!, { count: 50 });
    const means = [0, 1].map((c) => items.data.filter((_, i) => i % 2 === c).reduce((s, v) => s + v, 0) / 50);
    expect(Math.abs(means[0]! - 1000)).toBeLessThan(20);
    expect(Math.abs(means[1]! + 5)).toBeLessThan(2);
  });
});
