// Every sampler with every kind of model: fitted, saved, drawn from - or refused with the kind that fits.

import { beforeAll, describe, expect, it } from "vitest";
import { openBuiltin, openTableData, type Table } from "../../src/data/index.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import {
  addSampler,
  loadModel,
  parseConfig,
  type SamplerChoice,
  type SamplerSpec,
  sample,
  synth,
  type TrainedModel,
  train,
} from "../../src/tasks/index.ts";
import { MemoryStore } from "./helpers.ts";

const runtime = nodeRuntime({ threads: 1 });
const data = openBuiltin("digits", { count: 160 });
const SMALL = ["train.epochs=2", "train.batch=40", "train.patience=null", "train.validation=0.2"];
const DENSE = ['model.encoder=[{"kind":"flatten"},{"kind":"dense","units":16},{"kind":"relu"}]', "model.latent=3"];

const SPECS: readonly SamplerSpec[] = [
  { kind: "normal" },
  { kind: "mixture", components: 2 },
  { kind: "auto", components: 2 },
  { kind: "kde", codes: 50 },
  { kind: "vamp", components: 20 },
  { kind: "maf", layers: 2, hidden: [8], epochs: 2 },
  { kind: "two-stage", hidden: [8], epochs: 2 },
  { kind: "pixelcnn", filters: 4, layers: 2, epochs: 1 },
];
const REAL = ["normal", "mixture", "auto", "kde", "maf", "two-stage"];
const PLAIN = [...REAL, "vamp"];

// What each model takes; everything else is refused.
const MODELS: readonly { name: string; preset: string; set: readonly string[]; takes: readonly string[] }[] = [
  { name: "a VAE", preset: "mnist", set: DENSE, takes: PLAIN },
  { name: "an importance-weighted autoencoder", preset: "iwae", set: DENSE, takes: PLAIN },
  { name: "an autoencoder", preset: "conv-autoencoder", set: ["model.latent=3"], takes: REAL },
  { name: "a flow posterior", preset: "planar-vae", set: DENSE, takes: REAL },
  { name: "a learned prior", preset: "mixture-prior", set: DENSE, takes: PLAIN },
  { name: "a hierarchy", preset: "two-layer", set: ["model.hierarchy.size=4"], takes: REAL },
  { name: "a sphere", preset: "s-vae", set: DENSE, takes: [] },
  { name: "binary latents", preset: "bernoulli-vae", set: DENSE, takes: [] },
  { name: "labels given", preset: "conditional-vae", set: DENSE, takes: PLAIN },
  { name: "labels of few items", preset: "semi-supervised", set: DENSE, takes: PLAIN },
  { name: "a prior of the label", preset: "conditional-prior", set: DENSE, takes: [] },
  { name: "a codebook", preset: "vq-vae", set: ["model.latent=4", "model.quantiser.size=8"], takes: ["pixelcnn"] },
];

async function trainedBy(
  preset: string,
  set: readonly string[],
): Promise<{ store: MemoryStore; trained: TrainedModel }> {
  const store = new MemoryStore();
  await train({ data, runtime, store, choices: { preset, set: [...SMALL, ...set] } });
  return { store, trained: await loadModel(store) };
}

// Pictures that training did not see judge.
const parts = { train: data.train, validation: data.test! };

describe.each(MODELS)("a model with $name", ({ preset, set, takes }) => {
  let made: { store: MemoryStore; trained: TrainedModel };

  beforeAll(async () => {
    made = await trainedBy(preset, set);
  });

  it.each(SPECS)("$kind", async (spec) => {
    const { store, trained } = made;
    if (!takes.includes(spec.kind)) {
      const before = new Map(store.files);
      await expect(addSampler(runtime, trained, parts, spec, store)).rejects.toThrow(/^sampler\.kind: .*; use [a-z]+/);
      expect([...store.files].every(([path, bytes]) => before.get(path) === bytes)).toBe(true);
      return;
    }
    await addSampler(runtime, trained, parts, spec, store);
    const loaded = await loadModel(store);
    const { kind, heldOut } = loaded.file.results!.sampler as SamplerChoice;
    expect(spec.kind === "auto" ? ["prior", "mixture"] : [spec.kind]).toContain(kind);
    expect(Object.values(heldOut!).every(Number.isFinite)).toBe(true);
    expect(Object.keys(heldOut!)).toContain(spec.kind === "auto" ? "mixture" : kind);
    const options = { count: 5, seed: 2 };
    const { items, latents } = await sample(runtime, loaded, options);
    expect(items.shape).toEqual([5, 1, 28, 28]);
    expect([...items.data, ...latents.data].every(Number.isFinite)).toBe(true);
    expect((await sample(runtime, loaded, options)).items.data).toEqual(items.data);
    if (!loaded.model.variational || kind === "prior") return;
    const prior = await sample(runtime, loaded, { ...options, sampler: "prior" });
    expect(prior.latents.data).not.toEqual(latents.data);
    await addSampler(runtime, loaded, undefined, { kind: "prior" }, store);
    const back = await loadModel(store);
    expect(Object.keys(back.weights).some((name) => name.startsWith("sampler."))).toBe(false);
    expect((await sample(runtime, back, options)).items.data).toEqual(prior.items.data);
  });
});

