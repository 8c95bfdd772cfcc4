// Runs kept in the browser's private file system, one folder each, in the same format as the command line's.

import type { RunStore } from "vaekit";
import type { BuiltinOptions } from "vaekit/data";
import type { DataSource, DataSummary, KeptRun, ModelInfo, Preview } from "./api.ts";
import type { EpochRecord } from "./vaekit.ts";

/** What belongs to a run but not to its folder's format: where its data is. */
const SIDE_FILE = "studio.json";

async function runsFolder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle("runs", { create: true });
}

/** The store of a kept run. */
export async function storeOf(name: string, create = false): Promise<RunStore> {
  const { opfsStore } = await import("vaekit/tasks/web");
  const folder = await (await runsFolder()).getDirectoryHandle(name, { create });
  return opfsStore(folder, name);
}

/** A name that no kept run has: the preset and data, numbered. */
export async function freshName(wanted: string): Promise<string> {
  const taken = new Set<string>();
  for await (const name of (await runsFolder()).keys()) taken.add(name);
  const base = wanted.replace(/[^\p{L}\p{N}._-]+/gu, "-").slice(0, 60) || "run";
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(name)) return name;
  }
}

/** Remembers where the data of a run is. */
export async function keepSource(store: RunStore, source: DataSource): Promise<void> {
  await store.write(SIDE_FILE, new TextEncoder().encode(JSON.stringify(source)));
}

/** Where the data of a run is; undefined for a run that came from elsewhere. */
export async function sourceOf(store: RunStore): Promise<DataSource | undefined> {
  const bytes = await store.read(SIDE_FILE);
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as DataSource);
}

/** The built-in set that a run was trained on; undefined where it was trained on something else. */
export async function drawnSource(store: RunStore): Promise<DataSource | undefined> {
  const [{ isBuiltinName }, { readRunFile }] = await Promise.all([import("vaekit/data"), import("vaekit/tasks")]);
  const { source, options, counts } = (await readRunFile(store)).data;
  const drawn = { count: 60_000, ...(options as BuiltinOptions) };
  // A folder may have the name of a built-in set.
  if (!isBuiltinName(source) || drawn.count !== (counts.train ?? 0) + (counts.validation ?? 0)) return undefined;
  return { kind: "builtin", name: source, ...drawn };
}

/** What the page gets of a run that was opened. */
export interface OpenedRun {
  readonly model: ModelInfo;
  readonly history: readonly EpochRecord[];
  readonly preview: Preview;
  readonly data?: DataSummary | undefined;
}

/** The kept runs, the newest first. */
export async function keptRuns(): Promise<KeptRun[]> {
  const { readHistory, readRunFile, latentWidth } = await import("vaekit/tasks");
  const runs: KeptRun[] = [];
  for await (const [name, handle] of (await runsFolder()).entries()) {
    if (handle.kind !== "directory") continue;
    const store = await storeOf(name);
    const { bytes, changed } = await sizeOf(handle as FileSystemDirectoryHandle);
    try {
      const file = await readRunFile(store);
      const history = await readHistory(store);
      runs.push({
        name,
        status: file.status,
        preset: file.config.preset,
        data: file.data.name,
        kind: file.schema.kind,
        latent: latentWidth(file),
        epochs: history.length,
        bytes,
        changed,
        loss: history.at(-1)?.validation?.loss ?? history.at(-1)?.train.loss,
        measures: measuresOf(file.results),
      });
    } catch (error) {
      console.warn(`${name}: ${String(error)}`);
    }
  }
  return runs.sort((a, b) => b.changed - a.changed);
}

/** Forgets a run. */
export async function removeRun(name: string): Promise<void> {
  await (await runsFolder()).removeEntry(name, { recursive: true });
}

/** Names of the kept files that runs were trained on. */
export async function dataInUse(): Promise<Set<string>> {
  const used = new Set<string>();
  for await (const [name, { kind }] of (await runsFolder()).entries()) {
    const source = kind === "directory" ? await sourceOf(await storeOf(name)) : undefined;
    if (source?.kind === "kept") used.add(source.id);
  }
  return used;
}

async function sizeOf(folder: FileSystemDirectoryHandle): Promise<{ bytes: number; changed: number }> {
  let [bytes, changed] = [0, 0];
  for await (const handle of folder.values()) {
    if (handle.kind === "file") {
      const file = await (handle as FileSystemFileHandle).getFile();
      bytes += file.size;
      changed = Math.max(changed, file.lastModified);
    } else {
      const inner = await sizeOf(handle as FileSystemDirectoryHandle);
      bytes += inner.bytes;
      changed = Math.max(changed, inner.changed);
    }
  }
  return { bytes, changed };
}

// The numbers of the best held-out part.
function measuresOf(results: Readonly<Record<string, unknown>> | undefined): Record<string, number> {
  const part = (results?.test ?? results?.validation ?? results?.train ?? {}) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(part).filter(([, value]) => typeof value === "number")) as Record<
    string,
    number
  >;
}
