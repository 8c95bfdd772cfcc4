// One page, one worker. vaekit comes from the sources by its public subpaths.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const root = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

// vaekit/tasks -> src/tasks/index.ts, as package.json maps it to dist/tasks/index.js.
function publicSubpaths(): Record<string, string> {
  const { exports } = JSON.parse(readFileSync(root("package.json"), "utf8")) as {
    exports: Record<string, { default?: string } | string>;
  };
  const found = Object.entries(exports).flatMap(([subpath, target]) => {
    if (typeof target === "string") return [];
    const source = target.default!.replace("./dist/", "src/").replace(/\.js$/, ".ts");
    return [[`vaekit${subpath.slice(1)}`, root(source)] as const];
  });
  return Object.fromEntries(found);
}

// Only the WebAssembly build without WebGPU, half the size, where WebGPU is not asked for.
const ORT = { "onnxruntime-web": "onnxruntime-web/wasm" };

const out = process.env.STUDIO_OUT ?? root("dist/studio");

// wasm.json: which of onnxruntime-web's files each .wasm of the build is, so that the published package can leave them out.
function nameWasm(): Plugin {
  return {
    name: "name-wasm",
    apply: "build",
    writeBundle() {
      const folder = join(out, "assets");
      const names = readdirSync(folder).filter((name) => name.endsWith(".wasm"));
      const table = Object.fromEntries(
        names.map((name) => [`assets/${name}`, name.replace(/-[\w-]{8}\.wasm$/, ".wasm")]),
      );
      writeFileSync(join(out, "wasm.json"), JSON.stringify(table, null, 2));
    },
  };
}

function resolveExactly(table: Record<string, string>): Plugin {
  return {
    name: "resolve-exactly",
    enforce: "pre",
    resolveId(id, importer) {
      const target = table[id];
      if (target === undefined) return null;
      return target.startsWith("/") ? target : this.resolve(target, importer, { skipSelf: true });
    },
  };
}

const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  plugins: [resolveExactly({ ...publicSubpaths(), ...ORT }), nameWasm()],
  worker: { format: "es", plugins: () => [resolveExactly({ ...publicSubpaths(), ...ORT })] },
  build: {
    outDir: out,
    emptyOutDir: true,
    target: "es2023",
    chunkSizeWarningLimit: 1000,
    reportCompressedSize: false,
  },
  server: { headers: isolation },
  preview: { headers: isolation },
});
