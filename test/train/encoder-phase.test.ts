// Updates of the encoder alone (He et al. 2019), on the real engine.

import { describe, expect, it } from "vitest";
import { float32, Generator, type HostArray } from "../../src/array/index.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import {
  compileStep,
  INPUTS,
  type LoopOptions,
  type Snapshot,
  scheduledInput,
  traceStep,
  trainLoop,
} from "../../src/train/index.ts";
import { digits, tinyModel, tinyTraining } from "./helpers.ts";

const runtime = nodeRuntime({ threads: 1 });
const data = digits(200);
const config = tinyTraining({ epochs: 4, encoderSteps: { most: 4, window: 2, epochs: 2 } });
const run = (options: Partial<LoopOptions> = {}) =>
  trainLoop({ runtime, model: tinyModel(), config, train: data, ...options });
const numbers = (arrays: Readonly<Record<string, HostArray>>) =>
  Object.keys(arrays)
    .sort()
    .map((name) => [name, [...(arrays[name]!.data as Float32Array)]]);

describe("encoderSteps", () => {
  it("update the encoder alone for as many epochs as are given, then all parameters together", async () => {
    const counts: number[] = [];
    const { progress } = await run({
      onEvent: (event) => {
        if (event.kind === "epoch") counts.push(0);
      },
      onSnapshot: ({ progress: { encoder } }) => {
        counts[counts.length - 1] = encoder!.updates;
      },
    });
    const steps = progress.step / 4;
    expect(progress.encoder!.over).toBe(true);
    // At least one window before each step of the first epoch; one update a step once the phase is over.
    expect(counts[0]).toBeGreaterThanOrEqual(2 * steps);
    expect(counts[0]).toBeLessThanOrEqual(4 * steps);
    expect(counts[3]! - counts[2]!).toBe(steps);
    expect(progress.history[0]!.train.mutualInformation).toBeGreaterThan(0);
    expect(progress.history[0]!.train.mutualInformation).toBeLessThan(Math.log(32));
    expect(progress.history[3]!.train.loss).toBeLessThan(progress.history[0]!.train.loss!);
  });

  it("continue bit for bit from a stop within the phase and after it", async () => {
    const whole = await run();
    for (const stopAt of [3, 16]) {
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
      expect(numbers(second.weights)).toEqual(numbers(whole.weights));
      expect(second.progress.encoder).toEqual(whole.progress.encoder);
    }
  });

  it("are for models whose posterior is known and not for private training", async () => {
    const model = tinyModel({ kind: "autoencoder", objective: { kind: "reconstruction", error: "squared" } });
    await expect(run({ model })).rejects.toThrow("train.encoderSteps");
    await expect(run({ config: { ...config, private: { epsilon: 3 } } })).rejects.toThrow("train.encoderSteps");
  });
});

describe("a step of one part", () => {
  it("leaves the others and their moments as they are, in the fused loop and in the graph alike", async () => {
    const { program, noise } = traceStep(tinyModel(), config);
    const [fused, graph] = [await compileStep(runtime, program, "fused"), await compileStep(runtime, program, "graph")];
    const x = float32(new Generator(1, "x").fillUniform(new Float32Array(32 * 784)), [32, 1, 28, 28]);
    const weights = float32(new Float32Array(32).fill(1 / 32));
    const parts = [{ encoder: 1 }, { encoder: 2 }, { rest: 1 }, { encoder: 3, rest: 2 }];
    for (const step of [fused, graph]) {
      for (const [i, part] of parts.entries()) {
        const before = await step.read();
        const feeds = { ...noise.at(1, i), [INPUTS.input]: x, [INPUTS.weights]: weights };
        await step.run({ ...feeds, [scheduledInput("beta")]: float32([1], []) }, i + 1, 1e-3, part);
        const after = await step.read();
        for (const [kind, values] of [
          ["parameters", after.parameters],
          ["slots", after.slots],
        ] as const) {
          for (const [name, { data }] of Object.entries(values)) {
            const own = /^(\w+\/)?(encoder|posterior)\./.test(name) ? "encoder" : "rest";
            const same = (data as Float32Array).every((v, k) => v === before[kind][name]!.data[k]);
            expect([name, same]).toEqual([name, !(own in part)]);
          }
        }
      }
    }
    const [one, other] = [await fused.read(), await graph.read()];
    for (const [name, { data }] of Object.entries(one.parameters)) {
      (data as Float32Array).forEach((v, k) => {
        expect(Math.abs(v - (other.parameters[name]!.data[k] as number))).toBeLessThan(1e-4);
      });
    }
    await fused.dispose();
    await graph.dispose();
  });
});
