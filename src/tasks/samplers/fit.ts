// What latents of new items are drawn from. A model's training items rarely fill its prior, and those of an autoencoder have none;
// a density fitted to their latents after training has no such holes. Held-out items say what it is worth.

import { Generator, type HostArray } from "../../array/index.ts";
import { type Dataset, splitDataset, subset } from "../../data/index.ts";
import type { Runtime } from "../../runtime/index.ts";
import { mean } from "../../statistics/index.ts";
import { drawPosterior } from "../draw-latents.ts";
import { type Codes, Inference, itemsOf } from "../inference.ts";
import { conditionsIn } from "../item-conditions.ts";
import type { TrainedModel } from "../run.ts";
import { checkSampler } from "./check.ts";
import { fitCodePrior } from "./code-prior.ts";
import { HELD_OUT } from "./fit-config.ts";
import { type FittedSpec, fitKind, loadKind, type RealSpec, type SamplerSpec } from "./index.ts";
import { hasPrior } from "./open.ts";
import { priorLogDensities } from "./prior-density.ts";
import type { FitContext } from "./sampler.ts";

/** Which sampler was fitted, and what held-out items say of it. */
export interface SamplerChoice {
  readonly kind: "prior" | FittedSpec["kind"];
  /** Components of a mixture. */
  readonly components?: number;
  /** Training items that it was fitted to. */
  readonly items?: number;
  /**
   * Mean log density that held-out latents have under the prior and under what was fitted, by kind, in nats; the higher, the better.
   * Of `two-stage` an estimate from below. Of codes it is the log probability of an item's codes, and the prior is all codes
   * equally often. A prior without a density is missing.
   */
  readonly heldOut?: Readonly<Partial<Record<SamplerChoice["kind"], number>>>;
}

/** A choice with its tensors, which belong to the model's weights. */
export interface FittedSampler {
  readonly choice: SamplerChoice;
  readonly weights: Readonly<Record<string, HostArray>>;
}

/** The parts of the data that a sampler needs. */
export interface SamplerParts {
  readonly train: Dataset;
  readonly validation?: Dataset;
}

// Latents that a density is fitted to; those that are trained can use more.
const FITTED = 10_000;
const TRAINED = 50_000;

/**
 * Fits what `spec` asks for; default the config's own choice. Without a validation part a tenth of the training items is held out.
 * A private model keeps its prior: anything fitted to its training items would give away what the noise hides.
 * @throws ConfigError for a kind that does not fit the model
 */
export async function fitSampler(
  runtime: Runtime,
  trained: TrainedModel,
  parts: SamplerParts,
  spec: SamplerSpec = trained.config.sampler ?? { kind: "prior" },
): Promise<FittedSampler> {
  const { train } = trained.config;
  if (spec.kind === "prior" || train.private !== undefined) return { choice: { kind: "prior" }, weights: {} };
  checkSampler(spec, trained.config.model, trained.model.item);
  if (spec.kind === "pixelcnn") {
    const { weights, ...rest } = await fitCodePrior(runtime, trained, parts, spec);
    return { choice: { kind: "pixelcnn", ...rest }, weights };
  }
  const [fitted, held] = parts.validation
    ? [parts.train, parts.validation]
    : splitDataset(parts.train, HELD_OUT, train.seed);
  const own: RealSpec = spec.kind === "auto" ? { ...spec, kind: "mixture" } : spec;
  const limit = own.kind === "maf" || own.kind === "two-stage" ? TRAINED : FITTED;
  const { latent: size } = trained.model;
  const { latents, posteriors } = await latentsOf(runtime, trained, fitted, "sampler/fit", limit);
  const context: FitContext = { runtime, size, latents, posteriors, seed: train.seed };
  const weights = await fitKind(own, context);
  const others = await latentsOf(runtime, trained, held, "sampler/choose", FITTED);
  const sampler = loadKind(own, weights, { runtime, size });
  const prior = hasPrior(trained.model) ? await priorLogDensities(runtime, trained, others.latents) : undefined;
  const density = await sampler.logDensity?.(others.latents);
  await sampler.dispose?.();
  const heldOut: Partial<Record<SamplerChoice["kind"], number>> = {
    ...(prior && { prior: mean(prior) }),
    ...(density && { [own.kind]: mean(density) }),
  };
  if (spec.kind === "auto" && heldOut.prior !== undefined && heldOut.prior >= heldOut.mixture!) {
    return { choice: { kind: "prior", heldOut }, weights: {} };
  }
  const components = own.kind === "mixture" ? { components: weights["sampler.weights"]!.shape[0]! } : {};
  return { choice: { kind: own.kind, ...components, items: latents.length / size, heldOut }, weights };
}

// One draw from the posterior of each item, or an autoencoder's code, for at most `limit` items.
async function latentsOf(
  runtime: Runtime,
  trained: TrainedModel,
  data: Dataset,
  stream: string,
  limit: number,
): Promise<Pick<FitContext, "latents" | "posteriors">> {
  const { seed } = trained.config.train;
  const some = atMost(data, limit, seed);
  const items = itemsOf(trained, some);
  const given = conditionsIn(trained, some);
  const inference = new Inference(trained, runtime);
  const codes = await inference.encode(items, given);
  await inference.dispose();
  const { posterior, hierarchy } = trained.config.model;
  if (trained.model.variational && (hierarchy !== undefined || (posterior && posterior.kind !== "normal"))) {
    return { latents: (await drawPosterior(runtime, trained, items, { seed, condition: codes.condition })).data };
  }
  const { logVariance } = codes;
  return {
    latents: drawn(codes, seed, stream),
    posteriors: logVariance && { mean: codes.mean.data, logVariance: logVariance.data },
  };
}

// Not the first ones: data may come sorted by class.
function atMost(data: Dataset, limit: number, seed: number): Dataset {
  if (data.count <= limit) return data;
  return subset(data, new Generator(seed, "sampler/items").permutation(data.count).slice(0, limit).sort());
}

/** One draw from each posterior [count, latent]. */
function drawn({ mean, logVariance }: Codes, seed: number, stream: string): Float32Array {
  const noise = new Generator(seed, stream).fillNormal(new Float32Array(mean.data.length));
  return noise.map((e, i) => mean.data[i]! + e * Math.exp((logVariance?.data[i] ?? Number.NEGATIVE_INFINITY) / 2));
}
