// Time series from a table to scores on time stamps.

import { beforeAll, describe, expect, it } from "vitest";
import { Generator } from "../../src/array/index.ts";
import { finishBundle, seriesDataset, subset, type Table } from "../../src/data/index.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import {
  loadModel,
  partsOf,
  reconstruct,
  resolveConfig,
  sample,
  scoreSeries,
  type TrainedModel,
  train,
  trainingScoresOf,
} from "../../src/tasks/index.ts";
import { MemoryStore } from "./helpers.ts";

const runtime = nodeRuntime({ threads: 1 });
const store = new MemoryStore();
const WINDOW = 16;
const BROKEN = 300;
let trained: TrainedModel;

// Two waves, of which the second stands still for a while; rows 200 to 229 are not there.
function waves(broken: boolean): Table {
  const noise = new Generator(1, "noise").fillNormal(new Float32Array(800));
  const rows = Array.from({ length: 400 }, (_, i) => i).filter((i) => i < 200 || i >= 230);
  const number = (name: string, value: (i: number) => number) => ({
    name,
    cells: { kind: "number" as const, values: Float64Array.from(rows, value) },
  });
  const still = (i: number) => broken && i >= BROKEN && i < BROKEN + 4;
  return {
    name: "waves",
    count: rows.length,
    columns: [
      number("t", (i) => i),
      number("a", (i) => Math.sin(i / 2) + 0.1 * noise[2 * i]!),
      number("b", (i) => (still(i) ? 5 : 3 * Math.cos(i / 2)) + 0.1 * noise[2 * i + 1]!),
    ],
  };
}

const bundle = finishBundle(seriesDataset(waves(false), { window: WINDOW, time: "t" }));

beforeAll(async () => {
  const choices = { set: ["train.epochs=15", "train.optimiser.rate=5e-3", "model.latent=4"] };
  trained = (await train({ data: bundle, runtime, store, choices })).trained!;
});

describe("a model of time series", () => {
  it("is chosen by the data, with convolutions over [channels, window]", async () => {
    expect(trained.config.preset).toBe("series");
    expect(trained.model.item).toEqual({ kind: "series", shape: [2, WINDOW] });
    expect(trained.config.model.encoder[0]).toMatchObject({ kind: "conv", filters: 16 });
    expect((await loadModel(store)).schema).toEqual(trained.schema);
  });

  it("is not trained with a promise of privacy that overlapping windows break", async () => {
    const choices = { set: ["train.private.epsilon=5"] };
    const run = train({ data: bundle, runtime, store: new MemoryStore(), choices });
    await expect(run).rejects.toThrow("train.private: protects items one by one, got windows of a time series");
  });

  it("is measured on the training part alone", () => {
    const { train: part, validation } = partsOf(bundle, trained.config);
    expect(part.schema).toEqual(trained.schema);
    expect(validation!.schema).toEqual(trained.schema);
    expect(Math.max(...part.series!.starts) + WINDOW).toBeLessThanOrEqual(Math.min(...validation!.series!.starts));
  });

  it("samples and restores windows in the units of the source", async () => {
    const { items } = await sample(runtime, trained, { count: 3 });
    expect(items.shape).toEqual([3, 2, WINDOW]);
    const { originals } = await reconstruct(runtime, trained, subset(bundle.train, [5]));
    expect(originals.data[3]).toBeCloseTo(bundle.train.values[(5 + 3) * 2]!, 4);
  });
});

describe("scores of time stamps", () => {
  it("point at what is strange", async () => {
    const data = seriesDataset(waves(true), { model: trained.schema as never }).train;
    const { step, window, uncovered } = await scoreSeries(runtime, trained, data);
    const top = [...step.keys()].sort((a, b) => step[b]! - step[a]!).slice(0, 4);
    expect(top.map((row) => data.series!.times![row]).sort()).toEqual([300, 301, 302, 303]);
    const widest = [...window.keys()].sort((a, b) => window[b]! - window[a]!)[0]!;
    expect(Math.abs(data.series!.times![widest]! - BROKEN)).toBeLessThan(WINDOW);
    expect(uncovered).toBe(0);
    expect(step[top[3]!]).toBeGreaterThan(trainingScoresOf(trained).at(-1)!);
  });

  it("are means over windows: a window's steps add up to its score", async () => {
    const one = await scoreSeries(runtime, trained, subset(bundle.train, [7]));
    const covered = [...one.windows.keys()].filter((row) => one.windows[row] === 1);
    expect(covered).toEqual(Array.from({ length: WINDOW }, (_, t) => 7 + t));
    expect(one.uncovered).toBe(one.count - WINDOW);
    expect(one.step[0]).toBeNaN();
    const sum = covered.reduce((total, row) => total + one.step[row]!, 0);
    expect(one.window[7]! * WINDOW).toBeCloseTo(sum, 4);
    const two = await scoreSeries(runtime, trained, subset(bundle.train, [7, 8]));
    const next = await scoreSeries(runtime, trained, subset(bundle.train, [8]));
    expect(two.step[10]).toBeCloseTo((one.step[10]! + next.step[10]!) / 2, 5);
  });

  it("are the same at every call", async () => {
    const first = await scoreSeries(runtime, trained, bundle.train);
    const second = await scoreSeries(runtime, trained, bundle.train);
    expect(second).toEqual(first);
  });
});

describe("the preset series on plain rows", () => {
  it("takes a row as one channel", () => {
    const values = new Generator(0, "rows").fillNormal(new Float32Array(50 * 21));
    const columns = Array.from({ length: 21 }, (_, j) => ({
      name: `x${j}`,
      mean: 0,
      standardDeviation: 1,
      min: -4,
      max: 4,
      constant: false,
    }));
    const rows = { name: "rows", schema: { kind: "vector", size: 21, columns } as const, count: 50, values, scale: 1 };
    const { config, reasons } = resolveConfig({ preset: "series" }, rows);
    expect(config.model.encoder[0]).toEqual({ kind: "reshape", shape: [1, 21] });
    expect(reasons).toContain("encoder reshape [1, 21]: a row is one channel of 21 steps");
  });
});
