// A saved model loads into PyTorch: test/python/load_safetensors.py builds modules from config.json, loads
// model.safetensors into them by name, and gives what vaekit gives. Skipped where no python3 has torch and NumPy.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { float32, Generator, type HostArray } from "../src/array/index.ts";
import { type Dataset, writeNpy } from "../src/data/index.ts";
import { findPreset } from "../src/models/index.ts";
import { layerKinds } from "../src/nn/index.ts";
import { nodeRuntime } from "../src/runtime/node.ts";
import { exportSafeTensors, Inference, itemsOf, type TrainedModel, train } from "../src/tasks/index.ts";
import { folderStore } from "../src/tasks/node.ts";
import { type Case, cases, rows } from "./python/cases.ts";
import { digits } from "./train/helpers.ts";

// Both sides sum the same float32 products in different orders, so results part by some units in the last place of the
// largest value: by up to 7e-7 of it where this was measured. The smallest slip tried, GELU for its approximation, gives 2e-4.
const TOLERANCE = 1e-5;

const scripts = new URL("python/", import.meta.url).pathname;
const root = mkdtempSync(join(tmpdir(), "vaekit-python-"));
const runtime = nodeRuntime({ threads: 1 });
const python = ["python3", "/usr/bin/python3"].find(
  (command) => spawnSync(command, ["-c", "import numpy, torch"]).status === 0,
);
const reason = python === undefined ? " (skipped: no python3 here imports torch and numpy)" : "";

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("a saved model in PyTorch", () => {
  for (const [index, { title, preset, config, data }] of cases.entries()) {
    it.skipIf(python === undefined)(`gives the same codes and items: ${title}${reason}`, async () => {
      const folder = join(root, `model-${index}`);
      const dataset = data();
      const trained = await trainIn(folder, dataset, preset, config);
      const items = itemsOf(trained, dataset, 8);
      const z = wideLatents(8, trained.config.model.latent);
      const inference = new Inference(trained, runtime);
      const { mean, logVariance } = await inference.encode(items);
      const decoded = await inference.decode(z);
      await inference.dispose();
      const inputs = [saved("items.npy", items), saved("latents.npy", z)];
      const got = JSON.parse(runPython([join(scripts, "load_safetensors.py"), folder, ...inputs]));
      expect(Object.keys(got)).toEqual(
        trained.model.variational ? ["mean", "logVariance", "decoded"] : ["mean", "decoded"],
      );
      expect(gap(got.mean, mean)).toBeLessThan(TOLERANCE);
      if (logVariance !== undefined) expect(gap(got.logVariance, logVariance)).toBeLessThan(TOLERANCE);
      expect(gap(got.decoded, decoded)).toBeLessThan(TOLERANCE);
    });
  }

  it.skipIf(python === undefined)(`loads as docs/python.md shows${reason}`, async () => {
    await trainIn(join(root, "runs/digits"), digits(64), "mnist");
    const blocks = readFileSync(new URL("../docs/python.md", import.meta.url), "utf8")
      .split("```python\n")
      .slice(1);
    const snippet = blocks.map((block) => block.split("```")[0]!).find((block) => block.includes("load_safetensors"))!;
    expect(runPython(["-c", snippet])).toBe("torch.Size([16, 20]) torch.Size([16, 1, 28, 28])\n");
  });
});

describe("a model folder", () => {
  it("spells out a mirrored decoder in config.json", async () => {
    const folder = join(root, "spelt");
    const { model } = await trainIn(folder, digits(64), "mnist");
    const { config, layers } = JSON.parse(readFileSync(join(folder, "config.json"), "utf8"));
    expect(config.model.decoder).toBe("mirror");
    expect(layers).toEqual({ encoder: model.encoder, decoder: model.decoder });
  });

  it("exports its safetensors unchanged, with a note that names every tensor and layer", async () => {
    const folder = join(root, "exported");
    const trained = await trainIn(folder, rows(64), "vector");
    const files = exportSafeTensors(trained);
    expect(Buffer.from(files["model.safetensors"]!).equals(readFileSync(join(folder, "model.safetensors")))).toBe(true);
    const note = new TextDecoder().decode(files["model.md"]);
    for (const [name, { shape }] of Object.entries(trained.weights)) {
      expect(note).toContain(`| ${name} | [${shape.join(", ")}] |`);
    }
    for (const layer of [...trained.model.encoder, ...trained.model.decoder]) {
      expect(note).toContain(JSON.stringify(layer));
    }
  });
});

describe("the cases", () => {
  it("hold every kind of layer that takes what a model gets", () => {
    const text = JSON.stringify(cases.map(({ preset, config }) => [findPreset(preset).config, config]));
    // Saved models take float32 items, an embedding takes classes.
    const expected = layerKinds.filter((kind) => kind !== "embedding");
    expect(expected.filter((kind) => !text.includes(`"kind":"${kind}"`))).toEqual([]);
  });
});

async function trainIn(
  folder: string,
  dataset: Dataset,
  preset: string,
  config?: Case["config"],
): Promise<TrainedModel> {
  const data = { name: dataset.name, train: dataset, notes: [] };
  const set = ["train.epochs=1", "train.batch=16", "train.validation=0"];
  const choices = { preset, set, ...(config === undefined ? {} : { config }) };
  return (await train({ data, runtime, store: folderStore(folder), choices })).trained!;
}

// Wider than the prior, so that the decoder leaves its middle.
function wideLatents(count: number, latent: number): HostArray<"float32"> {
  const data = new Generator(1, "latents").fillNormal(new Float32Array(count * latent));
  return float32(
    data.map((v) => 3 * v),
    [count, latent],
  );
}

function saved(name: string, { shape, data }: HostArray<"float32">): string {
  const path = join(root, name);
  writeFileSync(path, writeNpy({ type: "f4", shape, data }));
  return path;
}

function runPython(args: readonly string[]): string {
  const env = { ...process.env, PYTHONPATH: scripts, PYTHONDONTWRITEBYTECODE: "1" };
  return execFileSync(python!, args, { cwd: root, encoding: "utf8", env, maxBuffer: 2 ** 28 });
}

// Largest difference, in units of the largest value; infinite where lengths differ, a value is not finite, or the items
// hardly part from each other, so that the comparison would say nothing.
function gap(got: readonly number[], { data, shape }: HostArray<"float32">): number {
  const width = data.length / shape[0]!;
  const scale = data.reduce((largest, v) => Math.max(largest, Math.abs(v)), 0);
  const spread = data.reduce((largest, v, i) => Math.max(largest, Math.abs(v - data[i % width]!)), 0);
  const difference = data.reduce((largest, v, i) => Math.max(largest, Math.abs(v - got[i]!)), 0);
  const fair = got.length === data.length && Number.isFinite(difference) && spread > 0.05 * scale;
  return fair ? difference / scale : Number.POSITIVE_INFINITY;
}
