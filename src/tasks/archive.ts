// Runs in memory, and runs as zip archives: the same files as in a run's folder.

import { type Zippable, zipSync } from "fflate";
import { readZip } from "../data/index.ts";
import { DataError } from "../errors.ts";
import { CHECKPOINT } from "./checkpoint.ts";
import { type RunStore, readRunFile } from "./run.ts";

/** A run in memory. */
export interface MemoryStore extends RunStore {
  /** The files by path. */
  readonly files: Map<string, Uint8Array>;
  remove(path: string): Promise<void>;
}

/** The store of a run in memory, beginning with `files`. */
export function memoryStore(name: string, files: Iterable<readonly [string, Uint8Array]> = []): MemoryStore {
  const held = new Map(files);
  return {
    name,
    files: held,
    read: async (path) => held.get(path),
    async write(path, bytes) {
      held.set(path, bytes.slice());
    },
    async remove(path) {
      held.delete(path);
    },
  };
}

/** What to put into an archive. */
export interface ZipRunOptions {
  /** Also what resuming needs. Default false; it is larger than all the rest. */
  readonly checkpoint?: boolean | undefined;
  /** Further files of the run, if they are there. */
  readonly paths?: readonly string[] | undefined;
  /** Folder of the archive that the files lie in. Default none. */
  readonly folder?: string | undefined;
}

// Beside the files whose hashes config.json holds. The key of a private run is not among them: it must not be given away.
const BESIDE = ["config.json", "metrics.jsonl", "README.md", "report.html", "report.json"];

/**
 * A run as a zip archive: config.json, weights, ONNX graphs, metrics, report and model card, where they are there. Equal files
 * give equal bytes.
 * @throws DataError when there is no run, or a file that config.json names is missing
 */
export async function zipRun(store: RunStore, options: ZipRunOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  const { checkpoint = false, paths = [], folder } = options;
  const required = Object.keys((await readRunFile(store)).hashes ?? {});
  const files: Zippable = {};
  for (const path of new Set([...BESIDE, ...required, ...(checkpoint ? [CHECKPOINT] : []), ...paths])) {
    const bytes = await store.read(path);
    if (bytes === undefined && required.includes(path)) {
      throw new DataError(`${store.name}/${path}: the file is missing from the model folder; restore it`);
    }
    // Weights hardly shrink.
    const level = /\.(safetensors|onnx)$/.test(path) ? 0 : 6;
    if (bytes) files[folder === undefined ? path : `${folder}/${path}`] = [bytes, { level }];
  }
  return zipSync(files, { mtime: "1980-01-02T00:00:00" });
}

/**
 * The run in a zip archive, whose files lie at its top or in one folder; each is checked against the archive's checksum, and
 * against config.json's hashes once `loadModel` loads it.
 * @throws DataError for a damaged archive and one without a run
 */
export async function unzipRun(bytes: Uint8Array, name: string): Promise<MemoryStore> {
  const entries = readZip(bytes, name);
  const configs = [...entries.keys()].filter((path) => /^([^/]+\/)?config\.json$/.test(path));
  const config = configs.find((path) => path === "config.json") ?? configs[0];
  if (config === undefined || (config !== "config.json" && configs.length > 1)) {
    const got = configs.length > 1 ? `several (${configs.join(", ")})` : [...entries.keys()].slice(0, 3).join(", ");
    throw new DataError(
      `${name}: the archive must hold one model folder with its config.json, got ${got || "nothing"}; give one made from a run`,
    );
  }
  const folder = config.slice(0, -"config.json".length);
  const files = [...entries].filter(([path]) => path.startsWith(folder));
  const store = memoryStore(
    name,
    files.map(([path, { unpack }]) => [path.slice(folder.length), unpack()]),
  );
  await readRunFile(store);
  return store;
}
