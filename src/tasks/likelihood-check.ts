// Likelihoods checked without the encoder: annealed importance sampling beside importance sampling, on the same items.

import { type Dataset, subset } from "../data/index.ts";
import { ConfigError } from "../errors.ts";
import { type AggregateKl, aggregateKl, annealedNll, importanceNll } from "../metrics/index.ts";
import type { Runtime } from "../runtime/index.ts";
import { standardErrorOf } from "../statistics/index.ts";
import { fitted } from "./inference.ts";
import type { TrainedModel } from "./run.ts";

/** How much work the check may be. */
export interface LikelihoodCheckOptions {
  /** Items, the first ones; default 100. */
  readonly items?: number;
  /** Importance samples; default 5000. */
  readonly samples?: number;
  /** Chains of annealed importance sampling; default 16. */
  readonly chains?: number;
  /** Temperatures of annealed importance sampling; default 500. */
  readonly temperatures?: number;
  /** Key of every draw; default 0. */
  readonly seed?: number;
  readonly onProgress?: (share: number) => void;
}

/** Two estimates of the negative log-likelihood of the same items, in nats; both lie above it on average. */
export interface LikelihoodCheck {
  readonly items: number;
  readonly annealed: number;
  readonly importance: number;
  /** Standard error of the mean difference over the items. */
  readonly differenceError: number;
  /** Share of accepted transitions of annealed importance sampling; about 0.65 when it works well. */
  readonly accepted: number;
  readonly chains: number;
  readonly temperatures: number;
  readonly samples: number;
  readonly seconds: number;
}

/** Estimates the likelihood of items twice. @throws ConfigError for a model without a prior's density, or with conditions */
export async function checkLikelihood(
  runtime: Runtime,
  trained: TrainedModel,
  data: Dataset,
  options: LikelihoodCheckOptions = {},
): Promise<LikelihoodCheck> {
  const { items = 100, samples = 5000, chains = 16, temperatures = 500, seed = 0, onProgress } = options;
  const { model, weights, config } = trained;
  if (!model.variational) throw new ConfigError("ais: an autoencoder has no likelihood; use a model of kind vae");
  if (model.conditionWidth > 0) throw new ConfigError("ais: is for models without conditions; leave --ais out");
  const all = fitted(trained, data);
  const count = Math.min(items, all.count);
  const dataset = subset(
    all,
    Array.from({ length: count }, (_, i) => i),
  );
  const { binarise } = config.train;
  const annealed = await annealedNll(runtime, model, weights, dataset, {
    chains,
    temperatures,
    seed,
    binarise,
    ...(onProgress ? { onProgress } : {}),
  });
  const importance = await importanceNll(runtime, model, weights, dataset, { samples, seed, binarise });
  const differences = importance.perItem.map((value, i) => value - annealed.perItem[i]!);
  return {
    items: count,
    annealed: annealed.nll,
    importance: importance.nll,
    differenceError: standardErrorOf(differences),
    accepted: annealed.accepted,
    chains,
    temperatures,
    samples,
    seconds: annealed.seconds + importance.seconds,
  };
}

/** The parts of the mean KL, or undefined for a model of which they are not known. */
export async function klParts(
  runtime: Runtime,
  trained: TrainedModel,
  data: Dataset,
  options: { readonly items?: number; readonly seed?: number } = {},
): Promise<AggregateKl | undefined> {
  const { model, weights, config } = trained;
  if (!model.variational || !model.knowsPosterior || model.conditionWidth > 0) return undefined;
  return aggregateKl(runtime, model, weights, fitted(trained, data), { ...options, binarise: config.train.binarise });
}
