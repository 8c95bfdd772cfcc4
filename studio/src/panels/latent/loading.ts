// Keeps the map up with the model: a few held-out items while it trains, all of a part when it rests.

import { batch } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { latest } from "../../state/latest.ts";
import { attempt } from "../../state/problems.ts";
import { model } from "../../state/session.ts";
import { callback, worker } from "../../state/worker.ts";
import type { LatentMap } from "../../worker/latent-types.ts";
import { groups } from "./groups.ts";
import { again, begin, condition, latent, picked, source } from "./hand.ts";
import { playing, stops } from "./path.ts";
import {
  facts,
  hovered,
  isolated,
  isTraining,
  layout,
  map,
  mapping,
  part,
  plane,
  selection,
  umap,
  umapKey,
} from "./state.ts";

const FEW = 3000;
const MANY = 60_000;
// A map while training is not renewed more often than this.
const REST_MS = 1500;

let started = 0;
let run: string | undefined;
// What the last map was asked for.
let mapped: string | undefined;

const wished = (): string =>
  `${model.value?.revision} ${isTraining.value} ${part.value} ${JSON.stringify(plane.value)}`;

interface Wish {
  readonly training: boolean;
}

const load = latest(async ({ training }: Wish) => {
  started = performance.now();
  const info = model.value;
  if (info === undefined) return;
  const known = await worker.latentFacts();
  const fresh = run !== info.run || facts.value?.width !== known.width || facts.value.space !== known.space;
  run = info.run;
  batch(() => {
    facts.value = known;
    if (!fresh) return;
    map.value = undefined;
    umap.value = undefined;
    isolated.value = undefined;
    hovered.value = undefined;
    latent.value = undefined;
    source.value = { kind: "centre" };
    groups.value = {};
    stops.value = [];
    playing.value = false;
    condition.value = Object.fromEntries(info.conditions.map(({ name, levels }) => [name, levels[0] ?? ""]));
  });
  if (known.space === "codes") return;
  const request = { part: part.value, plane: plane.value };
  mapped = wished();
  const shown = map.value as LatentMap | undefined;
  // What is mapped already only has to be laid out anew.
  const large = shown?.part === request.part && shown.revision === model.value?.revision && shown.count > FEW;
  if (training || !large) showMap(await worker.latentMap({ ...request, count: FEW }));
  if (latent.value === undefined) begin();
  else again();
  if (training || (map.value && map.value.of <= FEW)) return;
  // A last word of progress may come after the answer.
  let over = false;
  const progress = callback((share: number) => {
    if (!over) mapping.value = share;
  });
  try {
    showMap(await worker.latentMap({ ...request, count: MANY }, progress));
  } finally {
    over = true;
    mapping.value = undefined;
  }
});

function showMap(found: LatentMap | undefined): void {
  if (found === undefined) {
    // Cancelled: what is asked for next is asked for anew.
    mapped = undefined;
    return;
  }
  batch(() => {
    if (map.value?.key !== found.key) {
      hovered.value = undefined;
      picked.value = undefined;
      selection.value = new Uint32Array(0);
    }
    map.value = found;
  });
}

/** Loads and renews the map as long as the panel is shown. */
export function useMap(): void {
  const { revision, run: name } = model.value ?? {};
  const training = isTraining.value;
  const wish = wished();
  useEffect(() => {
    if (revision === undefined || wish === mapped) return;
    const wait = training && run === name ? Math.max(0, started + REST_MS - performance.now()) : 0;
    const timer = window.setTimeout(() => {
      if (!training) void worker.cancelLatentMap();
      load({ training });
    }, wait);
    return () => clearTimeout(timer);
  }, [wish, name]);
  useUmap(training);
  useEffect(
    () => () => {
      mapped = undefined;
      void worker.cancelLatentMap();
    },
    [],
  );
}

// UMAP takes a while: only of maps that stay.
function useUmap(training: boolean): void {
  const wanted = layout.value === "umap" && !training && mapping.value === undefined && (map.value?.count ?? 0) > 20;
  const key = umapKey();
  useEffect(() => {
    if (!wanted || (umap.value?.key === key && umap.value.done)) return;
    let stopped = false;
    const count = map.value!.count;
    const onFrame = callback((frame: NonNullable<typeof umap.value>["frame"]) => {
      if (!stopped) umap.value = { key, frame, points: spread(frame, count) ?? umap.value?.points, done: false };
    });
    umap.value = { key, frame: { stage: "neighbours", share: 0 }, done: false };
    void attempt(() => worker.latentUmap(onFrame)).then((frame) => {
      const late = stopped;
      stopped = true;
      if (frame && !late) umap.value = { key, frame, points: spread(frame, count), done: true };
    });
    return () => {
      stopped = true;
      if (!umap.value?.done) umap.value = undefined;
      void worker.cancelUmap();
    };
  }, [wanted, key]);
}

// Places of all items of the map; NaN for those that have none yet.
function spread({ placed, points }: NonNullable<typeof umap.value>["frame"], count: number): Float32Array | undefined {
  if (placed === undefined || points === undefined) return points;
  const all = new Float32Array(2 * count).fill(Number.NaN);
  for (const [i, index] of placed.entries()) all.set(points.subarray(2 * i, 2 * i + 2), 2 * index);
  return all;
}
