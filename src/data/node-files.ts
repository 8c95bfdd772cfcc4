// Files and folders with errors that name the path and the reason.

import type { Dirent, Stats } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { DataError } from "../errors.ts";
import type { FileTree, FolderListing } from "./folders/files.ts";

/** The bytes of a file. @throws DataError when it is missing, unreadable, a folder or empty */
export async function readBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw fileError(path, error);
  });
  if (bytes.length === 0) throw new DataError(`${path}: the file is empty; give one that holds data`);
  return new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
}

/** What is at `path`; undefined when nothing is. @throws DataError when it cannot be looked at */
export async function statPath(path: string): Promise<Stats | undefined> {
  return stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw fileError(path, error);
  });
}

/** Files and folders of the disk. */
export const diskFiles: FileTree = { list: listFolder, read: readBytes };

/** Visible entries of a folder by name (code points); links count as what they point to. @throws DataError when unreadable */
async function listFolder(path: string): Promise<FolderListing> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw fileError(path, error);
  });
  const files: string[] = [];
  const folders: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith(".")) continue;
    const kind = entry.isSymbolicLink() ? await statPath(`${path}/${entry.name}`) : (entry as Dirent | Stats);
    if (kind?.isDirectory()) folders.push(entry.name);
    else if (kind?.isFile()) files.push(entry.name);
  }
  return { files: files.sort(), folders: folders.sort() };
}

/** What to say of a file that cannot be read. */
export function fileError(path: string, error: NodeJS.ErrnoException): DataError {
  switch (error.code) {
    case "ENOENT":
    case "ENOTDIR":
      return new DataError(`${path}: no such file or folder; check the path`);
    case "EACCES":
    case "EPERM":
      return new DataError(`${path}: may not be read (permission denied); check its access rights`);
    case "EISDIR":
      return new DataError(`${path}: must be a file, got a folder`);
    case "ERR_FS_FILE_TOO_LARGE":
      return new DataError(`${path}: files over 2 GiB are not supported; split the file`);
    default:
      return new DataError(`${path}: cannot be read (${error.message})`);
  }
}
