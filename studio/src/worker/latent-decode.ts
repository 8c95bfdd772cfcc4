// Latents of the panel decoded: one in hand, a way between several, a stretch of the plane.

import { float32, type HostArray } from "vaekit/array";
import { latentSpace } from "vaekit/models";
import { conditionGiven, inUnits, type PathKind, pathIn } from "vaekit/tasks";
import type { Items } from "./api.ts";
import { viewOf } from "./items-view.ts";
import { anyMap, codesAt, liveSpace } from "./latent-map.ts";
import { latentAt, type Plane, placesOf, planeOf } from "./latent-plane.ts";
import { isOutside, nearestIn } from "./latent-space.ts";
import type { Condition, Decoded, DecodedGrid, DecodedPath, GridRequest } from "./latent-types.ts";
import { live } from "./live-model.ts";
import { nearest } from "./neighbours.ts";

// Before there is a map, that of the first two dimensions.
function plane(): Plane {
  const { width } = liveSpace();
  const known = anyMap()?.plane;
  return known?.mean.length === width ? known : planeOf(new Float32Array(width), 0, Math.min(1, width - 1));
}

/** What to decode: a latent, the latent of a place in the plane, or that of a point of the map. */
export type DecodeWish =
  | { readonly z: Float32Array }
  | { readonly place: readonly [number, number] }
  | { readonly index: number };

/** One latent decoded. */
export async function decodeOne(wish: DecodeWish, condition: Condition): Promise<Decoded> {
  const z = nearestIn(liveSpace(), latentOf(wish));
  const [x, y] = placesOf(plane(), z);
  const index = "index" in wish ? wish.index : nearestItem(z);
  return { items: await decoded(z, 1, condition), z, place: [x!, y!], ...(index !== undefined && { nearest: index }) };
}

function nearestItem(z: Float32Array): number | undefined {
  const { codes, order } = anyMap()?.mapped ?? { codes: z, order: [] };
  if (order.length === 0 || codes.length !== order.length * z.length) return undefined;
  return nearest(codes, z.length, { of: z, at: 0, k: 1 }).indices[0];
}

function latentOf(wish: DecodeWish): Float32Array {
  if ("z" in wish) return wish.z;
  if ("index" in wish) return codesAt([wish.index]);
  return latentAt(plane(), ...wish.place);
}

/** The way through latents, `steps` from each to the next. */
export async function decodePath(
  stops: readonly Float32Array[],
  { steps, kind, condition }: { readonly steps: number; readonly kind: PathKind; readonly condition: Condition },
): Promise<DecodedPath> {
  const space = latentSpace(live().trained.model.config);
  const fixed = space?.kind === "sphere" ? "spherical" : space?.kind === "ball" ? "linear" : kind;
  const between = pathIn(space, fixed);
  const { width } = liveSpace();
  const count = (stops.length - 1) * steps + 1;
  const latents = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    const leg = Math.min(stops.length - 2, Math.floor(i / steps));
    latents.set(between(stops[leg]!, stops[leg + 1]!, i / steps - leg), i * width);
  }
  return { items: await decoded(latents, count, condition), latents, places: placesOf(plane(), latents) };
}

/** A stretch of the plane, cell by cell at its middle. */
export async function decodeGrid(grid: GridRequest, condition: Condition): Promise<DecodedGrid> {
  const space = liveSpace();
  const { left, right, bottom, top, columns, rows } = grid;
  const latents = new Float32Array(columns * rows * space.width);
  const outside = new Uint8Array(columns * rows);
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, i++) {
      const x = left + ((column + 0.5) / columns) * (right - left);
      const y = top + ((row + 0.5) / rows) * (bottom - top);
      const z = latentAt(plane(), x, y);
      outside[i] = Number(isOutside(space, z));
      latents.set(nearestIn(space, z), i * space.width);
    }
  }
  return { grid, items: await decoded(latents, columns * rows, condition), outside };
}

/** Latents [count, width] decoded and in the units of the source; of a hierarchy the layers below follow by their priors' means. */
export async function decoded(latents: Float32Array, count: number, condition: Condition): Promise<Items> {
  const { trained, inference } = live();
  const given = conditionGiven(trained, count, Object.keys(condition).length > 0 ? condition : undefined);
  const { width, layers } = liveSpace();
  let z: HostArray<"float32"> = float32(latents, [count, width]);
  if (layers) {
    const { latent } = trained.model;
    const { start } = trained.model.layers![0]!;
    const whole = new Float32Array(count * latent);
    for (let i = 0; i < count; i++) whole.set(latents.subarray(i * width, (i + 1) * width), i * latent + start);
    z = await inference.followTop(float32(whole, [count, latent]));
  }
  const items = inUnits(trained, await inference.decode(z, given));
  return viewOf(items.data, count, trained.schema);
}
