// What latents of new items are drawn from. A VAE's training items rarely fill its prior; a mixture of normals fitted to
// their posteriors after training (Ghosh et al. 2020) has no such holes. Held-out items say which is the better one.

import { float32, Generator, type HostArray } from "../array/index.ts";
import type { Dataset } from "../data/index.ts";
import type { Runtime } from "../runtime/index.ts";
import { fitGaussianMixture, type GaussianMixture, mixtureLogDensity, sampleMixture } from "../statistics/index.ts";
import { type Codes, Inference, itemsOf } from "./inference.ts";
import type { TrainedModel } from "./run.ts";

/** Which sampler was chosen, and why; held-out values in nats, the higher the better. */
export interface SamplerChoice {
  readonly kind: "prior" | "mixture";
  /** Components of the mixture. */
  readonly components?: number;
  /** Mean log density that held-out latents have under each. */
  readonly heldOut?: { readonly prior: number; readonly mixture: number };
}

const FITTED = 10_000;
const NAMES = ["sampler.weights", "sampler.means", "sampler.factors"] as const;

/** Fits and chooses; the tensors of a chosen mixture belong to the model's weights. */
export async function fitSampler(
  runtime: Runtime,
  trained: TrainedModel,
  parts: { readonly train: Dataset; readonly validation?: Dataset },
): Promise<{ choice: SamplerChoice; weights: Record<string, HostArray> }> {
  const { sampler = { kind: "prior" }, train } = trained.config;
  // In private training a mixture of the rows' posteriors would give away what the noise hides.
  const prior = sampler.kind === "prior" || train.private !== undefined;
  if (prior || !trained.model.variational) return { choice: { kind: "prior" }, weights: {} };
  const inference = new Inference(trained, runtime);
  const { latent } = trained.model;
  const fitted = drawn(await inference.encode(itemsOf(trained, parts.train, FITTED)), train.seed, "sampler/fit");
  const mixture = fitGaussianMixture(fitted, latent, { components: sampler.components ?? 32, seed: train.seed });
  const held = parts.validation ?? parts.train;
  const latents = drawn(await inference.encode(itemsOf(trained, held, FITTED)), train.seed, "sampler/choose");
  await inference.dispose();
  const heldOut = {
    prior: average(priorLogDensity(latents, latent)),
    mixture: average(mixtureLogDensity(mixture, latents)),
  };
  if (sampler.kind === "auto" && heldOut.prior >= heldOut.mixture) {
    return { choice: { kind: "prior", heldOut }, weights: {} };
  }
  const components = mixture.weights.length;
  const weights = {
    "sampler.weights": float32(Float32Array.from(mixture.weights), [components]),
    "sampler.means": float32(Float32Array.from(mixture.means), [components, latent]),
    "sampler.factors": float32(Float32Array.from(mixture.factors), [components, latent, latent]),
  };
  return { choice: { kind: "mixture", components, heldOut }, weights };
}

/** A model's distribution of latents. */
export interface LatentSampler {
  readonly kind: "prior" | "mixture";
  /** Draws latents [count, latent]. */
  draw(count: number, generator: Generator): Float32Array;
  /** log density of latents [count, latent], in nats [count]. */
  logDensity(latents: ArrayLike<number>): Float64Array;
}

/** The sampler that a model was saved with. */
export function samplerOf({ weights, model }: TrainedModel): LatentSampler {
  const { latent } = model;
  const [shares, means, factors] = NAMES.map((name) => weights[name]);
  if (!shares || !means || !factors) {
    return {
      kind: "prior",
      draw: (count, generator) => generator.fillNormal(new Float32Array(count * latent)),
      logDensity: (latents) => priorLogDensity(latents, latent),
    };
  }
  const mixture: GaussianMixture = {
    size: latent,
    weights: Float64Array.from(shares.data as Float32Array),
    means: Float64Array.from(means.data as Float32Array),
    factors: Float64Array.from(factors.data as Float32Array),
  };
  return {
    kind: "mixture",
    draw: (count, generator) => sampleMixture(mixture, count, generator),
    logDensity: (latents) => mixtureLogDensity(mixture, latents),
  };
}

/** One draw from each posterior [count, latent]. */
export function drawn({ mean, logVariance }: Codes, seed: number, stream: string): Float32Array {
  const noise = new Generator(seed, stream).fillNormal(new Float32Array(mean.data.length));
  return noise.map((e, i) => mean.data[i]! + e * Math.exp((logVariance?.data[i] ?? Number.NEGATIVE_INFINITY) / 2));
}

/** log N(z; 0, I) of latents [count, size], in nats. */
export function priorLogDensity(latents: ArrayLike<number>, size: number): Float64Array {
  const out = new Float64Array(latents.length / size).fill((-size / 2) * Math.log(2 * Math.PI));
  for (let i = 0; i < latents.length; i++) out[Math.floor(i / size)]! -= latents[i]! ** 2 / 2;
  return out;
}

function average(values: Float64Array): number {
  return values.reduce((total, v) => total + v, 0) / values.length;
}
