// What every kind of sampler provides: a distribution of latents that new items are decoded from, fitted after training.

import type { Generator, HostArray } from "../../array/index.ts";
import type { Runtime } from "../../runtime/index.ts";

/** A distribution of latents to draw from. */
export interface LatentSampler {
  readonly kind: string;
  /**
   * Latents [count, latent]; the first of a longer draw are those of a shorter one. `temperature` multiplies all normal noise that
   * they are made of: below 1 they are more typical. Default 1.
   */
  draw(count: number, generator: Generator, temperature?: number): Float32Array | Promise<Float32Array>;
  /** log density of latents [n, latent] as [n], in nats; for `two-stage` an estimate from below. */
  logDensity?(latents: ArrayLike<number>): Float64Array | Promise<Float64Array>;
  /** Frees what the engine holds. */
  dispose?(): Promise<void>;
}

/** One that needs no engine: what rows of tables with given cells are weighed by. */
export interface DensitySampler extends LatentSampler {
  draw(count: number, generator: Generator, temperature?: number): Float32Array;
  logDensity(latents: ArrayLike<number>): Float64Array;
}

/** Tensors of a sampler by name. */
export type SamplerWeights = Readonly<Record<string, HostArray>>;

/** What a sampler is fitted to. */
export interface FitContext {
  readonly runtime: Runtime;
  /** Width of a latent. */
  readonly size: number;
  /** Latents of the training items: one draw from the posterior of each, or an autoencoder's codes [n, size]. */
  readonly latents: Float32Array;
  /** The posteriors that they were drawn from [n, size], where these are diagonal normals. */
  readonly posteriors?: { readonly mean: Float32Array; readonly logVariance: Float32Array } | undefined;
  readonly seed: number;
}

/** What a saved sampler is made from. */
export interface LoadContext {
  readonly runtime: Runtime;
  readonly size: number;
}
