// sample and interpolate: items made from latents.

import { float32, Generator, type HostArray } from "../array/index.ts";
import { ConfigError } from "../errors.ts";
import { latentSpace } from "../models/index.ts";
import type { Runtime } from "../runtime/index.ts";
import { drawPrior } from "./draw-latents.ts";
import { Inference, type Items, inUnits } from "./inference.ts";
import {
  type ConditionRows,
  conditionGiven,
  conditionsOver,
  drawConditions,
  type GivenCondition,
  openAttribute,
} from "./item-conditions.ts";
import { type PathKind, pathIn } from "./latent-paths.ts";
import type { TrainedModel } from "./run.ts";
import { fittedSpec } from "./samplers/index.ts";
import { canSample, fittedSampler, hasPrior } from "./samplers/open.ts";

/** How to sample. */
export interface SampleOptions {
  /** Number of items. */
  readonly count: number;
  /** Default 0. */
  readonly seed?: number;
  /** Factor on the normal noise that latents are made of, for N(0, I) their standard deviation; below 1 more typical, above 1 more varied. Default 1. */
  readonly temperature?: number;
  /** What latents are drawn from: the model's `prior`, or the sampler `fitted` to its latents. Default fitted where there is one. */
  readonly sampler?: "prior" | "fitted" | undefined;
  /** Conditional models: what the items are to be; values that are not named are drawn as frequent as in training. */
  readonly condition?: GivenCondition | undefined;
  /** Conditional models: `count` items of each value of the first attribute that `condition` leaves open, with the same latents. */
  readonly each?: boolean | undefined;
}

/** Generated items with their latents. */
export interface Generated {
  /** Expected items of the latents, in the units of the source [n, ...event]. */
  readonly items: Items;
  /** [n, latent]. */
  readonly latents: HostArray<"float32">;
  /** Conditional models: one-hot rows [n, width]. */
  readonly condition?: ConditionRows;
}

/** Largest number of items of one call. */
export const MOST_SAMPLES = 1_000_000;

/**
 * Draws items: z from the fitted sampler or the prior, its normal noise scaled by the temperature, decoded to their expectation.
 * @throws ConfigError for impossible options, and for a model that has nothing to draw from
 */
export async function sample(
  runtime: Runtime,
  trained: TrainedModel,
  { count, seed = 0, temperature = 1, sampler, condition, each = false }: SampleOptions,
): Promise<Generated> {
  checkSource(trained, sampler);
  if (!Number.isInteger(count) || count < 1 || count > MOST_SAMPLES) {
    throw new ConfigError(`sample: the number of items must be a whole number from 1 to ${MOST_SAMPLES}, got ${count}`);
  }
  if (!(temperature >= 0) || !Number.isFinite(temperature)) {
    throw new ConfigError(`sample: temperature must be a number from 0, got ${temperature}`);
  }
  const rows = (given: GivenCondition | undefined) =>
    drawConditions(trained, count, new Generator(seed, "sample/condition"), given);
  const turns = each ? inTurn(trained, condition) : [condition];
  if (count * turns.length > MOST_SAMPLES) {
    throw new ConfigError(
      `sample: one call makes ${MOST_SAMPLES} items at most, got ${count} of each of ${turns.length} values; make fewer of each`,
    );
  }
  const blocks = turns.map((given) => rows(given));
  const drawing = { count, seed, temperature };
  const apart =
    (sampler === "prior" ? undefined : await fittedLatents(runtime, trained, drawing)) ??
    (trained.model.standardNormalPrior ? standardLatents(trained, drawing) : undefined);
  const parts: HostArray<"float32">[] = [];
  for (const condition of blocks) {
    parts.push(apart ?? (await drawPrior(runtime, trained, count, { seed, temperature, condition })));
  }
  return decoded(runtime, trained, joined(parts), blocks[0] && joined(blocks as ConditionRows[]));
}

interface Drawing {
  readonly count: number;
  readonly seed: number;
  readonly temperature: number;
}

// Latents that do not depend on a condition: from what was fitted, and from N(0, I).
async function fittedLatents(
  runtime: Runtime,
  trained: TrainedModel,
  { count, seed, temperature }: Drawing,
): Promise<HostArray<"float32"> | undefined> {
  const fitted = fittedSampler(runtime, trained);
  if (fitted === undefined) return undefined;
  const z = await fitted.draw(count, new Generator(seed, "sample"), temperature);
  await fitted.dispose?.();
  return float32(z, [count, trained.model.latent]);
}

