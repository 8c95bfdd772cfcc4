// Private training as a whole: what a folder holds while it trains and afterwards, and what is not chosen by looking at rows.

import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Generator } from "../../src/array/index.ts";
import { openTableData, type Table } from "../../src/data/index.ts";
import { epsilonOf } from "../../src/optim/index.ts";
import { renderModelCard, renderReport } from "../../src/report/index.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import {
  hasTrainingScores,
  loadModel,
  overview,
  privacyIn,
  type TrainedModel,
  type TrainOptions,
  train,
} from "../../src/tasks/index.ts";
import { folderStore } from "../../src/tasks/node.ts";
import { MemoryStore } from "./helpers.ts";

const runtime = nodeRuntime({ threads: 1 });
const KEY_FILE = "checkpoint/private-key";
const KEY = Uint8Array.from({ length: 32 }, (_, i) => 7 * i + 1);

function people(): Table {
  const generator = new Generator(1, "people");
  const colours = Array.from({ length: 400 }, () => ["red", "green", "blue"][generator.integer(3)]!);
  const sizes = Float64Array.from(colours, (colour) => colour.length + generator.normal());
  return {
    name: "people",
    count: 400,
    columns: [
      { name: "colour", cells: { kind: "text", values: colours } },
      { name: "size", cells: { kind: "number", values: sizes } },
    ],
  };
}

const data = openTableData("people", people());
const choices = { set: ["train.private.epsilon=3", "train.epochs=6", "train.batch=64"] };
const start = (store: TrainOptions["store"], options: Partial<TrainOptions> = {}) =>
  train({ data, runtime, store, choices, ...options });
const weightsOf = (store: MemoryStore) => Buffer.from(store.files.get("model.safetensors")!).toString("base64");
const configOf = (store: MemoryStore) => new TextDecoder().decode(store.files.get("config.json"));

describe("a finished private run", () => {
  const store = new MemoryStore();
  let trained: TrainedModel;

  beforeAll(async () => {
    trained = (await start(store, { privateKey: KEY })).trained!;
  });

  it("says what was spent, as the accountant has it", () => {
    const privacy = privacyIn(trained.file)!;
    const { noiseMultiplier, sampleRate, steps } = privacy;
    expect(privacy).toMatchObject({ delta: 1e-5, clip: 1, sampleRate: 64 / 360, steps: 36 });
    expect(privacy.epsilon).toBe(epsilonOf({ noiseMultiplier, sampleRate, steps, delta: 1e-5 * (1 - 1e-3) }));
    expect(privacy.epsilon).toBeGreaterThan(2.99);
    expect(privacy.epsilon).toBeLessThanOrEqual(3);
  });

  it("holds its key nowhere, neither as bytes nor as text", () => {
    expect(store.files.get(KEY_FILE)?.length).toBe(0);
    const forms = (["latin1", "hex", "base64"] as const).map((form) => Buffer.from(KEY).toString(form));
    forms.push(KEY.join(","));
    for (const [path, bytes] of store.files) {
      const text = Buffer.from(bytes).toString("latin1");
      for (const form of forms) expect(text.includes(form), path).toBe(false);
    }
  });

  it("draws from the prior, keeps the last weights, and stores no scores of training rows", async () => {
    const { config, reasons, results } = trained.file;
    expect(config.sampler).toEqual({ kind: "prior" });
    expect(config.train).toMatchObject({ patience: null, clip: null });
    expect(results).toMatchObject({ sampler: { kind: "prior" }, bestEpoch: 6 });
    expect(reasons.filter((reason) => /^(sampler prior|patience null)/.test(reason)).length).toBe(2);
    expect(hasTrainingScores(trained)).toBe(false);
    expect(Object.keys((await loadModel(store)).weights).filter((name) => name.startsWith("sampler"))).toEqual([]);
  });

  it("gives the same weights for the same key and seed, and others without a key", async () => {
    const [same, drawn, again] = [new MemoryStore(), new MemoryStore(), new MemoryStore()];
    await start(same, { privateKey: KEY });
    await start(drawn);
    await start(again);
    expect(weightsOf(same)).toBe(weightsOf(store));
    expect(new Set([store, drawn, again].map(weightsOf)).size).toBe(3);
    // What is no secret follows from train.seed all the same.
    expect(JSON.parse(configOf(drawn)).schema).toEqual(JSON.parse(configOf(again)).schema);
  });

  it("tells report and model card what is promised and what is not", async () => {
    const shown = await overview(runtime, trained, { train: data.train }, [
      { epoch: 1, step: 6, train: { loss: 2 }, rate: 1, beta: 1, gradientNorm: 1, clipped: 0, seconds: 1, epsilon: 1 },
      { epoch: 2, step: 12, train: { loss: 1 }, rate: 1, beta: 1, gradientNorm: 1, clipped: 0, seconds: 1, epsilon: 2 },
    ]);
    const promise = "the weights are (ε = 3, δ = 1e-5)-differentially private";
    expect(renderModelCard(shown)).toContain(promise);
    const section = parseHTML(renderReport(shown)).document.querySelector("#privacy-budget")!;
    expect(section.textContent).toContain(promise);
    expect(section.textContent).toContain("only while the training key is secret");
    expect(section.querySelectorAll("svg").length).toBe(1);
  });
});

