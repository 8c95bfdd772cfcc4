// The contract that scripts rely on: each verb's output, its files and its keys.

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readNpy, readNpz, writeCsv } from "../../src/data/index.ts";
import { type Ended, hashOf, MAIN, TINY, temporaryFolder, vaekit } from "./harness.ts";

const cwd = temporaryFolder();
const DATA = ["digits", "--count", "256"];
const run = (...args: string[]) => vaekit(args, { cwd });
const at = (file: string) => join(cwd, file);
const npy = (file: string) => readNpy(readFileSync(at(file)), file);

async function done(...args: string[]): Promise<Ended> {
  const ended = await run(...args);
  expect(ended.stderr, args.join(" ")).not.toContain("error:");
  expect(ended.code, args.join(" ")).toBe(0);
  return ended;
}

let trained: Ended;

beforeAll(async () => {
  trained = await run("train", ...DATA, ...TINY, "--epochs", "2", "--out", "model");
});

describe("vaekit train", () => {
  it("prints results to stdout, ending with the report, and all else to stderr", () => {
    expect(trained.code).toBe(0);
    expect(trained.stdout.trimEnd().split("\n").at(-1)).toBe("report: model/report.html");
    expect(trained.stdout).toMatch(/^ELBO +-\d/m);
    expect(trained.stdout).toMatch(/^trained in [\d.]+ s, /m);
    expect(trained.stdout).not.toContain("epoch 1/2");
    expect(trained.stderr).toMatch(/^epoch 1\/2 {2}loss \d/m);
    expect(trained.stderr).not.toContain("\u001b");
  });

  it("leaves a folder with the model, its graphs, metrics, report and card", () => {
    const { hashes, status } = JSON.parse(readFileSync(at("model/config.json"), "utf8"));
    expect(status).toBe("finished");
    for (const [file, hash] of Object.entries(hashes)) expect(hashOf(at(`model/${file}`)), file).toBe(hash);
    expect(readFileSync(at("model/report.html"), "utf8")).toMatch(/^<!doctype html>/i);
    expect(readFileSync(at("model/README.md"), "utf8")).toMatch(/^# |^---/);
    expect(readFileSync(at("model/metrics.jsonl"), "utf8").match(/"kind":"epoch"/g)).toHaveLength(2);
  });

  it("prints one JSON object a line with --json", async () => {
    const { stdout, stderr } = await done(
      "train",
      ...DATA,
      ...TINY,
      "--epochs",
      "1",
      "--out",
      "json",
      "--no-report",
      "--json",
    );
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ kind }) => kind)).toEqual(["start", "step", "epoch", "end"]);
    expect(lines.at(-1)).toMatchObject({ run: "json", stopped: "finished", part: "test", epochs: 1, steps: 2 });
    expect(stderr).toBe("");
  });

  it("names the folder after data and preset and numbers it where it exists", async () => {
    const short = ["train", ...DATA, ...TINY, "--epochs", "1", "--no-report"];
    expect((await done(...short)).stdout).toContain("run: runs/digits-mnist\n");
    expect((await done(...short)).stdout).toContain("run: runs/digits-mnist-2\n");
  });

  it("replaces a run with --overwrite and gives the same weights for the same seed", async () => {
    const before = hashOf(at("model/model.safetensors"));
    await done("train", ...DATA, ...TINY, "--epochs", "2", "--out", "again", "--no-report");
    await done("train", ...DATA, ...TINY, "--epochs", "2", "--out", "again", "--no-report", "--overwrite");
    expect(hashOf(at("again/model.safetensors"))).toBe(before);
    await done(
      "train",
      ...DATA,
      ...TINY,
      "--epochs",
      "2",
      "--out",
      "again",
      "--no-report",
      "--overwrite",
      "--seed",
      "1",
    );
    expect(hashOf(at("again/model.safetensors"))).not.toBe(before);
  });

  it("trains on WebAssembly with --runtime wasm", async () => {
    const { stdout } = await done(
      "train",
      ...DATA,
      ...TINY,
      "--epochs",
      "1",
      "--out",
      "wasm",
      "--runtime",
      "wasm",
      "--threads",
      "1",
      "--no-report",
    );
    expect(stdout).toContain("run: wasm\n");
  });

  it("chooses a preset for a table and says why, and takes its label column apart", async () => {
    const rows = Array.from({ length: 60 }, (_, i) => [Math.sin(i), Math.cos(i), i % 7, i % 2 ? "odd" : "even"]);
    writeFileSync(at("table.csv"), writeCsv(["a", "b", "c", "class"], rows));
    const labelled = ["train", "table.csv", "--labels", "class", "--epochs", "2"];
    const { stderr } = await done(...labelled, "--out", "table", "--no-report");
    expect(stderr).toContain("data: table, 3 columns: 60 train items");
    expect(stderr).toContain("chosen: preset table: the data is a table");
    const made = await done("synth", "table", "-n", "5");
    expect(made.stdout).toMatch(/^a,b,c\n(.*\n){5}$/);
  });

  it("takes a table of numbers as rows of plain numbers where the preset is for these", async () => {
    const options = ["--preset", "vector", "--labels", "class", "--epochs", "2", "--out", "plain"];
    const { stderr } = await done("train", "table.csv", ...options);
    expect(stderr).toContain("chosen: latent 2: half of 3 columns");
    const sampled = await done("sample", "plain", "-n", "5", "--out", "rows.csv");
    expect(sampled.stdout).toBe("");
    expect(readFileSync(at("rows.csv"), "utf8")).toMatch(/^a,b,c\n(.*\n){5}$/);
  });
});

