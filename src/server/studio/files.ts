// The files that a static server may give out, listed once when it starts: a request can name nothing else.

import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { Readable } from "node:stream";

/** A file to be served. */
export interface ServedFile {
  readonly file: string;
  readonly bytes: number;
  readonly type: string;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".wasm": "application/wasm",
};

/** Every file below a folder, or the file itself, by its path from there with slashes. */
export async function listFiles(path: string): Promise<Map<string, ServedFile>> {
  const found = new Map<string, ServedFile>();
  const info = await stat(path);
  if (info.isFile()) {
    const name = path.split(/[\\/]/).at(-1)!;
    return found.set(name, { file: path, bytes: info.size, type: typeOf(name) });
  }
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const name = file.slice(path.replace(/[\\/]+$/, "").length + 1).replaceAll("\\", "/");
    found.set(name, { file, bytes: (await stat(file)).size, type: typeOf(name) });
  }
  return found;
}

/** The file as the body of an answer. */
export function bodyOf({ file }: ServedFile): ReadableStream {
  return Readable.toWeb(createReadStream(file)) as ReadableStream;
}

const typeOf = (name: string): string => TYPES[extname(name).toLowerCase()] ?? "application/octet-stream";