describe("an unfinished private run", () => {
  async function stopped(steps: number): Promise<MemoryStore> {
    const store = new MemoryStore();
    let done = 0;
    await start(store, { privateKey: KEY, stop: () => done++ >= steps });
    return store;
  }

  it("keeps its key beside the checkpoint and goes on bit for bit", async () => {
    const whole = new MemoryStore();
    await start(whole, { privateKey: KEY });
    for (const steps of [0, 3, 20]) {
      const store = await stopped(steps);
      expect([...store.files.get(KEY_FILE)!]).toEqual([...KEY]);
      expect(configOf(store)).not.toContain("private-key");
      await train({ data, runtime, store, resume: true });
      expect(weightsOf(store)).toBe(weightsOf(whole));
    }
  });

  it("does not go on without its key, but is saved without it once all steps are done", async () => {
    const store = await stopped(3);
    store.files.delete(KEY_FILE);
    await expect(train({ data, runtime, store, resume: true })).rejects.toThrow(
      "memory/checkpoint/private-key: a private run is resumed with the key it began with, got none",
    );
    const full = new MemoryStore();
    const write = full.write.bind(full);
    full.write = async (path, bytes) => {
      if (path === "model.safetensors") throw new Error("disk full");
      await write(path, bytes);
    };
    await expect(start(full, { privateKey: KEY })).rejects.toThrow("disk full");
    full.write = write;
    expect(full.files.get(KEY_FILE)!.length).toBe(0);
    await train({ data, runtime, store: full, resume: true });
    expect(privacyIn(JSON.parse(configOf(full)))!.steps).toBe(36);
  });
});

describe("a private run in a folder", () => {
  const folder = mkdtempSync(join(tmpdir(), "vaekit-private-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("lets only its owner read the key, and removes it at the end", async () => {
    const path = join(folder, "run");
    let done = 0;
    await start(folderStore(path), { stop: () => done++ >= 2 });
    expect(statSync(join(path, KEY_FILE)).size).toBe(32);
    expect(statSync(join(path, KEY_FILE)).mode & 0o077).toBe(0);
    await train({ data, runtime, store: folderStore(path), resume: true });
    expect(existsSync(join(path, KEY_FILE))).toBe(false);
  });
});

describe("private training that cannot be", () => {
  const refused = async (set: string[], options: Partial<TrainOptions> = {}) => {
    const store = new MemoryStore();
    const error = await train({ data, runtime, store, choices: { set }, ...options }).catch((e: Error) => e);
    expect([...store.files.keys()]).toEqual([]);
    return (error as Error).message;
  };
  const budget = "train.private.epsilon=3";

  it("is refused before anything is written, naming the field", async () => {
    const layers = 'model.encoder=[{"kind":"dense","units":8},{"kind":"batchNorm"}]';
    expect(await refused([budget, layers])).toContain("statistics of whole batches (batchNorm)");
    expect(await refused([budget, "model.objective.freeBits=0.1"])).toContain("model.objective.freeBits");
    expect(await refused(["train.private.epsilon=0"])).toMatch(/^train\.private\.epsilon: .*got 0$/);
    expect(await refused(["train.private.delta=1e-6"])).toMatch(
      /^train\.private\.epsilon: must be given, expected number$/,
    );
    expect(await refused([budget], { privateKey: new Uint8Array(16) })).toContain("key must have 32 bytes, got 16");
    expect(await refused([], { privateKey: KEY })).toContain("is for private training");
  });
});
