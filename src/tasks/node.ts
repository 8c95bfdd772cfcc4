// Runs in folders. A file is written under another name in the same folder, flushed, then renamed: a crash or a full disk
// leaves the previous one whole.

import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, rmdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ConfigError, DataError, nearestName } from "../errors.ts";
import { KEY } from "./private.ts";
import { loadModel, type RunStore, type TrainedModel } from "./run.ts";

/** The store of a run in a folder, which is made with the first file. */
export function folderStore(path: string): RunStore {
  return {
    name: path,
    async read(file) {
      try {
        return new Uint8Array(await readFile(join(path, file)));
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        if (code === "ENOENT" || code === "ENOTDIR") return undefined;
        throw new DataError(`${join(path, file)}: cannot be read (${reasonOf(code, message)}); check the path`);
      }
    },
    write: (file, bytes) => writeWhole(join(path, file), bytes, file === KEY ? 0o600 : undefined),
    remove: (file) => rm(join(path, file), { force: true }),
  };
}

/** Writes a file whole or not at all; `mode` as for a new file. @throws DataError with path and remedy; the previous file stays as it was */
export async function writeWhole(path: string, bytes: Uint8Array | string, mode?: number): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    const file = await open(temporary, "w", mode);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(folder);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writeError(path, error as NodeJS.ErrnoException);
  }
}

// So that the new name itself survives a loss of power; not every file system can do it.
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

function writeError(path: string, { code, message }: NodeJS.ErrnoException): DataError {
  return new DataError(`${path}: cannot be written (${reasonOf(code, message)}); ${remedyOf(code)}`);
}

function reasonOf(code: string | undefined, message: string): string {
  return REASONS[code ?? ""]?.[0] ?? message;
}

function remedyOf(code: string | undefined): string {
  return REASONS[code ?? ""]?.[1] ?? "choose another place";
}

const FULL = "free some space or choose another place; what was saved before is still valid";
const REASONS: Readonly<Record<string, readonly [reason: string, remedy: string]>> = {
  ENOSPC: ["the disk is full", FULL],
  EDQUOT: ["the disk quota is used up", FULL],
  EFBIG: ["the file is larger than the limit for one file", FULL],
  EACCES: ["permission denied", "check the access rights or choose another place"],
  EPERM: ["permission denied", "check the access rights or choose another place"],
  EROFS: ["the file system is read-only", "choose another place"],
  ENOTDIR: ["a part of the path is a file, not a folder", "choose another place"],
  EEXIST: ["a part of the path is a file, not a folder", "choose another place"],
  EISDIR: ["a folder has that name", "choose another name"],
  ENOENT: ["no files can be made there", "choose another place"],
  ENAMETOOLONG: ["the name is too long", "choose a shorter one"],
};

/** How to prepare an output folder. */
export interface PrepareOptions {
  /** Replace a run that is there. Default false. */
  readonly overwrite?: boolean | undefined;
}

// What a run folder holds beside config.json; nothing else is ever removed.
const RUN_FILES = ["model.safetensors", "metrics.jsonl", "report.html", "README.md"];
const RUN_FOLDERS = ["onnx", "checkpoint"];

/**
 * Makes sure that a new run can be saved at `path` and returns its store; an old run is removed with the first write, so
 * that a training refused before it leaves the old run as it was.
 * @throws ConfigError when something is there that may not be replaced; DataError when the place is not writable
 */
export async function prepareOutput(path: string, { overwrite = false }: PrepareOptions = {}): Promise<RunStore> {
  const old = await oldRun(path, overwrite);
  await checkWritable(path);
  const store = folderStore(path);
  if (!old) return store;
  let cleared: Promise<void> | undefined;
  return {
    ...store,
    async write(file, bytes) {
      cleared ??= removeRun(path);
      await cleared;
      await store.write(file, bytes);
    },
  };
}

async function oldRun(path: string, overwrite: boolean): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return false;
  if (!found.isDirectory())
    throw new ConfigError(`${path}: a run is saved as a folder, got a file; choose another --out`);
  const names = (await readdir(path)).filter((name) => !/^\..*\.tmp$/.test(name));
  if (names.length === 0) return false;
  if (!names.includes("config.json") || !(await isRun(path))) {
    throw new ConfigError(
      `${path}: the folder holds files that are no vaekit run (${names.slice(0, 3).join(", ")}${names.length > 3 ? ", ..." : ""}); choose another --out`,
    );
  }
  if (overwrite) return true;
  throw new ConfigError(
    `${path}: exists already; replace it with --overwrite, continue it with --resume, or choose another --out`,
  );
}

async function isRun(path: string): Promise<boolean> {
  try {
    const value = JSON.parse(await readFile(join(path, "config.json"), "utf8")) as {
      format?: unknown;
      library?: unknown;
    };
    return typeof value.format === "number" && typeof value.library === "string";
  } catch {
    return false;
  }
}

/** Makes sure that `path` can be made, by a trial in the nearest folder that exists. @throws DataError with the reason */
export async function checkWritable(path: string): Promise<void> {
  // A file that is there is replaced by a rename, so its folder is what must be writable.
  let folder = (await stat(path).catch(() => undefined))?.isFile() ? dirname(path) : path;
  while ((await stat(folder).catch(() => undefined)) === undefined) {
    const parent = dirname(folder);
    if (parent === folder) break;
    folder = parent;
  }
  try {
    await rmdir(await mkdtemp(join(folder, ".vaekit-")));
  } catch (error) {
    throw writeError(path, error as NodeJS.ErrnoException);
  }
}

// config.json stays until the new one takes its place, so that what an interruption leaves is still known as a run.
async function removeRun(path: string): Promise<void> {
  for (const name of RUN_FILES) await rm(join(path, name), { force: true });
  for (const name of RUN_FOLDERS) await rm(join(path, name), { recursive: true, force: true });
}

/** The store of a run that exists. @throws DataError when nothing is there, with the nearest folder beside it */
export async function existingRun(path: string): Promise<RunStore> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return folderStore(path);
  if (found !== undefined) {
    throw new DataError(`${path}: a model is a folder, got a file; give the folder that train --out wrote`);
  }
  const beside = await readdir(dirname(path)).catch(() => []);
  const near = nearestName(basename(path), beside);
  const hint =
    near === undefined ? "give the folder that train --out wrote" : `did you mean "${join(dirname(path), near)}"?`;
  throw new DataError(`${path}: no such model folder; ${hint}`);
}

/** Loads a finished model from its folder. @throws DataError naming what is missing, changed or unfinished */
export async function loadRun(path: string): Promise<TrainedModel> {
  return loadModel(await existingRun(path));
}