describe("vaekit evaluate", () => {
  it("prints one object with the promised keys", async () => {
    const { stdout } = await done("evaluate", "model", ...DATA, "--split", "test", "--samples", "5", "--json");
    expect(stdout.trimEnd().split("\n")).toHaveLength(1);
    const { count, elbo, reconstruction, kl, bitsPerDim, activeUnits, nll, nllStandardError, samples, split } =
      JSON.parse(stdout);
    expect({ count, samples, split }).toEqual({ count: 43, samples: 5, split: "test" });
    expect(elbo).toBeCloseTo(-(reconstruction + kl), 6);
    expect(bitsPerDim).toBeCloseTo(-elbo / 784 / Math.LN2, 6);
    expect(activeUnits).toBeGreaterThanOrEqual(0);
    expect(nll).toBeLessThanOrEqual(-elbo);
    expect(nllStandardError).toBeGreaterThan(0);
  });

  it("opens the run's own data without DATA, and agrees with what training printed", async () => {
    const { results } = JSON.parse(readFileSync(at("model/config.json"), "utf8"));
    const { elbo } = JSON.parse((await done("evaluate", "model", "--json")).stdout);
    expect(elbo).toBe(results.elbo);
  });

  it("prints a table without --json", async () => {
    const { stdout } = await done("evaluate", "model", "--split", "train");
    expect(stdout).toMatch(/^ELBO +-\d.*\nreconstruction .*\nKL .*\nbits\/dim .*\nactive units .*\n/);
  });
});

describe("vaekit score", () => {
  it("gives the same bytes twice, one row an item, in file and on stdout", async () => {
    await done("score", "model", ...DATA, "--out", "a.csv");
    await done("score", "model", ...DATA, "--out", "b.csv");
    expect(hashOf(at("a.csv"))).toBe(hashOf(at("b.csv")));
    const [header, ...rows] = readFileSync(at("a.csv"), "utf8").trimEnd().split("\n");
    expect(header).toBe("index,score,reconstruction,kl,label");
    expect(rows.map((row) => Number(row.split(",")[0]))).toEqual(Array.from({ length: 43 }, (_, i) => i));
    expect((await done("score", "model", ...DATA)).stdout).toBe(readFileSync(at("a.csv"), "utf8"));
  });

  it("scores by importance sampling with --samples", async () => {
    await done("score", "model", ...DATA, "--samples", "8", "--seed", "1", "--out", "nll.csv");
    expect(hashOf(at("nll.csv"))).not.toBe(hashOf(at("a.csv")));
  });
});

