// The studio's files over HTTP on this machine, with the headers of cross-origin isolation, and what the user named on the
// command line for the page to open.

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { ExecutionError } from "../../errors.ts";
import { bodyOf, listFiles, type ServedFile } from "./files.ts";

/** What the page is to open: a run's folder, or data. */
export interface Given {
  readonly kind: "run" | "data" | "builtin";
  readonly name: string;
  /** File or folder; none for a built-in set. */
  readonly path?: string | undefined;
}

/** How to serve the studio. */
export interface StudioOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default any free port. */
  readonly port?: number;
  readonly given?: Given | undefined;
  /** Folder of the built page; default the one that belongs to this library. */
  readonly folder?: string;
  /** Without the headers of isolation, as a host that knows nothing of them. For tests. */
  readonly isolated?: boolean;
}

/** A running server. */
export interface StudioServer {
  readonly url: string;
  close(): Promise<void>;
}

const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

const SAFETY = {
  "Content-Security-Policy":
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' blob:; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' blob: data: http: https:; frame-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** Folder of the built studio, beside the compiled library. */
export const STUDIO_FOLDER = fileURLToPath(new URL("../../../dist/studio", import.meta.url));

/** The built studio's files; WebAssembly that the package leaves out comes from onnxruntime-web. @throws ExecutionError when it was not built */
export async function studioFiles(folder = STUDIO_FOLDER): Promise<Map<string, ServedFile>> {
  const files = await listFiles(folder).catch(() => new Map<string, ServedFile>());
  if (!files.has("index.html")) {
    throw new ExecutionError(`studio: the page is not there, looked in ${folder}; build it with npm run build`);
  }
  const { resolve } = createRequire(import.meta.url);
  const engine = dirname(resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm"));
  const manifest = JSON.parse(await readText(files.get("wasm.json"))) as Readonly<Record<string, string>>;
  for (const [name, original] of Object.entries(manifest)) {
    if (files.has(name)) continue;
    for (const [, file] of await listFiles(join(engine, original))) files.set(name, file);
  }
  return files;
}

async function readText(file: ServedFile | undefined): Promise<string> {
  if (file === undefined) return "{}";
  return new Response(bodyOf(file)).text();
}

/** Serves the studio until it is closed. @throws ExecutionError when it was not built or the port is taken */
export async function serveStudio({
  host = "127.0.0.1",
  port = 0,
  given,
  folder,
  isolated = true,
}: StudioOptions = {}): Promise<StudioServer> {
  const files = await studioFiles(folder);
  const offered = given?.path === undefined ? new Map<string, ServedFile>() : await listFiles(given.path);
  const app = new Hono();
  app.use(async ({ res, req }, next) => {
    await next();
    const extra = { ...SAFETY, ...(isolated ? ISOLATION : {}) };
    for (const [name, value] of Object.entries(extra)) res.headers.set(name, value);
    if (!req.path.startsWith("/assets/")) res.headers.set("Cache-Control", "no-cache");
  });
  app.get("/given.json", ({ json }) =>
    json(given ? { kind: given.kind, name: given.name, files: [...offered.keys()] } : {}),
  );
  app.get("*", (context) => {
    const path = decodePath(context.req.path);
    const file = path.startsWith("given/") ? offered.get(path.slice(6)) : files.get(path === "" ? "index.html" : path);
    if (file === undefined) return context.text("not found\n", 404);
    return new Response(bodyOf(file), { headers: { "Content-Type": file.type, "Content-Length": String(file.bytes) } });
  });
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: host, port }, ({ port: bound }) => {
      const close = () =>
        new Promise<void>((done) => {
          server.close(() => done());
          if ("closeAllConnections" in server) server.closeAllConnections();
        });
      resolve({ url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}/`, close });
    });
    server.on("error", (error: NodeJS.ErrnoException) => {
      const remedy = error.code === "EADDRINUSE" ? "choose another --port" : "choose another --host";
      reject(
        new ExecutionError(`studio: cannot listen on ${host}:${port} (${error.code ?? error.message}); ${remedy}`),
      );
    });
  });
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path).slice(1);
  } catch {
    return "?";
  }
}
