// A page of one script, bundled from TypeScript and served together with onnxruntime's files under /ort/.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type Server, serve } from "./serve.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Serves a page that runs `script`, a file of this folder. */
export async function servePage(script: string): Promise<Server> {
  const { outputFiles } = await build({
    entryPoints: [here(script)],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2023",
    logLevel: "error",
  });
  const page = `<!doctype html><title>${script}</title><script type="module" src="/page.js"></script>`;
  const files = { "/": page, "/page.js": outputFiles[0]!.text };
  return serve(files, { "/ort/": here("../../node_modules/onnxruntime-web/dist/") });
}
