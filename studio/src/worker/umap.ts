// UMAP (McInnes et al. 2018) in a worker of its own, so that it keeps nobody waiting; who does not want it any more ends the
// worker. A spread of the items is laid out, the others are placed between their nearest neighbours among those.

import { UMAP } from "umap-js";
import { Generator } from "vaekit/array";
import type { UmapFrame } from "./latent-types.ts";
import { nearest } from "./neighbours.ts";
import type { UmapMessage, UmapTask } from "./umap-types.ts";

const NEIGHBOURS = 15;
const FRAME_MS = 220;

const say = (frame: UmapFrame, done = false) => {
  postMessage({ frame, done } satisfies UmapMessage);
};

self.addEventListener("message", ({ data }: MessageEvent<UmapTask>) => {
  const { codes, width, start, fitted } = data;
  const count = codes.length / width;
  const all = count <= fitted;
  const taken = Uint32Array.from({ length: Math.min(count, fitted) }, (_, i) =>
    Math.floor((i * count) / Math.min(count, fitted)),
  );
  const own = all ? codes : rowsAt(codes, width, taken);
  const points = layOut(own, width, rowsAt(start, 2, taken), all ? undefined : taken);
  if (all) say({ stage: "layout", share: 1, points }, true);
  else placeOthers(data, taken, own, points);
});

function rowsAt(values: Float32Array, width: number, indices: Uint32Array): Float32Array {
  const out = new Float32Array(indices.length * width);
  for (const [to, from] of indices.entries()) out.set(values.subarray(from * width, (from + 1) * width), to * width);
  return out;
}

function layOut(own: Float32Array, width: number, start: Float32Array, placed: Uint32Array | undefined): Float32Array {
  const count = own.length / width;
  const k = Math.min(NEIGHBOURS, count - 1);
  const [indices, distances]: [number[][], number[][]] = [[], []];
  let said = performance.now();
  for (let i = 0; i < count; i++) {
    const found = nearest(own, width, { of: own, at: i, k });
    indices.push(found.indices);
    distances.push(found.distances);
    if (performance.now() - said < FRAME_MS) continue;
    said = performance.now();
    say({ stage: "neighbours", share: i / count });
  }
  const generator = new Generator(0, "umap");
  const umap = new UMAP({ nNeighbors: k, minDist: 0.1, random: () => generator.uniform() });
  umap.setPrecomputedKNN(indices, distances);
  const epochs = umap.initializeFit(
    Array.from({ length: count }, (_, i) => [...own.subarray(i * width, (i + 1) * width)]),
  );
  // From the principal plane, which keeps the large in its place and gives the same picture each time.
  const places = umap.getEmbedding();
  const scale =
    10 /
    Math.max(
      1e-9,
      start.reduce((most, v) => Math.max(most, Math.abs(v)), 0),
    );
  places.forEach((place, i) => {
    place[0] = start[2 * i]! * scale + 0.01 * generator.normal();
    place[1] = start[2 * i + 1]! * scale + 0.01 * generator.normal();
  });
  for (let epoch = 0; epoch < epochs; epoch++) {
    umap.step();
    if (performance.now() - said < FRAME_MS) continue;
    said = performance.now();
    say({ stage: "layout", share: epoch / epochs, points: flat(places), ...(placed && { placed }) });
  }
  return flat(places);
}

const flat = (places: readonly (readonly number[])[]): Float32Array =>
  Float32Array.from({ length: 2 * places.length }, (_, i) => places[i >> 1]![i & 1]!);

const BETWEEN = 5;

function placeOthers(
  { codes, width, patience }: UmapTask,
  taken: Uint32Array,
  own: Float32Array,
  known: Float32Array,
): void {
  const count = codes.length / width;
  const points = new Float32Array(2 * count);
  const began = performance.now();
  let said = began;
  for (let i = 0; i < count; i++) {
    const { indices, distances } = nearest(own, width, { of: codes, at: i, k: BETWEEN });
    const near = Math.max(distances[0]!, 1e-6);
    let [x, y, total] = [0, 0, 0];
    indices.forEach((index, n) => {
      const weight = distances[0] === 0 ? Number(n === 0) : (near / distances[n]!) ** 2;
      x += weight * known[2 * index]!;
      y += weight * known[2 * index + 1]!;
      total += weight;
    });
    points[2 * i] = x / total;
    points[2 * i + 1] = y / total;
    const now = performance.now();
    // An estimate from the first items decides whether the wait is worth it.
    if (i === 500 && ((now - began) / i) * count > patience) {
      say({ stage: "placing", share: 1, points: known, placed: taken }, true);
      return;
    }
    if (now - said < FRAME_MS) continue;
    said = now;
    say({ stage: "placing", share: i / count });
  }
  say({ stage: "placing", share: 1, points }, true);
}
