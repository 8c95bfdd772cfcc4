// sample, interpolate and traverse: items made from latents.

import { float32, Generator, type HostArray } from "../array/index.ts";
import { ConfigError } from "../errors.ts";
import type { Runtime } from "../runtime/index.ts";
import { Inference, type Items, inUnits } from "./inference.ts";
import type { TrainedModel } from "./run.ts";

/** How to sample. */
export interface SampleOptions {
  /** Number of items. */
  readonly count: number;
  /** Default 0. */
  readonly seed?: number;
  /** Standard deviation of the latents; below 1 more typical, above 1 more varied. Default 1. */
  readonly temperature?: number;
}

/** Generated items with their latents. */
export interface Generated {
  /** Expected items of the latents, in the units of the source [n, ...event]. */
  readonly items: Items;
  /** [n, latent]. */
  readonly latents: HostArray<"float32">;
}

/** Largest number of items of one call. */
export const MOST_SAMPLES = 1_000_000;

/** Draws items: z ~ p(z), scaled by the temperature, decoded to their expectation. @throws ConfigError for impossible options */
export async function sample(
  runtime: Runtime,
  trained: TrainedModel,
  { count, seed = 0, temperature = 1 }: SampleOptions,
): Promise<Generated> {
  if (!trained.model.variational) {
    throw new ConfigError(
      "sample: an autoencoder has no prior to draw from; train a vae, for example --preset conv-pool",
    );
  }
  if (!Number.isInteger(count) || count < 1 || count > MOST_SAMPLES) {
    throw new ConfigError(`sample: the number of items must be a whole number from 1 to ${MOST_SAMPLES}, got ${count}`);
  }
  if (!(temperature >= 0) || !Number.isFinite(temperature)) {
    throw new ConfigError(`sample: temperature must be a number from 0, got ${temperature}`);
  }
  const { latent } = trained.model;
  const z = new Generator(seed, "sample").fillNormal(new Float32Array(count * latent)).map((v) => v * temperature);
  return decoded(runtime, trained, float32(z, [count, latent]));
}

/** Which latents to walk through. */
export interface InterpolateOptions {
  /** Number of items, both ends included; default 10. */
  readonly steps?: number;
  /** `linear`, or `spherical` along the great circle (White 2016). Default linear. */
  readonly path?: "linear" | "spherical";
}

/** Walks between the posterior means of the first two items. @throws ConfigError for fewer than two steps or items */
export async function interpolate(
  runtime: Runtime,
  trained: TrainedModel,
  ends: Items,
  { steps = 10, path = "linear" }: InterpolateOptions = {},
): Promise<Generated> {
  if (!Number.isInteger(steps) || steps < 2 || steps > 10_000) {
    throw new ConfigError(`interpolate: steps must be a whole number from 2 to 10000, got ${steps}`);
  }
  if (ends.shape[0] !== 2) throw new ConfigError(`interpolate: needs two items, got ${ends.shape[0]}`);
  const { latent } = trained.model;
  const inference = new Inference(trained, runtime);
  const { mean } = await inference.encode(ends);
  const [a, b] = [mean.data.subarray(0, latent), mean.data.subarray(latent)];
  const z = new Float32Array(steps * latent);
  for (let i = 0; i < steps; i++) z.set(between(a, b, i / (steps - 1), path), i * latent);
  const latents = float32(z, [steps, latent]);
  const items = inUnits(trained, await inference.decode(latents));
  await inference.dispose();
  return { items, latents };
}

function between(a: Float32Array, b: Float32Array, t: number, path: "linear" | "spherical"): Float32Array {
  const dot = a.reduce((sum, v, i) => sum + v * b[i]!, 0);
  const norms = Math.hypot(...a) * Math.hypot(...b);
  const angle = norms > 0 ? Math.acos(Math.min(1, Math.max(-1, dot / norms))) : 0;
  const sine = Math.sin(angle);
  const spherical = path === "spherical" && sine > 1e-6;
  const [wa, wb] = spherical ? [Math.sin((1 - t) * angle) / sine, Math.sin(t * angle) / sine] : [1 - t, t];
  return a.map((v, i) => wa * v + wb * b[i]!);
}

/** How to sweep latent dimensions. */
export interface TraverseOptions {
  /** Items per dimension; default 9. */
  readonly steps?: number;
  /** The sweep goes from -range to range in units of the prior's standard deviation; default 2.5. */
  readonly range?: number;
  /** Start from this latent [latent]; default zeros. */
  readonly from?: Float32Array;
  /** Dimensions to sweep; default all. */
  readonly dimensions?: readonly number[];
}

/** Sweeps each latent dimension, the others held: rows of `steps` items, one row per dimension. */
export async function traverse(
  runtime: Runtime,
  trained: TrainedModel,
  { steps = 9, range = 2.5, from, dimensions }: TraverseOptions = {},
): Promise<Generated & { readonly dimensions: readonly number[]; readonly steps: number }> {
  const { latent } = trained.model;
  if (!Number.isInteger(steps) || steps < 2 || steps > 1000) {
    throw new ConfigError(`traverse: steps must be a whole number from 2 to 1000, got ${steps}`);
  }
  if (!(range > 0) || !Number.isFinite(range))
    throw new ConfigError(`traverse: range must be a positive number, got ${range}`);
  const swept = dimensions ?? Array.from({ length: latent }, (_, d) => d);
  const wrong = swept.find((d) => !Number.isInteger(d) || d < 0 || d >= latent);
  if (wrong !== undefined) throw new ConfigError(`traverse: dimensions must lie in 0 to ${latent - 1}, got ${wrong}`);
  const z = new Float32Array(swept.length * steps * latent);
  swept.forEach((d, row) => {
    for (let i = 0; i < steps; i++) {
      const at = (row * steps + i) * latent;
      if (from !== undefined) z.set(from, at);
      z[at + d] = -range + (2 * range * i) / (steps - 1);
    }
  });
  const generated = await decoded(runtime, trained, float32(z, [swept.length * steps, latent]));
  return { ...generated, dimensions: swept, steps };
}

async function decoded(runtime: Runtime, trained: TrainedModel, latents: HostArray<"float32">): Promise<Generated> {
  const inference = new Inference(trained, runtime);
  const items = inUnits(trained, await inference.decode(latents));
  await inference.dispose();
  return { items, latents };
}