describe("items and codes", () => {
  it("samples to PNG, npy, npz and CSV, the same for the same seed", async () => {
    for (const kind of ["png", "npy", "npz", "csv"]) {
      await done("sample", "model", "-n", "6", "--seed", "1", "--out", `s.${kind}`);
    }
    expect(readFileSync(at("s.png")).subarray(1, 4).toString()).toBe("PNG");
    expect(npy("s.npy").shape).toEqual([6, 1, 28, 28]);
    const arrays = readNpz(readFileSync(at("s.npz")), "s.npz");
    expect(arrays.get("X")!().data).toEqual(npy("s.npy").data);
    expect(arrays.get("z")!().shape).toEqual([6, 3]);
    expect(readFileSync(at("s.csv"), "utf8").trimEnd().split("\n")).toHaveLength(7);
    await done("sample", "model", "-n", "6", "--seed", "2", "--out", "s2.npy");
    expect(npy("s2.npy").data).not.toEqual(npy("s.npy").data);
  });

  it("encodes and decodes: every kind of file carries the same codes", async () => {
    for (const kind of ["npy", "npz", "csv"]) {
      await done("encode", "model", ...DATA, "--out", `z.${kind}`);
      await done("decode", "model", `z.${kind}`, "--out", `from-${kind}.npy`);
    }
    expect(npy("z.npy").shape).toEqual([43, 3]);
    expect(npy("from-npy.npy").shape).toEqual([43, 1, 28, 28]);
    expect(npy("from-npz.npy").data).toEqual(npy("from-npy.npy").data);
    expect(npy("from-csv.npy").data).toEqual(npy("from-npy.npy").data);
    await done("reconstruct", "model", ...DATA, "--out", "r.npy");
    expect(npy("r.npy").data).toEqual(npy("from-npy.npy").data);
  });

  it("chooses the part with --split and fewer items with --limit", async () => {
    await done("encode", "model", ...DATA, "--split", "train", "--out", "train.npy");
    expect(npy("train.npy").shape).toEqual([256, 3]);
    await done("encode", "model", ...DATA, "--limit", "10", "--out", "ten.npy");
    expect(npy("ten.npy").shape).toEqual([10, 3]);
  });

  it("reconstructs pairs with the error of each item", async () => {
    const { stdout } = await done("reconstruct", "model", ...DATA, "-n", "4", "--out", "pairs.png", "--json");
    const { count, errors, meanSquaredError } = JSON.parse(stdout);
    expect(count).toBe(4);
    expect(errors.reduce((a: number, b: number) => a + b) / 4).toBeCloseTo(meanSquaredError, 6);
    expect((await done("reconstruct", "model", ...DATA, "-n", "4")).stdout).toMatch(/^item +squared error +label\n0 /);
  });

  it("denoises: original, noisy and restored item with both errors", async () => {
    const { stdout } = await done(
      "denoise",
      "model",
      ...DATA,
      "-n",
      "3",
      "--corrupt",
      "gaussian:0.5",
      "--out",
      "d.png",
      "--json",
    );
    const { errors, inputErrors } = JSON.parse(stdout);
    expect([errors.length, inputErrors.length]).toEqual([3, 3]);
    expect(inputErrors[0]).toBeGreaterThan(0.02);
  });

  it("interpolates between two items, ends included", async () => {
    await done("interpolate", "model", ...DATA, "--from", "2", "--to", "5", "--steps", "7", "--out", "walk.npy");
    await done("reconstruct", "model", ...DATA, "--out", "all.npy");
    const [walk, all] = [npy("walk.npy"), npy("all.npy")];
    expect(walk.shape).toEqual([7, 1, 28, 28]);
    const item = (array: typeof all, i: number) =>
      Array.from((array.data as Float32Array).subarray(i * 784, (i + 1) * 784));
    const gap = (a: number[], b: number[]) => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
    expect(gap(item(walk, 0), item(all, 2))).toBeLessThan(1e-5);
    expect(gap(item(walk, 6), item(all, 5))).toBeLessThan(1e-5);
    expect(gap(item(walk, 3), item(all, 5))).toBeGreaterThan(1e-4);
  });

  it("traverses each latent dimension", async () => {
    await done("traverse", "model", "--steps", "5", "--out", "t.npy");
    expect(npy("t.npy").shape).toEqual([15, 1, 28, 28]);
    await done("traverse", "model", ...DATA, "--from", "1", "--dimensions", "0,2", "--steps", "5", "--out", "t.png");
    expect(readFileSync(at("t.png")).subarray(1, 4).toString()).toBe("PNG");
  });
});

