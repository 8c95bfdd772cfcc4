// The worker, started with the page; its script is small until a graph has to run.

import { proxy, type Remote, wrap } from "comlink";
import type { StudioWorker } from "../worker/worker.ts";

/** The worker's functions, each returning a promise. */
export const worker: Remote<StudioWorker> = wrap<StudioWorker>(
  new Worker(new URL("../worker/worker.ts", import.meta.url), { type: "module", name: "vaekit" }),
);

/** A function that the worker may call. */
export const callback = proxy;
