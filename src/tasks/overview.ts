// overview: everything a report shows of a run, as plain data.

import { float32, Generator, type HostArray } from "../array/index.ts";
import { type Dataset, subset, type TableSchema } from "../data/index.ts";
import { ConfigError } from "../errors.ts";
import { scorableFactors } from "../metrics/index.ts";
import type { Runtime } from "../runtime/index.ts";
import type { EpochRecord } from "../train/index.ts";
import { type Disentanglement, disentanglement } from "./disentanglement.ts";
import { type Evaluation, evaluateModel } from "./evaluate.ts";
import { sample } from "./generate.ts";
import { type Codes, Inference, type Items, inUnits } from "./inference.ts";
import { principalPlane } from "./pca.ts";
import { denoise, encode, type Restored, reconstruct } from "./restore.ts";
import { modelVariables, type RunFile, type TrainedModel } from "./run.ts";
import { canSample } from "./samplers/open.ts";
import { type RowClasses, rowClasses } from "./tables/classes.ts";
import { compareTables, type TableComparison } from "./tables/quality.ts";
import { synth } from "./tables/synth.ts";

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
  /** Tables: the column that the labels were taken from. */
  readonly labelColumn?: string;
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
  /** What the parts of their KL are called, where they are no latent dimensions. */
  readonly klGroups?: readonly string[];
  /** Models with a quantiser: places of the grid of codes, and from how many classes each code of a place is. */
  readonly codes?: { readonly space: readonly number[]; readonly classes: readonly number[] };
  /** Items of the training data; of a table none, see `table`. */
  readonly examples: Items;
  /** Drawn from the fitted sampler, else from the prior; absent for an autoencoder without a sampler and for a table. */
  readonly samples?: Items;
  /** Of a table none. */
  readonly reconstructions: Restored;
  readonly map: LatentMap;
  readonly manifold?: Manifold;
  /** Data with known factors: how far latent dimensions stand for them. */
  readonly disentanglement?: Disentanglement;
  /** A table: synthetic rows beside the training part and the held-out one; absent for an autoencoder. */
  readonly table?: TableComparison;
}

/** What to look at in particular. */
export interface OverviewOptions {
  /** A table's column that models learn to predict from synthetic rows, and that colours the map. */
  readonly target?: string | undefined;
}

const MAP_POINTS = 3000;
const MEASURED_ITEMS = 5000;
const MOST_SYNTHETIC = 10_000;

/** Gathers what a report shows, from the held-out part that exists first: test, validation, train. */
export async function overview(
  runtime: Runtime,
  trained: TrainedModel,
  parts: { readonly train: Dataset; readonly validation?: Dataset; readonly test?: Dataset },
  history: readonly EpochRecord[],
  { target }: OverviewOptions = {},
): Promise<Overview> {
  const held = parts.test ?? parts.validation ?? parts.train;
  const evaluations: Record<string, Evaluation> = {};
  for (const part of ["validation", "test"] as const) {
    const dataset = parts[part];
    if (dataset !== undefined) evaluations[part] = await evaluateModel(runtime, trained, dataset);
  }
  if (Object.keys(evaluations).length === 0) evaluations.train = await evaluateModel(runtime, trained, parts.train);
  const mapped = pick(held, MAP_POINTS);
  const codes = await encode(runtime, trained, mapped);
  const { codes: codeLayout } = trained.model;
  const common = {
    file: trained.file,
    history,
    itemShape: trained.model.item.shape,
    parameters: Object.values(modelVariables(trained.model)).reduce((total, { data }) => total + data.length, 0),
    evaluations,
    ...(trained.model.groupNames && { klGroups: trained.model.groupNames }),
    ...(codeLayout && { codes: { space: codeLayout.space, classes: codeLayout.classes } }),
  };
  if (trained.schema.kind === "table") {
    const { schema } = trained;
    const table = trained.model.variational ? await comparison(runtime, trained, schema, parts, target) : undefined;
    const classes = mapped.labels === undefined ? rowClasses(mapped.table!, schema, target) : undefined;
    return { ...common, ...nothing(common.itemShape), map: latentMap(codes, mapped, classes), ...(table && { table }) };
  }
  if (target !== undefined) {
    throw new ConfigError(`target: a column to predict is for tables, got ${JSON.stringify(target)}; leave it out`);
  }
  const shown = pick(held, 24);
  // Pictures are looked at, rows are counted in histograms.
  const count = trained.schema.kind === "image" ? 64 : 2000;
  const noisy = trained.config.train.corrupt !== undefined;
  const reconstructions = await (noisy ? denoise(runtime, trained, shown) : reconstruct(runtime, trained, shown));
  const manifold =
    trained.model.latent === 2 && trained.schema.kind === "image" && trained.model.conditionWidth === 0
      ? await decodedPlane(runtime, trained)
      : undefined;
  return {
    ...common,
    examples: (await reconstruct(runtime, trained, pick(parts.train, count))).originals,
    ...(canSample(trained) ? { samples: (await sample(runtime, trained, { count, seed: 1 })).items } : {}),
    reconstructions,
    map: latentMap(codes, mapped),
    ...(manifold ? { manifold } : {}),
    ...(await againstFactors(runtime, trained, pick(held, MEASURED_ITEMS))),
  };
}

async function againstFactors(
  runtime: Runtime,
  trained: TrainedModel,
  dataset: Dataset,
): Promise<Pick<Overview, "disentanglement">> {
  const factors = dataset.factors ? scorableFactors(dataset.factors) : [];
  if (factors.length === 0) return {};
  return { disentanglement: await disentanglement(runtime, trained, dataset, { factors }) };
}

async function comparison(
  runtime: Runtime,
  trained: TrainedModel,
  schema: TableSchema,
  { train, validation, test }: { readonly train: Dataset; readonly validation?: Dataset; readonly test?: Dataset },
  target: string | undefined,
): Promise<TableComparison> {
  const count = Math.min(train.count, MOST_SYNTHETIC);
  const { table: synthetic, notes } = await synth(runtime, trained, { count, seed: 1 });
  const [real, holdout] = [train.table!, (test ?? validation)?.table];
  const found = compareTables({ real, holdout, synthetic, schema, target, seed: 0, privacy: true });
  return { ...found, notes: [...notes, ...found.notes] };
}

function nothing(itemShape: readonly number[]): Pick<Overview, "examples" | "reconstructions"> {
  const none = float32(new Float32Array(0), [0, ...itemShape]);
  const error = new Float32Array(0);
  return {
    examples: none,
    reconstructions: { originals: none, inputs: none, restored: none, error, inputError: error },
  };
}

function pick(dataset: Dataset, count: number): Dataset {
  if (dataset.count <= count) return dataset;
  return subset(dataset, new Generator(0, "overview").permutation(dataset.count).slice(0, count).sort());
}

function latentMap({ mean }: Codes, { labels, schema }: Dataset, rows?: RowClasses): LatentMap {
  const own = labels === undefined ? {} : { labels, ...(schema.labels ? { labelNames: schema.labels } : {}) };
  const classes = rows ?? own;
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
