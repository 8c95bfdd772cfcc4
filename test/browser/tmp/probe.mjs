// test/browser/tmp/probe.ts
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

// test/browser/chromium.ts
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";
var QUIET = [
  "--headless",
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
];
var GRAPHICS = {
  none: ["--disable-gpu"],
  // WebGPU on a software adapter: slow, but right, and there without a graphics card.
  webgpu: ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--enable-features=Vulkan"]
};
function chromiumPath() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const onPath = folders.flatMap(
    (folder) => ["chromium", "chromium-browser", "google-chrome"].map((n) => join(folder, n))
  );
  const found = [process.env.CHROMIUM ?? "", "/usr/bin/chromium", ...onPath].find(
    (path) => path !== "" && existsSync(path)
  );
  if (found === void 0) throw new Error("the browser tests need Chromium: install it or set CHROMIUM to its path");
  return found;
}
function launch(graphics) {
  return chromium.launch({ executablePath: chromiumPath(), args: [...QUIET, ...GRAPHICS[graphics]] });
}

// test/browser/serve.ts
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join as join2, normalize } from "node:path";
var TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm"
};
async function serve(files, mounts) {
  const find = async (path) => {
    if (files[path] !== void 0) return files[path];
    const mount = Object.keys(mounts).find((prefix) => path.startsWith(prefix));
    const inside = mount === void 0 ? ".." : normalize(path.slice(mount.length));
    return inside.startsWith("..") ? void 0 : readFile(join2(mounts[mount], inside)).catch(() => void 0);
  };
  const server2 = createServer(async (request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const body = await find(path);
    response.writeHead(body === void 0 ? 404 : 200, {
      "content-type": TYPES[extname(path)] ?? (path === "/" ? "text/html" : "application/octet-stream"),
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp"
    });
    response.end(body ?? "");
  });
  await new Promise((resolve) => server2.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server2.address().port}/`,
    close: () => new Promise((resolve) => server2.close(() => resolve()))
  };
}

// test/browser/tmp/probe.ts
var here = (p) => fileURLToPath(new URL(p, import.meta.url));
var { outputFiles } = await build({ entryPoints: [here("probe-page.ts")], bundle: true, write: false, format: "esm", target: "es2023" });
var server = await serve({ "/": `<script type="module" src="/page.js"></script>`, "/page.js": outputFiles[0].text }, { "/ort/": here("../../../node_modules/onnxruntime-web/dist/") });
var browser = await launch("webgpu");
var page = await browser.newPage();
await page.goto(server.url);
await page.waitForFunction("typeof probe === 'function'");
var out = await page.evaluate(`probe(${JSON.stringify({ name: process.argv[2], n: Number(process.argv[3]), seed: Number(process.argv[4] ?? 3), which: Number(process.env.WHICH ?? -1) })})`);
for (const o of out) if (o.err > 1e-5 || typeof o.err === "string" || process.argv[5]) console.log(String(o.err).slice(0, 900), JSON.stringify(o.shapes), o.graph);
console.log(out.length, "cases", out.filter((o) => !(o.err <= 1e-5)).length, "bad");
await browser.close();
await server.close();