describe("a conditional model", () => {
  it("is given labels as frequent as in training, and those that are asked for", async () => {
    const { store, trained } = await trainedBy("conditional-vae", DENSE);
    const fitted = await addSampler(runtime, trained, parts, { kind: "normal" }, store);
    const drawn = await sample(runtime, fitted, { count: 400, seed: 1 });
    const share = (label: number) =>
      Array.from({ length: 400 }, (_, i) => drawn.condition!.data[10 * i + label]!).reduce((sum, v) => sum + v, 0) /
      400;
    // Digits are equally frequent: 0.1 each, with a standard error of 0.015.
    for (let label = 0; label < 10; label++) expect(Math.abs(share(label) - 0.1)).toBeLessThan(0.06);
    const threes = await sample(runtime, fitted, { count: 4, seed: 1, condition: { label: 3 } });
    expect([...threes.condition!.data.subarray(0, 10)]).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    const each = await sample(runtime, fitted, { count: 2, seed: 1, each: true });
    expect(each.items.shape[0]).toBe(20);
    expect(each.latents.data.subarray(0, 6)).toEqual(each.latents.data.subarray(6, 12));
  });
});

describe("a private model", () => {
  it("keeps its prior", async () => {
    const { store, trained } = await trainedBy("mnist", DENSE);
    const config = parseConfig({ ...trained.config, train: { ...trained.config.train, private: { epsilon: 3 } } });
    await expect(addSampler(runtime, { ...trained, config }, parts, { kind: "mixture" }, store)).rejects.toThrow(
      "sampler.kind: a privately trained model keeps its prior, since mixture would be fitted to training items without noise; use prior",
    );
  });
});

describe("a sampler named in the config", () => {
  it("is fitted at the end of training, and refused before it where it does not fit", async () => {
    const { trained } = await trainedBy("conv-autoencoder", ["model.latent=3", 'sampler={"kind":"kde"}']);
    expect(trained.file.results!.sampler).toMatchObject({ kind: "kde" });
    expect((await sample(runtime, trained, { count: 2 })).items.shape[0]).toBe(2);
    await expect(trainedBy("s-vae", [...DENSE, 'sampler={"kind":"kde"}'])).rejects.toThrow(/use prior/);
    await expect(trainedBy("vq-vae", ['sampler={"kind":"kde"}'])).rejects.toThrow(/use pixelcnn/);
    // Thousands of latents.
    await expect(trainedBy("very-deep", ['sampler={"kind":"mixture"}'])).rejects.toThrow(
      /^sampler\.kind: mixture is for at most 512 latents, got \d+; use two-stage/,
    );
  });
});

describe("a crash while a sampler is saved", () => {
  it("leaves a model that loads and samples, after each write", async () => {
    const { store, trained } = await trainedBy("mnist", DENSE);
    await addSampler(runtime, trained, parts, { kind: "normal" }, store);
    const loaded = await loadModel(store);
    for (const most of [0, 1, 2]) {
      const broken = new MemoryStore();
      for (const [path, bytes] of store.files) broken.files.set(path, bytes);
      let writes = 0;
      const write = async (path: string, bytes: Uint8Array) => {
        if (writes++ === most) throw new Error("the power went");
        await broken.write(path, bytes);
      };
      const failing = { name: broken.name, read: (path: string) => broken.read(path), write };
      await expect(addSampler(runtime, loaded, parts, { kind: "kde" }, failing)).rejects.toThrow("the power went");
      expect((await sample(runtime, await loadModel(broken), { count: 2 })).items.shape[0]).toBe(2);
    }
  });
});

describe("a model of a table", () => {
  const values = Array.from({ length: 300 }, (_, i) => i);
  const table: Table = {
    name: "rows",
    count: 300,
    columns: [
      { name: "town", cells: { kind: "text", values: values.map((i) => ["Ulm", "Bern", "Graz"][i % 3]!) } },
      {
        name: "income",
        cells: { kind: "text", values: values.map((i) => (1000 * (1 + (i % 3)) + ((i * 37) % 100)).toFixed(1)) },
      },
    ],
  };
  const rows = openTableData("rows", table, {});
  const store = new MemoryStore();

  beforeAll(async () => {
    await train({ data: rows, runtime, store, choices: { set: ["train.epochs=2", "train.batch=64"] } });
  });

  it.each(SPECS)("$kind", async (spec) => {
    const trained = await loadModel(store);
    const add = addSampler(runtime, trained, { train: rows.train }, spec, store);
    if (["maf", "two-stage", "pixelcnn"].includes(spec.kind)) {
      await expect(add).rejects.toThrow(/^sampler\.kind: .*; use mixture/);
      return;
    }
    await add;
    const loaded = await loadModel(store);
    const { kind } = loaded.file.results!.sampler as SamplerChoice;
    const free = await synth(runtime, loaded, { count: 20, seed: 1 });
    expect(free.sampler).toBe(kind);
    expect(free.table.count).toBe(20);
    expect((await synth(runtime, loaded, { count: 20, seed: 1 })).table).toEqual(free.table);
    expect((await synth(runtime, loaded, { count: 5, seed: 1, temperature: 0.5 })).table.count).toBe(5);
  });
});
