// UMAP of the map at work, in a worker of its own.

import { heldMap, liveSpace } from "./latent-map.ts";
import type { UmapFrame } from "./latent-types.ts";
import type { UmapMessage, UmapTask } from "./umap-types.ts";

const FITTED = 5000;
const PATIENCE_MS = 20_000;

let running: { readonly worker: Worker; readonly stop: () => void } | undefined;

/** Lays the map out; `onFrame` is told how far it is. Undefined when it was cancelled. */
export function layOutUmap(onFrame: (frame: UmapFrame) => void): Promise<UmapFrame | undefined> {
  cancelUmap();
  const { mapped, points } = heldMap();
  const { width } = liveSpace();
  const worker = new Worker(new URL("./umap.ts", import.meta.url), { type: "module", name: "vaekit-umap" });
  return new Promise((resolve, reject) => {
    running = { worker, stop: () => resolve(undefined) };
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data: { frame, done } }: MessageEvent<UmapMessage>) => {
      if (!done) return onFrame(frame);
      worker.terminate();
      if (running?.worker === worker) running = undefined;
      resolve(frame);
    };
    const task: UmapTask = { codes: mapped.codes, width, start: points, fitted: FITTED, patience: PATIENCE_MS };
    worker.postMessage(task);
  });
}

/** Ends a layout that is on its way. */
export function cancelUmap(): void {
  running?.worker.terminate();
  running?.stop();
  running = undefined;
}
