import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError, DataError } from "../errors.ts";
import { checkWritable, existingRun, folderStore, loadRun, prepareOutput, writeWhole } from "./node.ts";

const RUN = JSON.stringify({ format: 1, library: "0.1.0" });
const bytes = (text: string) => new TextEncoder().encode(text);
let folder = "";
const at = (path: string) => join(folder, path);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vaekit-store-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("folderStore", () => {
  it("writes files into folders that it makes, and reads them again", async () => {
    const store = folderStore(at("run"));
    await store.write("onnx/encoder.onnx", bytes("weights"));
    expect(await store.read("onnx/encoder.onnx")).toEqual(bytes("weights"));
    expect(readdirSync(at("run/onnx"))).toEqual(["encoder.onnx"]);
  });

  it("reads nothing where there is nothing", async () => {
    writeFileSync(at("file"), "x");
    expect(await folderStore(at("nowhere")).read("config.json")).toBeUndefined();
    expect(await folderStore(at("file")).read("config.json")).toBeUndefined();
  });

  it("says what it could not read", async () => {
    mkdirSync(at("config.json"));
    await expect(folderStore(folder).read("config.json")).rejects.toThrow(
      /config\.json: cannot be read \(a folder has/,
    );
  });
});

describe("writeWhole", () => {
  it("keeps the previous file and leaves no other when it fails", async () => {
    mkdirSync(at("taken/inside"), { recursive: true });
    await expect(writeWhole(at("taken"), "text")).rejects.toThrow(DataError);
    expect(readdirSync(folder)).toEqual(["taken"]);
    expect(readdirSync(at("taken"))).toEqual(["inside"]);
  });

  it("takes over what a killed process left", async () => {
    writeFileSync(at(".a.txt.tmp"), "half of an old fi");
    await writeWhole(at("a.txt"), "new");
    expect(readdirSync(folder)).toEqual(["a.txt"]);
    expect(readFileSync(at("a.txt"), "utf8")).toBe("new");
  });

  it("names the part of the path that is a file", async () => {
    writeFileSync(at("file"), "x");
    await expect(writeWhole(at("file/a.txt"), "x")).rejects.toThrow(/a part of the path is a file, not a folder/);
  });
});

describe("checkWritable", () => {
  it("passes a file that is there and one that is not yet, and leaves nothing behind", async () => {
    writeFileSync(join(folder, "x.png"), "old");
    await checkWritable(join(folder, "x.png"));
    await checkWritable(join(folder, "new", "y.png"));
    expect(readdirSync(folder)).toEqual(["x.png"]);
  });

  it("refuses a path through a file", async () => {
    writeFileSync(join(folder, "x.png"), "old");
    await expect(checkWritable(join(folder, "x.png", "y.png"))).rejects.toThrow(DataError);
  });
});

describe("prepareOutput", () => {
  it("takes a new place and an empty folder, without writing", async () => {
    mkdirSync(at("empty"));
    await prepareOutput(at("empty"));
    await prepareOutput(at("new/deeper"));
    expect(existsSync(at("new"))).toBe(false);
    expect(readdirSync(at("empty"))).toEqual([]);
  });

  it("takes a folder in which a killed process left only unfinished files", async () => {
    writeFileSync(at(".config.json.tmp"), "{");
    await expect(prepareOutput(folder)).resolves.toBeDefined();
  });

  it("refuses a run that is there, naming both ways on", async () => {
    writeFileSync(at("config.json"), RUN);
    await expect(prepareOutput(folder)).rejects.toThrow(/--overwrite.*--resume/);
    await expect(prepareOutput(folder)).rejects.toThrow(ConfigError);
  });

  it("removes an old run with the first write and not before, and nothing that is not the run's", async () => {
    mkdirSync(at("checkpoint"));
    writeFileSync(at("checkpoint/state.safetensors"), "old");
    writeFileSync(at("config.json"), RUN);
    writeFileSync(at("model.safetensors"), "old");
    writeFileSync(at("notes.txt"), "mine");
    const store = await prepareOutput(folder, { overwrite: true });
    expect(readFileSync(at("model.safetensors"), "utf8")).toBe("old");
    await store.write("config.json", bytes("new"));
    expect(readdirSync(folder).sort()).toEqual(["config.json", "notes.txt"]);
    await store.write("model.safetensors", bytes("new"));
    expect(readFileSync(at("config.json"), "utf8")).toBe("new");
  });

  it("never empties a folder that is no run", async () => {
    writeFileSync(at("config.json"), '{"name": "a web site"}');
    await expect(prepareOutput(folder, { overwrite: true })).rejects.toThrow(/files that are no vaekit run/);
  });
});

describe("loadRun", () => {
  it("names the nearest folder when the path does not exist", async () => {
    mkdirSync(at("digits-conv"));
    await expect(loadRun(at("digit-conv"))).rejects.toThrow(/no such model folder; did you mean ".*digits-conv"\?/);
    await expect(existingRun(at("other"))).rejects.toThrow(/give the folder that train --out wrote/);
  });

  it("says that a file is no model", async () => {
    writeFileSync(at("model.safetensors"), "x");
    await expect(loadRun(at("model.safetensors"))).rejects.toThrow(/a model is a folder, got a file/);
  });
});
