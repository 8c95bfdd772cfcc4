import { describe, expect, it } from "vitest";
import { float32 } from "../../src/array/index.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import {
  compileStep,
  INPUTS,
  type LoopOptions,
  privacyPlan,
  type Snapshot,
  scheduledInput,
  traceStep,
  trainLoop,
  type Weights,
} from "../../src/train/index.ts";
import { digits, tinyModel, tinyTraining } from "./helpers.ts";

const runtime = nodeRuntime({ threads: 1 });
const data = digits(300);
const config = tinyTraining({ private: { epsilon: 8, clip: 5 }, patience: 1, clip: 1e-9 });

const KEY = Uint8Array.from({ length: 32 }, (_, i) => i);

const run = (options: Partial<LoopOptions> = {}) =>
  trainLoop({ runtime, model: tinyModel(), config, train: data, key: KEY, ...options });

const bytesOf = (weights: Weights) =>
  Object.keys(weights)
    .sort()
    .map((name) => [name, [...(weights[name]!.data as Float32Array)]]);

describe("private training", () => {
  it("lowers the loss and records what was spent, up to the budget", async () => {
    const { progress, privacy } = await run({ config: tinyTraining({ epochs: 8, private: { epsilon: 20 } }) });
    const spent = progress.history.map(({ epsilon }) => epsilon!);
    expect(spent.every((epsilon, i) => epsilon > (spent[i - 1] ?? 0))).toBe(true);
    expect(spent.at(-1)).toBeLessThanOrEqual(20);
    expect(spent.at(-1)).toBeGreaterThan(19.9);
    expect(privacy).toMatchObject({ epsilon: 20, delta: 1e-5, spent: spent.at(-1) });
    expect(progress.history.at(-1)!.train.loss).toBeLessThan(0.95 * progress.history[0]!.train.loss!);
  });

  it("trains all epochs and keeps the last weights, whatever validation says", async () => {
    let [calls, last]: [number, Weights | undefined] = [0, undefined];
    const result = await run({
      validate: async (weights) => {
        last = weights;
        return { loss: ++calls, reconstruction: 0 };
      },
    });
    expect(result.stopped).toBe("finished");
    expect(result.progress.history.map(({ clipped }) => clipped)).toEqual([0, 0, 0]);
    expect(bytesOf(result.weights)).toEqual(bytesOf(last!));
  });

  it("continues bit for bit from a stop at any step", async () => {
    const whole = await run();
    for (const stopAt of [1, 13]) {
      let [steps, snapshot]: [number, Snapshot | undefined] = [0, undefined];
      await run({
        onEvent: (event) => {
          if (event.kind === "step") steps++;
        },
        stop: () => steps >= stopAt,
        onSnapshot: (taken) => {
          snapshot = structuredClone(taken);
        },
      });
      const second = await run({ resume: snapshot! });
      expect(bytesOf(second.weights)).toEqual(bytesOf(whole.weights));
      const { seconds: _a, ...record } = second.progress.history.at(-1)!;
      const { seconds: _b, ...wanted } = whole.progress.history.at(-1)!;
      expect(record).toEqual(wanted);
    }
  });

  it("gives the same weights for the same key only, and draws a key of its own where none is given", async () => {
    const short = { config: tinyTraining({ private: { epsilon: 8 }, epochs: 1 }) };
    const [first, second] = [bytesOf((await run(short)).weights), bytesOf((await run(short)).weights)];
    expect(second).toEqual(first);
    const other = await run({ ...short, key: new Uint8Array(32) });
    expect(bytesOf(other.weights)).not.toEqual(first);
    const { key: _key, ...without } = { runtime, model: tinyModel(), train: data, key: KEY, ...short };
    const [drawn, again] = [await trainLoop(without), await trainLoop(without)];
    expect(bytesOf(drawn.weights)).not.toEqual(first);
    expect(bytesOf(again.weights)).not.toEqual(bytesOf(drawn.weights));
    const snapshot = {
      progress: { ...drawn.progress, finished: false },
      state: { parameters: {}, slots: {}, states: {} },
      best: null,
    };
    await expect(trainLoop({ ...without, resume: snapshot })).rejects.toThrow("resumed with the key it began with");
  });

  it("does not go on from a loss that is not finite", async () => {
    const model = tinyModel({ likelihood: { kind: "normal", scale: "fixed", value: 1e-3 } });
    const wild = tinyTraining({ optimiser: { kind: "sgd", rate: 1e30 }, private: { epsilon: 8 } });
    await expect(run({ model, config: wild })).rejects.toThrow("private training does not go back");
  });

  it("refuses batch statistics and free bits", async () => {
    const normalised = tinyModel({
      encoder: [{ kind: "flatten" }, { kind: "dense", units: 16 }, { kind: "batchNorm" }, { kind: "relu" }],
    });
    await expect(run({ model: normalised })).rejects.toThrow("encoder.2.running_mean");
    const free = tinyModel({ objective: { kind: "elbo", freeBits: 0.5 } });
    await expect(run({ model: free })).rejects.toThrow("model.objective.freeBits");
  });
});