describe("what a run is", () => {
  it("info names layers with shapes and parameters", async () => {
    const { stdout } = await done("info", "model");
    expect(stdout).toMatch(/^encoder\.1 +dense +24 +18,840$/m);
    expect(stdout).toMatch(/^posterior\.mean +dense +3 +75$/m);
    const { layers, parameters, files, results } = JSON.parse((await done("info", "model", "--json")).stdout);
    expect(layers.encoder[1]).toEqual({ kind: "dense", outputShape: [24], parameters: 18_840 });
    expect(parameters).toBe(38_686);
    expect(files.map(({ name }: { name: string }) => name)).toContain("model/onnx/encoder.onnx");
    expect(results.count).toBe(43);
  });

  it("export writes ONNX, the training step and safetensors", async () => {
    for (const to of ["onnx", "train-step", "safetensors"])
      await done("export", "model", "--to", to, "--out", "exported");
    expect(hashOf(at("exported/model.safetensors"))).toBe(hashOf(at("model/model.safetensors")));
    expect(readFileSync(at("exported/train-step.md"), "utf8")).toContain("batch:weights");
    expect(readFileSync(at("exported/encoder.onnx")).length).toBeGreaterThan(1000);
  });

  it("report writes the report anew from what the run saved", async () => {
    const { stdout } = await done("report", "model", "--out", "own.html");
    expect(stdout).toBe("report: own.html\n");
    expect(readFileSync(at("own.html"), "utf8")).toBe(readFileSync(at("model/report.html"), "utf8"));
  });

  it("data says what it understood and draws a contact sheet", async () => {
    const { stdout } = await done("data", ...DATA, "--out", "sheet.png");
    expect(stdout).toMatch(/^items +28x28 pictures, 1 channel$/m);
    expect(readFileSync(at("sheet.png")).subarray(1, 4).toString()).toBe("PNG");
    const { parts, schema } = JSON.parse((await done("data", ...DATA, "--json")).stdout);
    expect([parts.train.count, parts.test.count, schema.height]).toEqual([256, 43, 28]);
  });

  it("presets prints a config that train takes", async () => {
    expect((await done("presets")).stdout).toMatch(/^mnist +image /m);
    writeFileSync(at("conv.json"), (await done("presets", "conv-pool")).stdout);
    await done("train", ...DATA, "--config", "conv.json", "--epochs", "1", "--out", "from-config", "--no-report");
    expect(JSON.parse(readFileSync(at("from-config/config.json"), "utf8")).config.preset).toBe("conv-pool");
  });

  it("doctor finds both engines of Node", async () => {
    const { runtimes } = JSON.parse((await done("doctor", "--json")).stdout);
    const works = Object.fromEntries(
      runtimes.map(({ runtime, works }: { runtime: string; works: boolean }) => [runtime, works]),
    );
    expect(works).toEqual({ node: true, wasm: true, webgpu: false });
  });
});

describe("pipes", () => {
  it("ends quietly when the reader of stdout goes away", async () => {
    const script = `"${process.execPath}" "${MAIN}" sample model -n 500 --out many.csv && "${process.execPath}" "${MAIN}" score model digits --count 60000 --limit 5000 | head -n 1`;
    const { stdout, stderr } = spawnSync("bash", ["-o", "pipefail", "-c", script], { cwd, encoding: "utf8" });
    expect(stdout).toBe("index,score,reconstruction,kl,label\n");
    expect(stderr).not.toMatch(/EPIPE|error/);
  });
});
