import { describe, expect, it } from "vitest";
import { float32, type HostArray } from "../../src/array/index.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import { type LoopOptions, type Snapshot, type TrainEvent, trainLoop, type Weights } from "../../src/train/index.ts";
import { digits, tinyModel, tinyTraining } from "./helpers.ts";

const runtime = nodeRuntime({ threads: 1 });
const data = digits(600);

function run(options: Partial<LoopOptions> = {}) {
  return trainLoop({ runtime, model: tinyModel(), config: tinyTraining(), train: data, ...options });
}

const bytesOf = (weights: Weights) =>
  Object.keys(weights)
    .sort()
    .map((name) => [name, [...(weights[name]!.data as Float32Array)]]);

describe("trainLoop", () => {
  it("lowers the loss and reports every epoch", async () => {
    const { progress, stopped } = await run();
    expect(stopped).toBe("finished");
    expect(progress.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(progress.history[2]!.train.loss).toBeLessThan(progress.history[0]!.train.loss!);
  });

  it("continues bit for bit from a stop at any step", async () => {
    const whole = await run();
    for (const stopAt of [1, 7, 19, 30]) {
      let [steps, snapshot]: [number, Snapshot | undefined] = [0, undefined];
      const first = await run({
        onEvent: (event) => {
          if (event.kind === "step") steps++;
        },
        stop: () => steps >= stopAt,
        onSnapshot: (taken) => {
          snapshot = structuredClone(taken);
        },
      });
      expect(first.stopped).toBe("interrupted");
      const second = await run({ resume: snapshot! });
      expect(bytesOf(second.weights)).toEqual(bytesOf(whole.weights));
      expect(second.progress.history.at(-1)!.train).toEqual(whole.progress.history.at(-1)!.train);
    }
  });

  it("restores the last good weights at half the rate when the loss is not finite", async () => {
    const warnings: string[] = [];
    const rates: number[] = [];
    const broken = digits(600);
    const model = tinyModel({ likelihood: { kind: "normal", scale: "fixed", value: 1e-3 } });
    const config = tinyTraining({ optimiser: { kind: "sgd", rate: 1e30 }, clip: null });
    const onEvent = (event: TrainEvent) => {
      if (event.kind === "warning") warnings.push(event.text);
      if (event.kind === "step") rates.push(event.rate);
    };
    await expect(run({ model, config, train: broken, onEvent })).rejects.toThrow("for the 4th time");
    expect(warnings.length).toBe(3);
    expect(warnings[0]).toContain("the last good weights are back");
    expect(rates.every((rate) => rate >= 1e30 / 8)).toBe(true);
  });

  it("keeps the best epoch's weights and stops when validation no longer improves", async () => {
    const losses = [5, 3, 4, 4.5, 2];
    let calls = 0;
    const seen: Weights[] = [];
    const result = await run({
      config: tinyTraining({ epochs: 5, patience: 2 }),
      validate: async (weights) => {
        seen.push(weights);
        return { loss: losses[calls++]!, reconstruction: 0 };
      },
    });
    expect(result.stopped).toBe("early");
    expect(result.progress.best).toEqual({ epoch: 2, loss: 3 });
    expect(bytesOf(result.weights)).toEqual(bytesOf(seen[1]!));
  });

  it("trains on corrupted input with running statistics and dropout, the same way twice", async () => {
    const model = tinyModel({
      encoder: [
        { kind: "flatten" },
        { kind: "dense", units: 16 },
        { kind: "batchNorm" },
        { kind: "relu" },
        { kind: "dropout", rate: 0.2 },
      ],
    });
    const config = tinyTraining({ corrupt: "mask:0.25", binarise: "dynamic", epochs: 2 });
    const [a, b] = [await run({ model, config }), await run({ model, config })];
    expect(bytesOf(a.weights)).toEqual(bytesOf(b.weights));
    const variance = a.weights["encoder.2.running_var"] as HostArray<"float32">;
    expect(variance.data.some((v) => Math.abs(v - 1) > 0.01)).toBe(true);
    expect(float32(variance.data).data.every(Number.isFinite)).toBe(true);
  });
});