describe("a private step", () => {
  const plan = privacyPlan(config, data.count)!;
  const { capacity, noiseMultiplier, clip, expectedRows } = plan;

  async function stepped(update: "fused" | "graph", weights: number, scale: number, seed = 1) {
    const plain = tinyTraining({ private: config.private, optimiser: { kind: "sgd", rate: 1 } });
    const { program, noise } = traceStep(tinyModel(), plain, plan);
    const step = await compileStep(runtime, program, update);
    const before = await step.read();
    const x = float32(new Float32Array(capacity * 784).fill(0.5), [capacity, 1, 28, 28]);
    const drawn = Object.entries(noise.keyed(KEY, seed, 0)).map(([name, { data, shape }]) => {
      const factor = name.includes("private:") ? scale : 1;
      return [
        name,
        float32(
          (data as Float32Array).map((v) => v * factor),
          shape,
        ),
      ] as const;
    });
    await step.run(
      {
        ...Object.fromEntries(drawn),
        [INPUTS.input]: x,
        [INPUTS.weights]: float32(new Float32Array(capacity).fill(weights)),
        [scheduledInput("beta")]: float32([1], []),
      },
      1,
      1,
    );
    const after = await step.read();
    await step.dispose();
    return Object.entries(before.parameters).flatMap(([name, { data }]) =>
      Array.from(data as Float32Array, (v, i) => v - Number(after.parameters[name]!.data[i])),
    );
  }
  const norm = (values: number[]) => Math.sqrt(values.reduce((total, v) => total + v * v, 0));

  it("adds noise of the planned deviation to every coordinate", async () => {
    const change = await stepped("fused", 0, 1);
    const wanted = (noiseMultiplier * clip) / expectedRows;
    expect(norm(change) / Math.sqrt(change.length) / wanted).toBeCloseTo(1, 1.7);
  });

  it("moves no further than all rows' clipped gradients without noise", async () => {
    const change = await stepped("graph", 1, 0);
    expect(norm(change)).toBeLessThan(((capacity * clip) / expectedRows) * (1 + 1e-4));
    expect(norm(change)).toBeGreaterThan(0.1 * clip);
  });

  it("is the same in the fused loop and in the graph", async () => {
    const [fused, graph] = [await stepped("fused", 1, 1), await stepped("graph", 1, 1)];
    const largest = fused.reduce((a, v) => Math.max(a, Math.abs(v)), 0);
    fused.forEach((v, i) => {
      if (Math.abs(v - graph[i]!) > 1e-4 * largest) expect(v, `coordinate ${i}`).toBe(graph[i]);
    });
    expect(norm(fused)).toBeGreaterThan(0);
  });
});
