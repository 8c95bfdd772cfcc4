// Items of the map: what they look like, how strange they are, what a group of them has in common.

import { subset } from "vaekit/data";
import { attributesIn, conditionsIn } from "vaekit/tasks";
import type { Items } from "./api.ts";
import { engine } from "./engine.ts";
import { viewOfData } from "./items-view.ts";
import { codesAt, heldMap, liveSpace } from "./latent-map.ts";
import { nearestIn } from "./latent-space.ts";
import type { Condition, LatentItem } from "./latent-types.ts";
import { live } from "./live-model.ts";
import { otherTasks } from "./other-tasks.ts";

/** An item with its latent, label and condition. */
export function itemAt(index: number): LatentItem {
  const { dataset, order } = heldMap().mapped;
  const own = order[index]!;
  const label = dataset!.labels?.[own];
  const condition = conditionAt(own);
  return {
    index,
    items: viewOfData(dataset!, [own]),
    z: codesAt([index]),
    ...(label !== undefined && label >= 0 && { label }),
    ...(condition && { condition }),
  };
}

function conditionAt(own: number): Condition | undefined {
  const { trained } = live();
  const attributes = attributesIn(trained);
  const row = attributes.length > 0 ? conditionsIn(trained, subset(heldMap().mapped.dataset!, [own]))?.data : undefined;
  if (row === undefined) return undefined;
  let at = 0;
  return Object.fromEntries(
    attributes.map(({ name, levels }) => {
      const level = row.subarray(at, at + levels.length).indexOf(1);
      at += levels.length;
      return [name, String(levels[Math.max(0, level)])];
    }),
  );
}

/** Pictures or rows of points. */
export function itemsAt(indices: ArrayLike<number>): Items {
  const { dataset, order } = heldMap().mapped;
  return viewOfData(
    dataset!,
    Uint32Array.from({ length: indices.length }, (_, i) => order[indices[i]!]!),
  );
}

/** The mean latent of points; where the space has no means, the nearest latent that it has. */
export function meanAt(indices: ArrayLike<number>): Float32Array {
  const codes = codesAt(indices);
  const { width } = liveSpace();
  const mean = new Float32Array(width);
  for (let i = 0; i < codes.length; i++) mean[i % width]! += codes[i]! / indices.length;
  return nearestIn(liveSpace(), mean);
}

/** A dimension of all points. */
export function dimensionAt(d: number): Float32Array {
  const { codes, order } = heldMap().mapped;
  const { width } = liveSpace();
  return Float32Array.from({ length: order.length }, (_, i) => codes[i * width + d]!);
}

const PIECE = 1024;
let scoring = 0;

/** -ELBO of all points in nats, or an autoencoder's error; undefined when asked anew or the map changed meanwhile. */
export async function scoresOfMap(onProgress?: (share: number) => void): Promise<Float32Array | undefined> {
  const { BoundScorer } = await import("vaekit/metrics");
  const { fitted } = await import("vaekit/tasks");
  const turn = ++scoring;
  const { mapped } = heldMap();
  const { trained } = live();
  const scorer = await BoundScorer.compile(
    await engine(),
    trained.model,
    trained.weights,
    Math.min(256, mapped.order.length),
  );
  const out = new Float32Array(mapped.order.length);
  try {
    for (let at = 0; at < out.length; at += PIECE) {
      const piece = fitted(trained, subset(mapped.dataset!, mapped.order.subarray(at, at + PIECE)));
      const { reconstruction, kl } = await scorer.score(piece, { binarise: trained.config.train.binarise });
      for (let i = 0; i < piece.count; i++) out[at + i] = reconstruction[i]! + (kl[i] ?? 0);
      onProgress?.((at + piece.count) / out.length);
      await otherTasks();
      if (turn !== scoring || heldMap().mapped.key !== mapped.key) return undefined;
    }
  } finally {
    await scorer.dispose();
  }
  return out;
}
