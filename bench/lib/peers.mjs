// Finds the other libraries: installs the JavaScript ones beside their lock file, looks for a Python that has torch.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../peers/", import.meta.url));

/** Installs TensorFlow.js and jax-js when missing; a reason when that fails, otherwise undefined. */
export function installPeers(say) {
  if (
    existsSync(join(folder, "node_modules/@tensorflow/tfjs")) &&
    existsSync(join(folder, "node_modules/@jax-js/jax"))
  ) {
    return undefined;
  }
  say("installing TensorFlow.js and jax-js: npm ci --prefix bench/peers");
  const { status, stderr } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder, encoding: "utf8" });
  if (status === 0) return undefined;
  return `npm ci --prefix bench/peers failed: ${(stderr ?? "").trim().split("\n")[0] || `code ${status}`}`;
}

/** Path of a python3 that imports torch, or undefined. */
export function pythonWithTorch() {
  const folders = ["/usr/bin", ...(process.env.PATH ?? "").split(delimiter)];
  const candidates = new Set(
    folders.flatMap((dir) => (existsSync(join(dir, "python3")) ? [join(dir, "python3")] : [])),
  );
  return [...candidates].find((python) => spawnSync(python, ["-c", "import torch"]).status === 0);
}

/** Versions of what is compared. */
export function versions(python) {
  const torch = python && spawnSync(python, ["-c", "import torch; print(torch.__version__)"], { encoding: "utf8" });
  const of = (path) => {
    const file = join(folder, "node_modules", path, "package.json");
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).version : undefined;
  };
  return { torch: torch?.stdout.trim(), tfjs: of("@tensorflow/tfjs"), jaxJs: of("@jax-js/jax") };
}
