import { readFileSync } from "node:fs";
import { unzipSync, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { DataError } from "../errors.ts";
import { memoryStore, unzipRun, zipRun } from "./archive.ts";
import { CHECKPOINT } from "./checkpoint.ts";
import { loadModel } from "./run.ts";

const FOLDER = new URL("../../test/fixtures/format-1/model/", import.meta.url);
const FILES = ["config.json", "model.safetensors", "onnx/encoder.onnx", "onnx/decoder.onnx"];
const fixture = () => FILES.map((path) => [path, new Uint8Array(readFileSync(new URL(path, FOLDER)))] as const);
const text = (value: string) => new TextEncoder().encode(value);

describe("memoryStore", () => {
  it("keeps what was written, apart from the bytes that were given", async () => {
    const store = memoryStore("m", [["a", text("old")]]);
    const bytes = text("new");
    await store.write("a", bytes);
    bytes[0] = 0;
    expect(await store.read("a")).toEqual(text("new"));
    await store.remove("a");
    expect(await store.read("a")).toBeUndefined();
  });
});

describe("zipRun and unzipRun", () => {
  it("carry a run with its report, and the checkpoint when asked for, but never a private key", async () => {
    const store = memoryStore("boxes", fixture());
    for (const path of ["report.html", "metrics.jsonl", CHECKPOINT, "checkpoint/private-key", "mine.txt"]) {
      await store.write(path, text(path));
    }
    const bare = await zipRun(store);
    expect(Object.keys(unzipSync(bare)).sort()).toEqual([...FILES, "metrics.jsonl", "report.html"].sort());
    const whole = await unzipRun(await zipRun(store, { checkpoint: true, paths: ["mine.txt", "none"] }), "copy");
    expect([...whole.files.keys()].sort()).toEqual(
      [...FILES, "metrics.jsonl", "report.html", CHECKPOINT, "mine.txt"].sort(),
    );
    for (const [path, bytes] of whole.files) expect(bytes).toEqual(store.files.get(path));
    expect(await zipRun(store)).toEqual(bare);
  });

  it("give back a model that loads, from the top of an archive or from its one folder", async () => {
    const store = memoryStore("boxes", fixture());
    for (const folder of [undefined, "boxes"]) {
      const { name, weights } = await loadModel(await unzipRun(await zipRun(store, { folder }), "boxes.zip"));
      expect(name).toBe("boxes.zip");
      expect(weights).toEqual((await loadModel(store)).weights);
    }
  });

  it("notice a file that was changed or is missing", async () => {
    const changed = Object.fromEntries(fixture());
    changed["model.safetensors"] = changed["model.safetensors"]!.slice();
    changed["model.safetensors"][200]! ^= 1;
    await expect(loadModel(await unzipRun(zipSync(changed), "x.zip"))).rejects.toThrow(
      "x.zip/model.safetensors: the file was changed",
    );
    const store = memoryStore("boxes", fixture());
    await store.remove("onnx/encoder.onnx");
    await expect(zipRun(store)).rejects.toThrow("boxes/onnx/encoder.onnx: the file is missing from the model folder");
    const zipped = await zipRun(memoryStore("boxes", fixture()));
    await expect(unzipRun(zipped.subarray(0, 5000), "x.zip")).rejects.toThrow(DataError);
  });

  it("refuse archives without a run, or with several", async () => {
    await expect(unzipRun(zipSync({ "a/b/config.json": text("{}") }), "x.zip")).rejects.toThrow(
      "x.zip: the archive must hold one model folder with its config.json, got a/b/config.json",
    );
    await expect(
      unzipRun(zipSync({ "a/config.json": text("{}"), "b/config.json": text("{}") }), "x.zip"),
    ).rejects.toThrow("got several (a/config.json, b/config.json)");
    await expect(unzipRun(zipSync({ "config.json": text("{}") }), "x.zip")).rejects.toThrow("x.zip/config.json: ");
    await expect(unzipRun(text("no archive"), "x.zip")).rejects.toThrow("x.zip: byte 0: not a zip archive");
    await expect(zipRun(memoryStore("empty"))).rejects.toThrow("empty: not a model folder, config.json is missing");
  });
});
