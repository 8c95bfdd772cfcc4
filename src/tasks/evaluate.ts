// evaluate: what a model is worth on a part of the data. score: the same per item.

import type { HostArray } from "../array/index.ts";
import type { BinariseMode, Dataset } from "../data/index.ts";
import { ConfigError } from "../errors.ts";
import { type Bound, BoundScorer, boundOf, importanceNll, meanSquaredError, psnr, ssim } from "../metrics/index.ts";
import type { CodeLayout, Model } from "../models/index.ts";
import type { Runtime } from "../runtime/index.ts";
import { corrupted, fitted, Inference, itemsOf } from "./inference.ts";
import { conditionsIn } from "./item-conditions.ts";
import type { TrainedModel } from "./run.ts";
import { restoredCells } from "./tables/restored.ts";

/** How to evaluate. */
export interface EvaluateOptions {
  /** Importance samples for the negative log-likelihood; default none. */
  readonly samples?: number;
  /** Key of every draw; default 0. */
  readonly seed?: number;
  /** Default the model's own. */
  readonly binarise?: BinariseMode;
  readonly onProgress?: (share: number) => void;
  /** Told what the estimate of the likelihood took. */
  readonly onEstimate?: (cost: EstimateCost) => void;
}

/** What an estimate took; not part of the numbers, which are the same for the same seed. */
export interface EstimateCost {
  readonly seconds: number;
  readonly itemsPerSecond: number;
}

/** Numbers of one part. Bounds in nats, summed over an item's elements, averaged over items. */
export interface Evaluation extends Bound {
  /**
   * Pictures and rows of plain numbers: mean squared error of the reconstruction from the posterior mean, per element, in
   * the model's units; a model trained on noise is shown its noise and measured against the clean item.
   */
  readonly meanSquaredError?: number;
  /** Tables: share of the categorical cells that are restored from the posterior mean; pooled levels count as one. */
  readonly cellAccuracy?: number;
  /**
   * Tables: mean squared error of the numbers and dates restored from the posterior mean, in standard deviations of
   * their column (after its transform).
   */
  readonly numberError?: number;
  /** Pictures: decibels. */
  readonly psnr?: number;
  /** Pictures: structural similarity, the mean over up to 1,000 items. */
  readonly ssim?: number;
  /** Models with a quantiser: exp(entropy) of the codes of all items, the mean over the codes of a place. */
  readonly perplexity?: number;
  /** Negative log-likelihood by importance sampling, nats. */
  readonly nll?: number;
  readonly nllStandardError?: number;
  readonly samples?: number;
  readonly seed: number;
  readonly binarise: BinariseMode;
}

const SSIM_ITEMS = 1000;

/** Evaluates a model. @throws DataError when the data does not fit the model */
export async function evaluateModel(
  runtime: Runtime,
  trained: TrainedModel,
  data: Dataset,
  { samples, seed = 0, binarise = trained.config.train.binarise, onProgress, onEstimate }: EvaluateOptions = {},
): Promise<Evaluation> {
  const dataset = fitted(trained, data);
  const { model, weights } = trained;
  const scorer = await BoundScorer.compile(runtime, model, weights, Math.min(256, dataset.count));
  const bound = boundOf(await scorer.score(dataset, { seed, binarise, corrupt: trained.config.train.corrupt }), model);
  await scorer.dispose();
  const fidelity = await reconstructionFidelity(runtime, trained, dataset, seed);
  const result: Evaluation = { ...bound, ...fidelity, seed, binarise };
  if (samples === undefined) return result;
  const options = { samples, seed, binarise, ...(onProgress ? { onProgress } : {}) };
  const { nll, standardError, seconds } = await importanceNll(runtime, model, weights, dataset, options);
  onEstimate?.({ seconds, itemsPerSecond: dataset.count / seconds });
  return { ...result, nll, nllStandardError: standardError, samples };
}

async function reconstructionFidelity(runtime: Runtime, trained: TrainedModel, dataset: Dataset, seed: number) {
  const inference = new Inference(trained, runtime);
  const items = itemsOf(trained, dataset, 10_000);
  const conditions = conditionsIn(trained, dataset, undefined, items.shape[0]!);
  const seen = corrupted(trained, items, seed);
  const restored = await inference.reconstruct(seen, conditions);
  const layout = trained.model.codes;
  const usage = layout && { perplexity: perplexityOf((await inference.encode(seen, conditions)).codes!, layout) };
  await inference.dispose();
  if (trained.schema.kind === "table") return restoredCells(items, restored, trained.schema);
  const error = meanSquaredError(items.data, restored.data);
  if (trained.schema.kind !== "image") return { meanSquaredError: error, ...usage };
  const { shape } = trained.model.item;
  const size = items.data.length / items.shape[0]!;
  const count = Math.min(SSIM_ITEMS, items.shape[0]!);
  let similarity = 0;
  for (let i = 0; i < count; i++) {
    similarity += ssim(
      items.data.subarray(i * size, (i + 1) * size),
      restored.data.subarray(i * size, (i + 1) * size),
      shape,
    );
  }
  return { meanSquaredError: error, psnr: psnr(error), ssim: similarity / count, ...usage };
}

/** exp(entropy) of codes [n, places * classes.length], the mean over the codes of a place. */
export function perplexityOf({ data }: HostArray<"float32">, { classes }: Pick<CodeLayout, "classes">): number {
  const counts = classes.map((size) => new Float64Array(size));
  for (let i = 0; i < data.length; i++) counts[i % classes.length]![data[i]!]! += 1;
  const each = data.length / classes.length;
  const entropies = counts.map((of) =>
    of.reduce((sum, number) => sum - (number > 0 ? (number / each) * Math.log(number / each) : 0), 0),
  );
  return entropies.reduce((sum, entropy) => sum + Math.exp(entropy), 0) / classes.length;
}

/** Scores per item; the higher, the stranger. */
export interface Scores {
  readonly count: number;
  /** -ELBO, or with samples the importance-sampled -log p(x); for an autoencoder its error. Nats. */
  readonly score: Float64Array;
  readonly reconstruction: Float32Array;
  /** Empty for an autoencoder. */
  readonly kl: Float32Array;
  /** What `score` is. */
  readonly method: "negative elbo" | "importance-sampled negative log-likelihood" | "reconstruction error";
}

/** Scores items; the same call gives the same bytes. @throws DataError when the data does not fit the model */
export async function scoreItems(
  runtime: Runtime,
  trained: TrainedModel,
  data: Dataset,
  { samples, seed = 0, binarise = trained.config.train.binarise }: EvaluateOptions = {},
): Promise<Scores> {
  const dataset = fitted(trained, data);
  const { model, weights } = trained;
  if (samples !== undefined && !model.variational) noSamples(model);
  const scorer = await BoundScorer.compile(runtime, model, weights, Math.min(256, dataset.count));
  const { reconstruction, kl } = await scorer.score(dataset, { seed, binarise });
  await scorer.dispose();
  const { count } = dataset;
  if (samples !== undefined) {
    const { perItem } = await importanceNll(runtime, model, weights, dataset, { samples, seed, binarise });
    return { count, score: perItem, reconstruction, kl, method: "importance-sampled negative log-likelihood" };
  }
  const score = Float64Array.from(reconstruction, (r, i) => r + (kl[i] ?? 0));
  return { count, score, reconstruction, kl, method: model.variational ? "negative elbo" : "reconstruction error" };
}

function noSamples(model: Model): never {
  throw new ConfigError(
    `samples: a model of kind ${model.config.kind} has no posterior to sample from; leave --samples out`,
  );
}
