// The evidence lower bound of a data set and what belongs to it: reconstruction, KL per dimension, active units,
// bits/dim. One seeded posterior sample per item, so the same call gives the same numbers.

import { float32, type HostArray, sizeOf } from "../array/index.ts";
import { BatchSource, type BinariseMode, type Dataset, parseCorruption } from "../data/index.ts";
import { add, input, Key, NoiseSource, neg, reshape, Scope, sub, type Tensor } from "../graph/index.ts";
import { type Encoded, type Model, tiled } from "../models/index.ts";
import { type ImportanceSpec, importanceBound } from "../objectives/index.ts";
import type { Executable, Runtime } from "../runtime/index.ts";
import { feedsOf } from "./constants.ts";

/** Weights by name. */
export type Weights = Readonly<Record<string, HostArray>>;

/** How items are treated before they are scored. */
export interface BoundOptions {
  /** Items at a time; default 256, or all where fewer. */
  readonly batch?: number;
  /** Key of the posterior samples and of binarisation and corruption. Default 0. */
  readonly seed?: number;
  /** Default none. */
  readonly binarise?: BinariseMode;
  /** Noise on what the model sees; it is scored on the clean item. Default none. */
  readonly corrupt?: string | undefined;
}

/** Scores of each item, in the order of the data set. */
export interface ItemScores {
  /** -log p(x|z), or an autoencoder's error, in nats [count]. */
  readonly reconstruction: Float32Array;
  /** KL(q(z|x) || p(z)) in nats [count]; empty for an autoencoder. */
  readonly kl: Float32Array;
  /** Posterior means [count, latent]. */
  readonly means: HostArray<"float32">;
  /** KL per item and group [count, groups], mostly a latent dimension each; empty for an autoencoder. */
  readonly klPerDimension: HostArray<"float32">;
  /** Models that are trained on a bound of several draws: that bound in nats [count]. */
  readonly bound?: Float32Array;
}

/** Averages over a data set. */
export interface Bound {
  readonly count: number;
  /** -(reconstruction + kl), nats. For an autoencoder minus its error. */
  readonly elbo: number;
  readonly reconstruction: number;
  /** Absent for an autoencoder, as are the three below. */
  readonly kl?: number;
  /** -ELBO in bits per element of an item: a pixel, a column. */
  readonly bitsPerDim?: number;
  /** Latent dimensions whose posterior mean has a variance above 0.01 (Burda et al. 2016). */
  readonly activeUnits?: number;
  readonly klPerDimension?: readonly number[];
  /** Models that are trained on a bound of several draws: its mean, nats. */
  readonly bound?: number;
}

/** A compiled scorer of one model, reusable with changing weights. */
export class BoundScorer {
  private readonly model: Model;
  private readonly executable: Executable;
  private readonly batch: number;
  private readonly noise: NoiseSource;

  private constructor(model: Model, executable: Executable, batch: number, noise: NoiseSource) {
    this.model = model;
    this.executable = executable;
    this.batch = batch;
    this.noise = noise;
  }

  /** Compiles the scorer for batches of a size. */
  static async compile(runtime: Runtime, model: Model, weights: Weights, batch = 256): Promise<BoundScorer> {
    const scope = new Scope({ training: false });
    const shape = [batch, ...model.item.shape];
    const [x, target] = [input("input", shape), input("target", shape)];
    const encoded = model.encode(x, scope);
    const { z, cost } = model.draw(encoded, { scope, key: new Key("score"), kl: model.klKind, target });
    const outputs: Record<string, Tensor> = { mean: encoded.mean, ...(cost && { kl: cost.kl }) };
    outputs.reconstruction = neg(model.decode(z, scope).logLikelihood(target));
    const { objective } = model.config;
    if (objective.kind === "importance") outputs.bound = boundOfDraws(model, { encoded, target, scope }, objective);
    const resident = scope.variables().map(({ name, tensor }) => ({ input: tensor, value: weights[name]! }));
    const executable = await runtime.compile({ outputs, resident });
    return new BoundScorer(model, executable, batch, new NoiseSource(Object.values(outputs)));
  }

  /** Replaces the weights. */
  async write(weights: Weights): Promise<void> {
    await this.executable.write(weights);
  }

