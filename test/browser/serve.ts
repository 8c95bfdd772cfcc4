// A static server on the loopback interface with the headers that cross-origin isolation (and so threads) needs.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

/** A running server. */
export interface Server {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves `files` by path and the folders of `mounts` by prefix. */
export async function serve(
  files: Readonly<Record<string, string>>,
  mounts: Readonly<Record<string, string>>,
): Promise<Server> {
  const find = async (path: string): Promise<string | Buffer | undefined> => {
    if (files[path] !== undefined) return files[path];
    const mount = Object.keys(mounts).find((prefix) => path.startsWith(prefix));
    const inside = mount === undefined ? ".." : normalize(path.slice(mount.length));
    return inside.startsWith("..") ? undefined : readFile(join(mounts[mount!]!, inside)).catch(() => undefined);
  };
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const body = await find(path);
    response.writeHead(body === undefined ? 404 : 200, {
      "content-type": TYPES[extname(path)] ?? (path === "/" ? "text/html" : "application/octet-stream"),
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    response.end(body ?? "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
