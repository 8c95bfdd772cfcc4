// Contestants inside headless Chromium, each in a page of its own of the same browser, isolated so that WebAssembly
// has threads.

import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The browser tests' own server and launcher, compiled on the fly. */
export async function testHelper(name) {
  const { outputFiles } = await build({
    entryPoints: [here(`../../test/browser/${name}.ts`)],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    packages: "external",
  });
  const folder = here("../../node_modules/.cache/vaekit-bench/");
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.mjs`, outputFiles[0].text);
  return import(pathToFileURL(`${folder}${name}.mjs`).href);
}

const ownExports = {
  name: "own-exports",
  setup({ onResolve }) {
    onResolve({ filter: /^vaekit\// }, ({ path }) => ({ path: fileURLToPath(import.meta.resolve(path)) }));
  },
};

async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [here("page.mjs")],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2023",
    mainFields: ["browser", "module", "main"],
    plugins: [ownExports],
    logLevel: "error",
  });
  return outputFiles[0].text;
}

/** Starts the browser and a page for each of `wanted`: `{name, group, settings, kind, threads}`. */
export async function startBrowser(wanted) {
  const [{ launch }, { serve }] = await Promise.all([testHelper("chromium"), testHelper("serve")]);
  const server = await serve(
    {
      "/": `<!doctype html><title>bench</title><script type="module" src="/page.js"></script>`,
      "/page.js": await bundle(),
    },
    {
      "/ort/": here("../../node_modules/onnxruntime-web/dist/"),
      "/tfjs/": here("../peers/node_modules/@tensorflow/tfjs-backend-wasm/dist/"),
    },
  );
  const browser = await launch("none");
  const contestants = [];
  for (const { kind, threads, ...known } of wanted) {
    const page = await browser.newPage();
    const within = (limitMs, script) =>
      Promise.race([
        page.evaluate(script),
        new Promise((_, fail) => {
          setTimeout(() => fail(new Error(`no answer in ${Math.round(limitMs / 1000)} s`)), limitMs).unref();
        }),
      ]).catch((error) => {
        throw new Error(
          String(error.message)
            .split("\n")[0]
            .replace(/^page.evaluate: (Error: )?/, ""),
        );
      });
    let failure;
    try {
      await page.goto(server.url);
      await page.waitForFunction("typeof timed === 'function'");
      const { isolated } = await within(60_000, `start(${JSON.stringify({ kind, threads })})`);
      if (!isolated) failure = "the page is not cross-origin isolated";
    } catch (error) {
      failure = error.message;
    }
    contestants.push({
      ...known,
      async timed(workload, batch, steps, limitMs) {
        if (failure !== undefined) throw new Error(failure);
        await page.bringToFront();
        try {
          return await within(limitMs, `timed(${JSON.stringify(workload)}, ${batch}, ${steps})`);
        } catch (error) {
          // A page that does not answer keeps a core busy: it is closed, and out.
          if (error.message.startsWith("no answer")) {
            failure = error.message;
            await page.close().catch(() => {});
          }
          throw error;
        }
      },
    });
  }
  return {
    version: browser.version(),
    contestants,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
