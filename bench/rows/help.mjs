// `vaekit --help`: its time, Node's own share of it, and what it loads.

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "../lib/turns.mjs";

const ROUNDS = 21;
const cli = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** Median milliseconds, and the packages loaded; a reason when the command is not there or fails. */
export function measureHelp() {
  if (!existsSync(cli)) return { reason: "dist/cli/main.js is missing; npm run build makes it" };
  const loaded = packagesLoaded();
  if (loaded === undefined) return { reason: "vaekit --help failed" };
  const [times, bare] = [[], []];
  for (let i = 0; i < ROUNDS; i++) {
    times.push(timed([cli, "--help"]));
    bare.push(timed(["-e", "0"]));
  }
  return {
    ms: median(times),
    nodeMs: median(bare),
    packages: loaded,
    runtimeLoaded: loaded.some((name) => name.includes("onnxruntime")),
  };
}

function timed(args) {
  const start = performance.now();
  spawnSync(process.execPath, args);
  return performance.now() - start;
}

// V8's coverage lists every script of a process.
function packagesLoaded() {
  const folder = mkdtempSync(join(tmpdir(), "vaekit-help-"));
  try {
    const { status } = spawnSync(process.execPath, [cli, "--help"], {
      env: { ...process.env, NODE_V8_COVERAGE: folder },
    });
    if (status !== 0) return undefined;
    const urls = readdirSync(folder).flatMap((file) => JSON.parse(readFileSync(join(folder, file), "utf8")).result);
    const names = urls.flatMap(({ url }) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []);
    return [...new Set(names)].sort();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
