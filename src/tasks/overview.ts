// overview: everything a report shows of a run, as plain data.

import { float32, Generator, type HostArray } from "../array/index.ts";
import { type Dataset, subset } from "../data/index.ts";
import type { Runtime } from "../runtime/index.ts";
import type { EpochRecord } from "../train/index.ts";
import { type Evaluation, evaluateModel } from "./evaluate.ts";
import { sample } from "./generate.ts";
import { type Codes, Inference, type Items, inUnits } from "./inference.ts";
import { principalPlane } from "./pca.ts";
import { denoise, encode, type Restored, reconstruct } from "./restore.ts";
import type { RunFile, TrainedModel } from "./run.ts";

/** Codes of items in a plane. */
export interface LatentMap {
  /** `latent`: the two latent dimensions themselves; `pca`: their principal plane. */
  readonly method: "latent" | "pca";
  /** Share of variance along each axis; only for `pca`. */
  readonly explained?: readonly [number, number];
  /** [n, 2]. */
  readonly points: Float32Array;
  /** Class of each point, where the data has labels. */
  readonly labels?: Int32Array;
  readonly labelNames?: readonly string[];
}

/** The decoded plane of a two-dimensional latent, rows from top (+) to bottom (-). */
export interface Manifold {
  readonly steps: number;
  /** Coordinates from -range to range. */
  readonly range: number;
  /** [steps * steps, ...event]. */
  readonly items: Items;
}

/** What a report shows. */
export interface Overview {
  readonly file: RunFile;
  readonly history: readonly EpochRecord[];
  /** Shape of one item. */
  readonly itemShape: readonly number[];
  readonly parameters: number;
  /** Evaluation of each part: validation and test where there are any, otherwise train. */
  readonly evaluations: Readonly<Record<string, Evaluation>>;
  /** Items of the training data. */
  readonly examples: Items;
  /** Drawn from the prior; absent for an autoencoder. */
  readonly samples?: Items;
  readonly reconstructions: Restored;
  readonly map: LatentMap;
  readonly manifold?: Manifold;
}

const MAP_POINTS = 3000;

/** Gathers what a report shows, from the held-out part that exists first: test, validation, train. */
export async function overview(
  runtime: Runtime,
  trained: TrainedModel,
  parts: { readonly train: Dataset; readonly validation?: Dataset; readonly test?: Dataset },
  history: readonly EpochRecord[],
): Promise<Overview> {
  const held = parts.test ?? parts.validation ?? parts.train;
  const evaluations: Record<string, Evaluation> = {};
  for (const part of ["validation", "test"] as const) {
    const dataset = parts[part];
    if (dataset !== undefined) evaluations[part] = await evaluateModel(runtime, trained, dataset);
  }
  if (Object.keys(evaluations).length === 0) evaluations.train = await evaluateModel(runtime, trained, parts.train);
  const shown = pick(held, 24);
  const mapped = pick(held, MAP_POINTS);
  const codes = await encode(runtime, trained, mapped);
  // Pictures are looked at, rows are counted in histograms.
  const count = trained.schema.kind === "image" ? 64 : 2000;
  const noisy = trained.config.train.corrupt !== undefined;
  const reconstructions = await (noisy ? denoise(runtime, trained, shown) : reconstruct(runtime, trained, shown));
  const manifold =
    trained.config.model.latent === 2 && trained.schema.kind === "image"
      ? await decodedPlane(runtime, trained)
      : undefined;
  return {
    file: trained.file,
    history,
    itemShape: trained.model.item.shape,
    parameters: Object.values(trained.weights).reduce((total, { data }) => total + data.length, 0),
    evaluations,
    examples: (await reconstruct(runtime, trained, pick(parts.train, count))).originals,
    ...(trained.model.variational ? { samples: (await sample(runtime, trained, { count, seed: 1 })).items } : {}),
    reconstructions,
    map: latentMap(codes, mapped),
    ...(manifold ? { manifold } : {}),
  };
}

function pick(dataset: Dataset, count: number): Dataset {
  if (dataset.count <= count) return dataset;
  return subset(dataset, new Generator(0, "overview").permutation(dataset.count).slice(0, count).sort());
}

function latentMap({ mean }: Codes, { labels, schema }: Dataset): LatentMap {
  const classes = labels === undefined ? {} : { labels, ...(schema.labels ? { labelNames: schema.labels } : {}) };
  if (mean.shape[1] === 2) return { method: "latent", points: mean.data, ...classes };
  const { points, explained } = principalPlane(mean);
  return { method: "pca", points, explained, ...classes };
}

async function decodedPlane(runtime: Runtime, trained: TrainedModel, steps = 20, range = 2.5): Promise<Manifold> {
  const z = new Float32Array(steps * steps * 2);
  const at = (i: number) => -range + (2 * range * i) / (steps - 1);
  for (let row = 0; row < steps; row++) {
    for (let column = 0; column < steps; column++) z.set([at(column), -at(row)], (row * steps + column) * 2);
  }
  const latents: HostArray<"float32"> = float32(z, [steps * steps, 2]);
  const inference = new Inference(trained, runtime);
  const items = inUnits(trained, await inference.decode(latents));
  await inference.dispose();
  return { steps, range, items };
}
