// What runs inside the page: files opened as data, and a run kept in the browser's own file system.

import { type OpenFilesOptions, openFiles } from "../../src/data/web.ts";
import { type RunStore, unzipRun, zipRun } from "../../src/tasks/index.ts";
import { listRuns, openRun, removeRun } from "../../src/tasks/web.ts";

/** Files as base64 by path. */
export type Drop = Readonly<Record<string, string>>;

/** What came of a drop. */
export interface DropReport {
  readonly error?: string;
  readonly count?: number;
  readonly schema?: unknown;
  readonly labels?: readonly number[];
  readonly values?: readonly number[];
  readonly notes?: readonly string[];
  readonly milliseconds?: number;
}

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

async function openDrop(drop: Drop, options: OpenFilesOptions, most = 4096): Promise<DropReport> {
  const files = Object.entries(drop).map(([path, base64]) => ({ path, blob: new Blob([bytesOf(base64)]) }));
  const start = performance.now();
  try {
    const { train, notes } = await openFiles(files, options);
    const { count, schema, labels, values } = train;
    const milliseconds = performance.now() - start;
    return {
      count,
      schema,
      labels: [...(labels ?? [])].slice(0, most),
      values: [...values.subarray(0, most)],
      notes,
      milliseconds,
    };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

/** What the file system did. */
export interface RunReport {
  readonly runs: readonly string[];
  readonly read: string | undefined;
  readonly entries: readonly string[];
  readonly missing: boolean;
  readonly left: readonly string[];
  readonly copied: readonly string[];
  readonly refused: string;
}

async function keepRun(config: string): Promise<RunReport> {
  const root = await navigator.storage.getDirectory();
  const text = (value: string) => new TextEncoder().encode(value);
  const store = await openRun(root, "first run");
  await store.write("config.json", text("an old and longer one"));
  await store.write("config.json", text(config));
  await store.write("onnx/encoder.onnx", text("graph"));
  await openRun(root, "no run");
  const folder = await root.getDirectoryHandle("first run");
  const entries: string[] = [];
  for await (const name of folder.keys()) entries.push(name);
  const runs = await listRuns(root);
  const read = await textOf(store, "config.json");
  const missing = (await store.read("nothing/here")) === undefined && (await store.read("nothing")) === undefined;
  const copy = await unzipRun(await zipRun(store, { paths: ["onnx/encoder.onnx"] }), "copy.zip");
  await store.remove!("onnx/encoder.onnx");
  await store.remove!("onnx/encoder.onnx");
  const copied = [...copy.files.keys()];
  const refused = await removeRun(root, "../x").then(
    () => "",
    (error: Error) => error.message,
  );
  await removeRun(root, "first run");
  await removeRun(root, "first run");
  return { runs, read, entries: entries.sort(), missing, left: await listRuns(root), copied, refused };
}

async function textOf(store: RunStore, path: string): Promise<string | undefined> {
  const bytes = await store.read(path);
  return bytes && new TextDecoder().decode(bytes);
}

Object.assign(globalThis, { openDrop, keepRun });
