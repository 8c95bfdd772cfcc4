// The worker's part of runs as files: in from the command line's folders and archives, out to them.

import type { RunStore } from "vaekit";
import type { RunComparison } from "vaekit/tasks";
import { engine } from "./engine.ts";
import { fetchGiven } from "./given.ts";
import { freshName, removeRun, storeOf } from "./runs.ts";

type Entry = readonly [path: string, bytes: Uint8Array];

interface NamedFile {
  readonly path: string;
  readonly blob: Blob;
}

// Files of a run's folder; what else lies there is left where it is.
const RUN_FILES =
  /^(config\.json|model\.safetensors|metrics\.jsonl|report\.(html|json)|README\.md|onnx\/[\w.-]+|checkpoint\/[\w.-]+)$/;

/** Keeps a run that was dropped as a folder or a zip archive; returns the name it got. */
async function importRun(files: readonly NamedFile[]): Promise<string> {
  const [first] = files;
  if (files.length === 1 && /\.zip$/i.test(first!.path)) {
    const { unzipRun } = await import("vaekit/tasks");
    const bytes = new Uint8Array(await first!.blob.arrayBuffer());
    const { files: unpacked } = await unzipRun(bytes, first!.path);
    return keep(first!.path.replace(/\.zip$/i, ""), [...unpacked]);
  }
  const config = files.find(({ path }) => /(^|\/)config\.json$/.test(path));
  if (config === undefined) {
    const got = files.slice(0, 3).map(({ path }) => path);
    throw new Error(
      `a run: must be a folder or a .zip with config.json inside, got ${got.join(", ")}; drop the folder that vaekit train wrote`,
    );
  }
  const top = config.path.slice(0, -"config.json".length);
  const read: Entry[] = [];
  for (const { path, blob } of files) {
    if (path.startsWith(top)) read.push([path.slice(top.length), new Uint8Array(await blob.arrayBuffer())]);
  }
  return keep(top.replace(/\/$/, "").split("/").at(-1) || "run", read);
}

/** Keeps the run that the server offers. */
async function importGiven(name: string, paths: readonly string[]): Promise<string> {
  const files: Entry[] = [];
  for (const path of paths.filter((one) => RUN_FILES.test(one))) {
    files.push([path, new Uint8Array(await (await fetchGiven(path)).arrayBuffer())]);
  }
  return keep(name, files);
}

async function keep(wanted: string, files: readonly Entry[]): Promise<string> {
  const { loadModel, readRunFile } = await import("vaekit/tasks");
  const name = await freshName(wanted);
  const store = await storeOf(name, true);
  try {
    for (const [path, bytes] of files) if (RUN_FILES.test(path)) await store.write(path, bytes);
    // A finished run is checked whole, hashes included.
    if ((await readRunFile(store)).status === "finished") await loadModel(store);
    return name;
  } catch (error) {
    await removeRun(name);
    throw error;
  }
}

/** The run's folder as a zip archive, its report written first where it has none. */
async function exportRun(name: string): Promise<Blob> {
  const { readRunFile, zipRun } = await import("vaekit/tasks");
  const store = await storeOf(name);
  const finished = (await readRunFile(store)).status === "finished";
  if (finished && (await store.read("report.html")) === undefined) await writeReport(name, store);
  return new Blob([await zipRun(store, { checkpoint: !finished, folder: name })], { type: "application/zip" });
}

/** Where a server is, and its token if it has one. */
export interface ServerAddress {
  readonly url: string;
  readonly token?: string | undefined;
}

/** Names of the models of a server. */
async function servedModels(server: ServerAddress): Promise<string[]> {
  const { createClient } = await import("vaekit/client");
  const models = await createClient(server).models().catch(unreachable(server));
  return models.map(({ name }) => name);
}

/** Keeps a model of a server; returns the name it got. */
async function importServed(server: ServerAddress, model: string): Promise<string> {
  const [{ createClient }, { unzipRun }] = await Promise.all([import("vaekit/client"), import("vaekit/tasks")]);
  const bytes = await createClient(server).archive(model).catch(unreachable(server));
  const { files } = await unzipRun(bytes, model);
  return keep(model, [...files]);
}

// Browsers do not say why: nobody listens there, or this page may not ask.
const unreachable =
  ({ url }: ServerAddress) =>
  (error: unknown): never => {
    if (!(error instanceof TypeError)) throw error;
    throw new Error(
      `${url}: cannot be reached from this page; check the address, and start the server with --cors ${self.location.origin}`,
    );
  };

/** One file of a run's folder. */
async function runFile(name: string, path: string): Promise<Blob> {
  const store = await storeOf(name);
  if (path === "report.html" && (await store.read(path)) === undefined) await writeReport(name, store);
  const bytes = await store.read(path);
  if (bytes === undefined) throw new Error(`${name}: has no ${path}`);
  const type = path.endsWith(".html") ? "text/html" : "application/octet-stream";
  return new Blob([bytes as Uint8Array<ArrayBuffer>], { type });
}

async function writeReport(name: string, store: RunStore): Promise<void> {
  const [{ live }, { overview, readHistory }, { saveReport }] = await Promise.all([
    import("./live-model.ts"),
    import("vaekit/tasks"),
    import("vaekit/report"),
  ]);
  const { trained, parts } = live();
  if (trained.name !== name || parts === undefined) {
    throw new Error(`${name}: its report needs the run and its data to be open; open both first`);
  }
  await saveReport(await overview(await engine(), trained, parts, await readHistory(store)), store);
}

/** Finished runs side by side. */
async function compared(names: readonly string[]): Promise<RunComparison> {
  const { compareRuns } = await import("vaekit/tasks");
  return compareRuns(await Promise.all(names.map(async (name) => ({ name, store: await storeOf(name) }))));
}

/** Functions for the page. */
export const archiveApi = { importRun, importGiven, servedModels, importServed, exportRun, runFile, compared };