  /** Scores every item. */
  async score(dataset: Dataset, { seed = 0, binarise = "none", corrupt }: BoundOptions = {}): Promise<ItemScores> {
    const { latent } = this.model;
    const { count } = dataset;
    const source = new BatchSource(dataset, {
      batchSize: this.batch,
      seed,
      shuffle: false,
      // Anew each step means nothing here: one fixed draw per item keeps scoring deterministic.
      binarise: binarise === "dynamic" ? "fixed" : binarise,
      ...(corrupt === undefined ? {} : { corrupt: parseCorruption(corrupt) }),
    });
    const shape = [this.batch, ...this.model.item.shape];
    const reconstruction = new Float32Array(count);
    const means = new Float32Array(count * latent);
    let klPerItem = new Float32Array(0);
    const bound = this.model.config.objective.kind === "importance" ? new Float32Array(count) : undefined;
    for (let step = 0; step < source.stepsPerEpoch; step++) {
      const batch = source.batch(0, step);
      const results = await this.executable.run({
        ...feedsOf(this.executable, { input: float32(batch.input, shape), target: float32(batch.target, shape) }),
        ...this.noise.at(seed, step),
      });
      const at = step * this.batch;
      const take = (name: string, width: number, out: Float32Array) =>
        out.set((results[name]!.data as Float32Array).subarray(0, batch.count * width), at * width);
      take("reconstruction", 1, reconstruction);
      take("mean", latent, means);
      if (bound) take("bound", 1, bound);
      const groups = results.kl?.shape[1] ?? 0;
      if (step === 0) klPerItem = new Float32Array(count * groups);
      if (groups > 0) take("kl", groups, klPerItem);
    }
    const groups = klPerItem.length / count;
    const total = new Float32Array(groups > 0 ? count : 0);
    for (let i = 0; i < total.length; i++) for (let g = 0; g < groups; g++) total[i]! += klPerItem[i * groups + g]!;
    return {
      reconstruction,
      kl: total,
      means: float32(means, [count, latent]),
      klPerDimension: float32(klPerItem, [count, groups]),
      ...(bound && { bound }),
    };
  }

  async dispose(): Promise<void> {
    await this.executable.dispose();
  }
}

/** Averages of item scores. */
export function boundOf(scores: ItemScores, model: Model): Bound {
  const count = scores.reconstruction.length;
  const average = (values: Float32Array) => values.reduce((sum, v) => sum + v, 0) / count;
  const reconstruction = average(scores.reconstruction);
  if (!model.variational) return { count, elbo: -reconstruction, reconstruction };
  const kl = average(scores.kl);
  const klPerDimension = columnMeans(scores.klPerDimension);
  const activeUnits = columnVariances(scores.means).filter((v) => v > 0.01).length;
  const elements = model.item.columns?.length ?? sizeOf(model.item.shape);
  const bitsPerDim = (reconstruction + kl) / elements / Math.LN2;
  const bound = scores.bound && { bound: average(scores.bound) };
  return { count, elbo: -(reconstruction + kl), reconstruction, kl, bitsPerDim, activeUnits, klPerDimension, ...bound };
}

// The bound of the objective, of draws of its own.
function boundOfDraws(
  model: Model,
  { encoded, target, scope }: { encoded: Encoded; target: Tensor; scope: Scope },
  spec: ImportanceSpec,
): Tensor {
  const { samples, groups = 1 } = spec;
  const draws = samples * groups;
  const { z, cost } = model.draw(encoded, { scope, key: new Key("score/bound"), samples: draws, target });
  const logLikelihood = model.decode(z, scope).logLikelihood(tiled(target, draws));
  const logWeights = sub(add(logLikelihood, cost!.logPrior), cost!.logPosterior);
  return importanceBound(reshape(logWeights, [groups, samples, target.shape[0]!]), spec);
}

/** Mean of each column of [count, width]. */
export function columnMeans({ data, shape: [count, width] }: HostArray<"float32">): number[] {
  const sums = new Array<number>(width!).fill(0);
  for (let i = 0; i < data.length; i++) sums[i % width!]! += data[i]!;
  return sums.map((sum) => sum / count!);
}

/** Variance of each column of [count, width], divided by the count. */
export function columnVariances(array: HostArray<"float32">): number[] {
  const means = columnMeans(array);
  const [count, width] = array.shape as [number, number];
  const sums = new Array<number>(width).fill(0);
  for (let i = 0; i < array.data.length; i++) sums[i % width]! += (array.data[i]! - means[i % width]!) ** 2;
  return sums.map((sum) => sum / count);
}
