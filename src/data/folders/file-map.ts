// Files known by their paths, from a drop or an archive, as a tree.

import { DataError } from "../../errors.ts";
import { gunzip, isGzip } from "../readers/gzip.ts";
import { type FileTree, type FolderListing, inside } from "./files.ts";
import type { Progress } from "./progress.ts";

/** A file that can be read. */
export interface FileEntry {
  /** Bytes that reading it takes, for the progress. */
  readonly size: number;
  /** All bytes. @throws DataError when they cannot be read */
  read(): Promise<Uint8Array>;
  /** The bytes piece by piece, unpacked where they are gzipped, with word of those read; absent where nothing is won by it. */
  stream?(told: (bytes: number) => void): AsyncIterable<Uint8Array>;
}

/** A tree of files by path. */
export class FileMap implements FileTree {
  /** In the order of code points. */
  readonly paths: readonly string[];
  /** Shared by a tree and the archives in it. */
  readonly progress: Progress;
  private readonly files: ReadonlyMap<string, FileEntry>;
  private readonly folders = new Map<string, { files: string[]; folders: string[] }>();

  /** Files by path; hidden ones, and what archives of Apple's add, are left out. */
  constructor(files: Iterable<readonly [path: string, entry: FileEntry]>, progress: Progress) {
    this.files = new Map(Array.from(files).filter(([path]) => !HIDDEN.test(path)));
    this.paths = [...this.files.keys()].sort();
    this.progress = progress;
    progress.begin(this.paths.reduce((sum, path) => sum + this.files.get(path)!.size, 0));
    this.folders.set("", { files: [], folders: [] });
    for (const path of this.paths) this.folderOf(path).files.push(baseName(path));
  }

  async list(folder: string): Promise<FolderListing> {
    return this.folders.get(folder) ?? { files: [], folders: [] };
  }

  async read(path: string): Promise<Uint8Array> {
    const { size, read } = this.files.get(path)!;
    const bytes = await read();
    if (bytes.length === 0) throw new DataError(`${path}: the file is empty; give one that holds data`);
    this.progress.add(size);
    return bytes;
  }

  /** The bytes of a file piece by piece, unpacked where they are gzipped. @throws DataError as read does */
  async *stream(path: string): AsyncGenerator<Uint8Array, void, void> {
    const { stream } = this.files.get(path)!;
    if (stream) {
      yield* stream((bytes) => this.progress.add(bytes));
      return;
    }
    const bytes = await this.read(path);
    yield isGzip(bytes) ? gunzip(bytes, path) : bytes;
  }

  private folderOf(path: string): { files: string[]; folders: string[] } {
    const parent = parentOf(path);
    let folder = this.folders.get(parent);
    if (folder === undefined) {
      folder = { files: [], folders: [] };
      this.folders.set(parent, folder);
      this.folderOf(parent).folders.push(baseName(parent));
    }
    return folder;
  }
}

const HIDDEN = /(^|\/)(\.|__MACOSX(\/|$))/;

/** The last name of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The folder of a path, "" where it names none. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** The folder that all files lie in: the first name of their paths, or "" where they differ. */
export function commonFolder(paths: readonly string[]): string {
  const first = paths[0]?.split("/")[0] ?? "";
  return paths.every((path) => path.startsWith(`${first}/`)) ? first : "";
}

/** `folder`, or the one inside it as long as it holds nothing but one folder, which holds folders only. */
export async function innerFolder(tree: FileTree, folder: string): Promise<string> {
  const { files, folders } = await tree.list(folder);
  if (files.length > 0 || folders.length !== 1) return folder;
  const inner = inside(folder, folders[0]!);
  const listing = await tree.list(inner);
  return listing.files.length === 0 ? innerFolder(tree, inner) : folder;
}
