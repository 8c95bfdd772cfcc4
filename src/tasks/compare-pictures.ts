// What runs of pictures make: samples drawn with one seed, and the same held-out items as each run restores them.

import { type DataBundle, type Dataset, subset } from "../data/index.ts";
import type { Runtime } from "../runtime/index.ts";
import { sample } from "./generate.ts";
import type { Items } from "./inference.ts";
import { reconstruct } from "./restore.ts";
import type { TrainedModel } from "./run.ts";
import { canSample } from "./samplers/open.ts";
import { partsOf } from "./train.ts";

/** Pictures of one run. */
export interface RunPictures {
  readonly name: string;
  /** Index of the run in the comparison. */
  readonly index: number;
  /** Drawn from the prior; absent for an autoencoder. */
  readonly samples?: Items;
  /** The held-out items as it restores them. */
  readonly restored?: Items;
  /** Mean squared error per element over these items. */
  readonly error?: number;
}

/** Pictures of several runs. */
export interface ComparedPictures {
  readonly runs: readonly RunPictures[];
  /** The held-out items; absent where the runs have none in common. */
  readonly originals?: Items;
  /** Which part they are of. */
  readonly part?: string;
  /** Why something is not shown. */
  readonly notes: readonly string[];
}

/** How pictures are gathered. */
export interface ComparePicturesOptions {
  /** Samples and items of each run. Default 12. */
  readonly count?: number;
  /** Key of the samples. Default 1. */
  readonly seed?: number;
}

/** A run whose pictures are wanted. */
export interface PicturedRun {
  readonly name: string;
  readonly index: number;
  load(): Promise<TrainedModel>;
}

/**
 * Draws and restores pictures, one run at a time. `data` is the data of all runs, or a sentence that says why there is none.
 * @throws DataError when a model cannot be loaded
 */
export async function comparePictures(
  runtime: Runtime,
  runs: readonly PicturedRun[],
  data: DataBundle | string,
  { count = 12, seed = 1 }: ComparePicturesOptions = {},
): Promise<ComparedPictures> {
  const configs: TrainedModel["config"][] = [];
  const found: RunPictures[] = [];
  const notes: string[] = typeof data === "string" ? [data] : [];
  let held: { dataset: Dataset; part: string } | undefined;
  let originals: Items | undefined;
  for (const { name, index, load } of runs) {
    const trained = await load();
    configs.push(trained.config);
    if (typeof data !== "string") held ??= heldOut(data, trained.config, count);
    const samples = canSample(trained) ? (await sample(runtime, trained, { count, seed })).items : undefined;
    const restored = held && (await reconstruct(runtime, trained, held.dataset));
    originals ??= restored?.originals;
    found.push({
      name,
      index,
      ...(samples && { samples }),
      ...(restored && { restored: restored.restored, error: mean(restored.error) }),
    });
  }
  if (held && held.part !== "test" && !sameSplit(configs)) {
    notes.push("Reconstructions are left out: the runs held out different items, so none is new to all of them.");
    return { runs: found.map(({ restored: _restored, error: _error, ...rest }) => rest), notes };
  }
  return { runs: found, ...(originals && held && { originals, part: held.part }), notes };
}

function heldOut(data: DataBundle, config: TrainedModel["config"], count: number): { dataset: Dataset; part: string } {
  const parts = partsOf(data, config);
  const part = parts.test ? "test" : parts.validation ? "validation" : "train";
  const dataset = parts[part]!;
  const most = Math.min(count, dataset.count);
  // Spread over the part, which may be sorted by class.
  const chosen = Array.from({ length: most }, (_, i) => Math.floor(((i + 0.5) * dataset.count) / most));
  return { dataset: subset(dataset, chosen), part };
}

const sameSplit = (configs: readonly TrainedModel["config"][]): boolean =>
  new Set(configs.map(({ train }) => `${train.validation} ${train.seed}`)).size <= 1;

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
