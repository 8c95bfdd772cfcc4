// encode, decode, reconstruct and denoise: items to codes and back.

import { type HostArray, sizeOf } from "../array/index.ts";
import type { Dataset } from "../data/index.ts";
import { ConfigError } from "../errors.ts";
import type { Runtime } from "../runtime/index.ts";
import { type Codes, corrupted, Inference, type Items, inUnits, itemsOf } from "./inference.ts";
import {
  type ConditionRows,
  conditionGiven,
  conditionsIn,
  type GivenCondition,
  ownConditions,
} from "./item-conditions.ts";
import type { TrainedModel } from "./run.ts";

/** What a conditional model is told beside the items; default their own labels or factors. */
export interface ConditionOptions {
  readonly condition?: GivenCondition | undefined;
}

/** How to encode. */
export interface EncodeOptions extends ConditionOptions {
  /** The items' own labels or factors count before `condition`, which is for data without them. Default false. */
  readonly ownFirst?: boolean;
}

/** Codes of every item of a data set. @throws DataError when the data does not fit the model */
export async function encode(
  runtime: Runtime,
  trained: TrainedModel,
  data: Dataset,
  { condition, ownFirst = false }: EncodeOptions = {},
): Promise<Codes> {
  const inference = new Inference(trained, runtime);
  const given = (ownFirst ? ownConditions : conditionsIn)(trained, data, condition);
  const codes = await inference.encode(itemsOf(trained, data), given);
  await inference.dispose();
  return codes;
}

/** Class probabilities q(y|x) of every item [n, classes]. @throws ConfigError for a model without a classifier */
export async function classify(runtime: Runtime, trained: TrainedModel, data: Dataset): Promise<HostArray<"float32">> {
  if (!trained.config.model.classifier) {
    throw new ConfigError(`classify: ${trained.name} has no classifier; train one with --preset semi-supervised`);
  }
  const inference = new Inference(trained, runtime);
  const probabilities = await inference.classify(itemsOf(trained, data));
  await inference.dispose();
  return probabilities;
}

/** Items of latents [n, latent], in the units of the source. @throws DataError when the width is wrong */
export async function decode(
  runtime: Runtime,
  trained: TrainedModel,
  latents: HostArray<"float32">,
  { condition }: ConditionOptions = {},
): Promise<Items> {
  const inference = new Inference(trained, runtime);
  const rows = conditionGiven(trained, latents.shape[0]!, condition);
  const items = inUnits(trained, await inference.decode(latents, rows));
  await inference.dispose();
  return items;
}

/** Items beside what the model made of them. */
export interface Restored {
  /** Clean items, in the units of the source [n, ...event]. */
  readonly originals: Items;
  /** What the model saw; the originals where nothing was added. */
  readonly inputs: Items;
  readonly restored: Items;
  /** Mean squared error per item and element against the clean item, in the model's units; of tables the share of cells with another code [n]. */
  readonly error: Float32Array;
  /** The same of what the model saw, so that gain shows [n]. */
  readonly inputError: Float32Array;
}

/**
 * Encodes and decodes items. With a `condition` they are encoded under their own, where the data has it, and decoded under that one:
 * the same style with another attribute.
 * @throws DataError when the data does not fit the model
 */
export function reconstruct(
  runtime: Runtime,
  trained: TrainedModel,
  data: Dataset,
  { condition }: ConditionOptions = {},
): Promise<Restored> {
  const other = condition && conditionsIn(trained, data, condition);
  const own = ownConditions(trained, data, condition);
  return restore(runtime, trained, itemsOf(trained, data), { own, other });
}

/** How to corrupt items before they are restored. */
export interface DenoiseOptions {
  /** For example gaussian:0.3; `none` takes the items as they are, already noisy. Default what the model trained with. */
  readonly corrupt?: string;
  /** Default 0. */
  readonly seed?: number;
}

/** Corrupts items and restores them. @throws ConfigError when neither call nor model names a corruption */
export function denoise(
  runtime: Runtime,
  trained: TrainedModel,
  data: Dataset,
  { corrupt: spec = trained.config.train.corrupt, seed = 0 }: DenoiseOptions = {},
): Promise<Restored> {
  if (spec === undefined) {
    throw new ConfigError(
      "denoise: the model was trained without noise; name one, for example --corrupt gaussian:0.3, or none",
    );
  }
  return restore(runtime, trained, itemsOf(trained, data), {
    own: conditionsIn(trained, data),
    ...(spec === "none" ? {} : { spec, seed }),
  });
}

interface RestoreOptions {
  readonly own?: ConditionRows | undefined;
  readonly other?: ConditionRows | undefined;
  readonly spec?: string;
  readonly seed?: number;
}

async function restore(
  runtime: Runtime,
  trained: TrainedModel,
  clean: Items,
  { own, other, spec, seed = 0 }: RestoreOptions,
): Promise<Restored> {
  const inputs = spec === undefined ? clean : corrupted(trained, clean, seed, spec);
  const inference = new Inference(trained, runtime);
  const restored = await inference.reconstruct(inputs, own, other);
  await inference.dispose();
  const measure = trained.schema.kind === "table" ? changedCells : errors;
  return {
    originals: inUnits(trained, clean),
    inputs: inUnits(trained, inputs),
    restored: inUnits(trained, restored),
    error: measure(clean, restored),
    inputError: measure(clean, inputs),
  };
}

function errors(a: Items, b: Items): Float32Array {
  const width = sizeOf(a.shape.slice(1));
  const out = new Float32Array(a.shape[0]!);
  for (let i = 0; i < a.data.length; i++) out[Math.floor(i / width)]! += (a.data[i]! - b.data[i]!) ** 2 / width;
  return out;
}

function changedCells(a: Items, b: Items): Float32Array {
  const width = a.shape[1]!;
  const columns = width / 2;
  const out = new Float32Array(a.shape[0]!);
  for (let i = 0; i < a.data.length; i++) {
    if (i % width < columns && a.data[i] !== b.data[i]) out[Math.floor(i / width)]! += 1 / columns;
  }
  return out;
}