function checkSource(trained: TrainedModel, sampler: SampleOptions["sampler"]): void {
  const { model, name } = trained;
  if (!hasPrior(model) && (sampler === "prior" || !canSample(trained))) {
    const kind = model.codes === undefined ? "mixture" : "pixelcnn";
    throw new ConfigError(
      `sample: an autoencoder has no prior to draw from; fit a sampler to its latents: vaekit fit-sampler ${name} --kind ${kind}`,
    );
  }
  if (sampler === "fitted" && fittedSpec(trained.config.sampler, trained.weights) === undefined) {
    throw new ConfigError(
      `sample: ${name} has no fitted sampler; fit one (vaekit fit-sampler ${name} --kind mixture), or draw from the prior`,
    );
  }
}

// The condition with each value of the first attribute that it leaves open.
function inTurn(trained: TrainedModel, condition: GivenCondition | undefined): GivenCondition[] {
  const { name, levels } = openAttribute(trained, condition);
  return levels.map((level) => ({ ...condition, [name]: level }));
}

function standardLatents(
  { model: { latent } }: TrainedModel,
  { count, seed, temperature }: Drawing,
): HostArray<"float32"> {
  const z = new Generator(seed, "sample").fillNormal(new Float32Array(count * latent)).map((v) => v * temperature);
  return float32(z, [count, latent]);
}

// [n, width] arrays one after the other.
function joined(parts: readonly HostArray<"float32">[]): HostArray<"float32"> {
  const count = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
  const width = parts[0]!.shape[1]!;
  const out = new Float32Array(count * width);
  let at = 0;
  for (const { data } of parts) {
    out.set(data, at);
    at += data.length;
  }
  return float32(out, [count, width]);
}

/** Which latents to walk through. */
export interface InterpolateOptions {
  /** Number of items, both ends included; default 10. */
  readonly steps?: number;
  /** Default spherical where latents are directions, otherwise linear. */
  readonly path?: PathKind | undefined;
  /** Conditional models: what the items on the way are to be; what is not named goes from the first item's own to the last one's. */
  readonly condition?: GivenCondition | undefined;
}

/** Walks between the posterior means of the two items of `ends`, whose own condition is `own` [2, width]. @throws ConfigError for fewer than two steps or items */
export async function interpolate(
  runtime: Runtime,
  trained: TrainedModel,
  ends: Items,
  { steps = 10, path, condition }: InterpolateOptions = {},
  own?: ConditionRows,
): Promise<Generated> {
  if (!Number.isInteger(steps) || steps < 2 || steps > 10_000) {
    throw new ConfigError(`interpolate: steps must be a whole number from 2 to 10000, got ${steps}`);
  }
  if (ends.shape[0] !== 2) throw new ConfigError(`interpolate: needs two items, got ${ends.shape[0]}`);
  const { latent } = trained.model;
  const between = pathIn(latentSpace(trained.model.config), path);
  const inference = new Inference(trained, runtime);
  const { mean, condition: known } = await inference.encode(ends, own);
  const [a, b] = [mean.data.subarray(0, latent), mean.data.subarray(latent)];
  const z = new Float32Array(steps * latent);
  for (let i = 0; i < steps; i++) z.set(between(a, b, i / (steps - 1)), i * latent);
  const latents = float32(z, [steps, latent]);
  const rows = known
    ? conditionsOver(trained, blended(known, steps), condition)
    : conditionGiven(trained, steps, condition);
  const items = inUnits(trained, await inference.decode(latents, rows));
  await inference.dispose();
  return { items, latents, ...(rows && { condition: rows }) };
}

// From the first row to the second in equal steps.
function blended({ data, shape }: ConditionRows, steps: number): ConditionRows {
  const width = shape[1]!;
  const out = new Float32Array(steps * width);
  for (let i = 0; i < out.length; i++) {
    const t = Math.floor(i / width) / (steps - 1);
    out[i] = (1 - t) * data[i % width]! + t * data[width + (i % width)]!;
  }
  return float32(out, [steps, width]);
}

async function decoded(
  runtime: Runtime,
  trained: TrainedModel,
  latents: HostArray<"float32">,
  condition?: ConditionRows,
): Promise<Generated> {
  const inference = new Inference(trained, runtime);
  const items = inUnits(trained, await inference.decode(latents, condition));
  await inference.dispose();
  return { items, latents, ...(condition && { condition }) };
}
