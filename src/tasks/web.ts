// Runs in the browser's own file system (origin private file system): a folder for each run. A file is written under another
// name in the same folder, then renamed: a page that is closed leaves the previous one whole.

import { ConfigError, DataError } from "../errors.ts";
import type { RunStore } from "./run.ts";

/** The store of a run in a folder of the browser. */
export function opfsStore(folder: FileSystemDirectoryHandle, name: string = folder.name): RunStore {
  return {
    name,
    async read(path) {
      const found = await absent(async () => (await fileAt(folder, path, false)).getFile());
      // Where a browser cannot rename, a new file is empty until it is closed.
      if (found === undefined || found.size === 0) return undefined;
      return guarded(`${name}/${path}`, "read", async () => new Uint8Array(await found.arrayBuffer()));
    },
    write: (path, bytes) => guarded(`${name}/${path}`, "written", () => writeWhole(folder, path, bytes)),
    async remove(path) {
      await absent(async () => {
        const [parent, base] = await parentAt(folder, path, false);
        await parent.removeEntry(base);
      });
    },
  };
}

/** Names of the runs in a folder, sorted: folders that hold a config.json. */
export async function listRuns(root: FileSystemDirectoryHandle): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of root.values()) {
    if (entry.kind !== "directory") continue;
    if (await absent(() => (entry as FileSystemDirectoryHandle).getFileHandle("config.json"))) names.push(entry.name);
  }
  return names.sort();
}

/** The store of a run by name, in a folder that is made for it. @throws ConfigError for a name that folders cannot have */
export async function openRun(root: FileSystemDirectoryHandle, name: string): Promise<RunStore> {
  checkRunName(name);
  return opfsStore(await root.getDirectoryHandle(name, { create: true }), name);
}

/** Removes a run with all its files, if it is there. @throws ConfigError for a name that folders cannot have */
export async function removeRun(root: FileSystemDirectoryHandle, name: string): Promise<void> {
  checkRunName(name);
  await absent(() => root.removeEntry(name, { recursive: true }));
}

/** @throws ConfigError for a name that is no folder's name on every system */
export function checkRunName(name: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const rule = /^[^\u0000-\u001f/\\:*?"<>|]{1,100}$/;
  if (rule.test(name) && !/^[.\s]|[.\s]$/.test(name)) return;
  throw new ConfigError(
    `run name: must be 1 to 100 characters without / \\ : * ? " < > | and no dot or blank at its ends, got ${JSON.stringify(name)}`,
  );
}

/** A file to write: renaming is not in TypeScript's types yet, and not every browser has all of it everywhere. */
interface Handle {
  createWritable?: FileSystemFileHandle["createWritable"];
  move?(name: string): Promise<void>;
  createSyncAccessHandle(): Promise<{
    truncate(size: number): void;
    write(bytes: Uint8Array): number;
    flush(): void;
    close(): void;
  }>;
}

async function writeWhole(folder: FileSystemDirectoryHandle, path: string, bytes: Uint8Array): Promise<void> {
  const [parent, base] = await parentAt(folder, path, true);
  const renames = "move" in FileSystemFileHandle.prototype;
  const written = renames ? `.${base}.tmp` : base;
  const file = (await parent.getFileHandle(written, { create: true })) as unknown as Handle;
  try {
    await writeBytes(file, bytes);
    await file.move?.(base);
  } catch (error) {
    if (renames) await parent.removeEntry(written).catch(() => undefined);
    throw error;
  }
}

async function writeBytes(file: Handle, bytes: Uint8Array): Promise<void> {
  if (file.createWritable) {
    const writable = await file.createWritable();
    try {
      await writable.write(bytes as Uint8Array<ArrayBuffer>);
    } catch (error) {
      await writable.abort().catch(() => undefined);
      throw error;
    }
    await writable.close();
    return;
  }
  const access = await file.createSyncAccessHandle();
  try {
    access.truncate(0);
    access.write(bytes);
    access.flush();
  } finally {
    access.close();
  }
}

async function fileAt(folder: FileSystemDirectoryHandle, path: string, create: boolean): Promise<FileSystemFileHandle> {
  const [parent, base] = await parentAt(folder, path, create);
  return parent.getFileHandle(base, { create });
}

async function parentAt(
  folder: FileSystemDirectoryHandle,
  path: string,
  create: boolean,
): Promise<[parent: FileSystemDirectoryHandle, base: string]> {
  const names = path.split("/");
  const base = names.pop()!;
  for (const name of names) folder = await folder.getDirectoryHandle(name, { create });
  return [folder, base];
}

// Undefined where nothing is there.
async function absent<T>(task: () => Promise<T>): Promise<T | undefined> {
  try {
    return await task();
  } catch (error) {
    const { name } = error as Error;
    if (name === "NotFoundError" || name === "TypeMismatchError") return undefined;
    throw error;
  }
}

async function guarded<T>(path: string, done: "read" | "written", task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    const { name, message } = error as Error;
    if (name === "QuotaExceededError") {
      throw new DataError(
        `${path}: cannot be written (the browser's storage is full); remove runs that are no longer needed`,
      );
    }
    throw new DataError(`${path}: cannot be ${done} (${message}); close other pages that use it and try again`);
  }
}
