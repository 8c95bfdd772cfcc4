// Who takes part, and at which settings: each library at every sensible number of threads, the best of which counts.

import { fileURLToPath } from "node:url";
import { pythonWithTorch } from "./peers.mjs";
import { startProcess } from "./process.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const child = (kind, engine, threads) => [process.execPath, [here("child.mjs"), kind, engine, String(threads)]];

// TensorFlow.js has no Conv2DBackpropFilter on wasm: it says so itself in its turn.
const NODE = [
  ...[1, 2].map((threads) => ({
    group: "ours",
    name: `vaekit, Node, ${threads} T`,
    start: child("ours", "node", threads),
  })),
  ...[1, 2].map((threads) => ({
    group: "ours-wasm",
    name: `vaekit, wasm in Node, ${threads} T`,
    start: child("ours", "wasm", threads),
  })),
  ...[1, 2].map((threads) => ({
    group: "limit",
    name: `products alone, ${threads} T`,
    start: child("limit", "node", threads),
  })),
];

const PEERS = [
  { group: "tfjs", name: "TensorFlow.js wasm in Node", start: child("tfjs") },
  { group: "jax", name: "jax-js wasm in Node", start: child("jax") },
];

function torchContestants(python) {
  const settings = [1, 2].flatMap((torch) => [1, 2].map((blas) => ({ torch, blas })));
  return settings.map(({ torch, blas }) => ({
    group: "pytorch",
    name: `PyTorch, torch ${torch} T, BLAS ${blas} T`,
    start: [python, [here("../peers/pytorch_step.py"), "--threads", String(torch)]],
    env: { OPENBLAS_NUM_THREADS: String(blas), OMP_NUM_THREADS: String(torch) },
  }));
}

/**
 * Starts the contestants of Node, of the named groups or all; those that cannot start keep their reason. `missing` is why peers are
 * absent.
 */
export async function startContestants({ missing, say, groups }) {
  const python = pythonWithTorch();
  const all = [...NODE, ...PEERS, ...(python === undefined ? [] : torchContestants(python))];
  const wanted = all.filter(({ group }) => groups?.includes(group) ?? true);
  const contestants = [];
  for (const { group, name, start, env } of wanted) {
    const known = { group, name, settings: env ?? {} };
    const absent = missing !== undefined && PEERS.some((peer) => peer.name === name);
    try {
      if (absent) throw new Error(missing);
      const running = await startProcess(start[0], start[1], { ...(env && { env }) });
      contestants.push({ ...known, timed: running.timed, close: running.close });
    } catch (error) {
      contestants.push({
        ...known,
        timed: async () => {
          throw error;
        },
        close: async () => {},
      });
    }
  }
  if (python === undefined) say("no python3 here imports torch: PyTorch is left out");
  return { contestants, python };
}

/** Contestants of the browser. */
export const BROWSER = [
  ...[1, 2].map((threads) => ({ group: "ours", name: `vaekit, Chromium, ${threads} T`, kind: "ours", threads })),
  ...[1, 2].map((threads) => ({ group: "tfjs", name: `TensorFlow.js, Chromium, ${threads} T`, kind: "tfjs", threads })),
  { group: "jax", name: "jax-js, Chromium, its own threads", kind: "jax", threads: 2 },
];
