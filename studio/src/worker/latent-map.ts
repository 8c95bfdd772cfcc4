// Items of a part through the encoder, piece by piece, and where they lie in a plane. The last map is kept: what the panel
// asks about its points is answered from it.

import { float32 } from "vaekit/array";
import { type Dataset, subset } from "vaekit/data";
import { latentSpace } from "vaekit/models";
import { conditionsIn, itemsOf, principalPlane } from "vaekit/tasks";
import { type Plane, placesOf, planeOf, turnedTo } from "./latent-plane.ts";
import { addKl, type Space, type Sums, spreadOf } from "./latent-space.ts";
import type { LatentFacts, LatentMap, MapRequest, PartName, PlaneKind } from "./latent-types.ts";
import { live } from "./live-model.ts";
import { otherTasks } from "./other-tasks.ts";

/** Codes of items. */
export interface Mapped {
  readonly key: string;
  readonly revision: number;
  readonly part: PartName;
  readonly dataset: Dataset | undefined;
  /** Items of the data set, in the order of the points. */
  readonly order: Uint32Array;
  /** [order.length, width]. */
  readonly codes: Float32Array;
  readonly sums: Sums;
}

interface Held {
  readonly mapped: Mapped;
  readonly plane: Plane;
  readonly points: Float32Array;
}

const PIECE = 1024;
const PCA_ITEMS = 4000;

let held: Held | undefined;
let asked = 0;

/** The map at work, where there is one. */
export const anyMap = (): Held | undefined => held;

/** The map at work. @throws Error where there is none yet */
export function heldMap(): Held {
  if (held === undefined) throw new Error("no map has been made");
  return held;
}

/** The space of the live model's latents; of a hierarchy that of its top layer. */
export function liveSpace(): Space & { readonly layers?: readonly string[] } {
  const { model } = live().trained;
  if (model.layers)
    return { space: "real", width: model.layers[0]!.size, layers: model.layers.map(({ name }) => name) };
  const space = latentSpace(model.config);
  const width = model.latent;
  if (space === undefined) return { space: "codes", width };
  if (space.kind === "one-hot") return { space: space.kind, width, classes: space.classes };
  if (space.kind === "ball") return { space: space.kind, width, radius: 1 / Math.sqrt(space.c) };
  return { space: space.kind, width, ...(space.kind === "sphere" && { radius: 1 }) };
}

/** What the panel has to know of the live model's latents. */
export function latentFacts(): LatentFacts {
  const { trained, parts } = live();
  const { classes, radius, layers, ...space } = liveSpace();
  const centre = new Float32Array(space.width);
  if (space.space === "sphere") centre[0] = 1;
  if (space.space === "one-hot") for (let g = 0; g < space.width; g += classes!) centre[g] = 1;
  return {
    ...space,
    ...(classes !== undefined && { classes }),
    ...(radius !== undefined && { radius }),
    ...(layers && { layers }),
    standardNormal: trained.model.standardNormalPrior || layers !== undefined,
    centre,
    parts: {
      ...(parts && { train: parts.train.count }),
      ...(parts?.validation && { validation: parts.validation.count }),
      ...(parts?.test && { test: parts.test.count }),
    },
  };
}

/**
 * Maps a part of the live model's data; undefined when another map was asked for meanwhile or the model is another.
 * `onProgress` is told the share of items done.
 */
export async function mapPart(
  { part, count, plane: kind }: MapRequest,
  onProgress?: (share: number) => void,
): Promise<LatentMap | undefined> {
  const turn = ++asked;
  const { inference } = live();
  const mapped = await codesOf(part, count, () => turn === asked && live().inference === inference, onProgress);
  if (mapped === undefined) return undefined;
  const { codes, dataset, order, key, revision } = mapped;
  const { width } = liveSpace();
  const spread = spreadOf(codes, width, mapped.sums);
  const before = held?.mapped.key.split(" ")[0] === key.split(" ")[0] ? held : undefined;
  const plane = planeFor(kind, codes, spread.mean, before?.plane);
  held = { mapped, plane, points: placesOf(plane, codes) };
  return {
    key,
    revision,
    part,
    plane: kind,
    count: order.length,
    of: dataset?.count ?? 0,
    points: held.points.slice(),
    ...(dataset?.labels && { labels: Int32Array.from(order, (i) => dataset.labels![i]!) }),
    ...(plane.explained && { explained: plane.explained }),
    spread,
  };
}

/** Ends a map that is being made. */
export function cancelMap(): void {
  asked++;
}

function planeFor(kind: PlaneKind, codes: Float32Array, mean: Float32Array, before: Plane | undefined): Plane {
  const width = mean.length;
  if (kind.kind === "dimensions" || width < 2 || codes.length < 3 * width) {
    const { x, y } = kind.kind === "dimensions" ? kind : { x: 0, y: 1 };
    return planeOf(mean, Math.min(x, width - 1), Math.min(y, width - 1));
  }
  const count = codes.length / width;
  const step = Math.max(1, Math.ceil(count / PCA_ITEMS));
  const some = new Float32Array(Math.ceil(count / step) * width);
  for (let i = 0, to = 0; i < count; i += step, to += width) some.set(codes.subarray(i * width, (i + 1) * width), to);
  const { means, axes, explained } = principalPlane(float32(some, [some.length / width, width]));
  return turnedTo({ mean: means, axes, explained }, before?.explained ? before : undefined);
}

async function codesOf(
  part: PartName,
  most: number,
  wanted: () => boolean,
  onProgress: ((share: number) => void) | undefined,
): Promise<Mapped | undefined> {
  const { trained, inference, parts, revision } = live();
  const dataset = parts?.[part] ?? parts?.train;
  const count = Math.min(most, dataset?.count ?? 0);
  const key = `${trained.name} ${part} ${count}`;
  if (held?.mapped.key === key && held.mapped.revision === revision) return held.mapped;
  const { width } = liveSpace();
  const start = trained.model.layers?.[0]?.start ?? 0;
  const step = (dataset?.count ?? 0) / Math.max(1, count);
  const order = Uint32Array.from({ length: count }, (_, i) => Math.floor(i * step));
  const codes = new Float32Array(count * width);
  const kl = trained.model.standardNormalPrior ? new Float64Array(width) : undefined;
  let known = kl !== undefined;
  for (let at = 0; at < count; at += PIECE) {
    const piece = subset(dataset!, order.subarray(at, Math.min(at + PIECE, count)));
    const { mean, logVariance } = await inference.encode(itemsOf(trained, piece), conditionsIn(trained, piece));
    const all = mean.shape[1]!;
    for (let i = 0; i < piece.count; i++) {
      codes.set(mean.data.subarray(i * all + start, i * all + start + width), (at + i) * width);
    }
    if (kl && logVariance) addKl(kl, mean.data, logVariance.data);
    else known = false;
    onProgress?.((at + piece.count) / count);
    await otherTasks();
    if (!wanted()) return undefined;
  }
  return { key, revision, part, dataset, order, codes, sums: { kl: known && count > 0 ? kl : undefined } };
}

/** Codes of some points of the map [n, width]. */
export function codesAt(indices: ArrayLike<number>): Float32Array {
  const { codes, order } = heldMap().mapped;
  const width = codes.length / Math.max(1, order.length);
  const out = new Float32Array(indices.length * width);
  for (let i = 0; i < indices.length; i++)
    out.set(codes.subarray(indices[i]! * width, (indices[i]! + 1) * width), i * width);
  return out;
}
