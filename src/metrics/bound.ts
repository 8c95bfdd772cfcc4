// The evidence lower bound of a data set and what belongs to it: reconstruction, KL per dimension, active units,
// bits/dim. One seeded posterior sample per item, so the same call gives the same numbers.

import { float32, type HostArray, sizeOf } from "../array/index.ts";
import { BatchSource, type BinariseMode, type Dataset, parseCorruption, scoringMode } from "../data/index.ts";
import { add, exp, input, Key, mean, NoiseSource, neg, reshape, Scope, sub, type Tensor } from "../graph/index.ts";
import { type Encoded, type Model, tiled } from "../models/index.ts";
import { type ImportanceSpec, importanceBound } from "../objectives/index.ts";
import type { Executable, Runtime } from "../runtime/index.ts";
import { conditionFeed, conditionInput, correctOf, scoredConditions } from "./conditions.ts";
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
  /** Models with sparse codes: share of an item's latents that are silent [count]. */
  readonly silent?: Float32Array;
  /** Models with a classifier: q(y|x) [count, classes]. */
  readonly classes?: HostArray<"float32">;
  /** The same, where the items have labels: 1 for each whose most probable class is its label, otherwise 0 [labelled items]. */
  readonly correct?: Float32Array;
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
  /**
   * Models with sparse codes: share of an item's latents that are silent. Of a spike-and-slab posterior those whose slab has
   * less than half the probability, of a Laplace posterior those whose mean is within 0.1 of zero.
   */
  readonly sparsity?: number;
  /** Models with a classifier, where the items have labels: share of items whose label it tells. */
  readonly accuracy?: number;
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
    const { classifier } = model.config;
    const outputs = (classifier ? boundOfClasses : boundOfItems)(model, { x, target, scope });
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
      binarise: scoringMode(binarise),
      ...(corrupt === undefined ? {} : { corrupt: parseCorruption(corrupt) }),
    });
    const shape = [this.batch, ...this.model.item.shape];
    const reconstruction = new Float32Array(count);
    const means = new Float32Array(count * latent);
    let klPerItem = new Float32Array(0);
    const bound = this.model.config.objective.kind === "importance" ? new Float32Array(count) : undefined;
    let silent: Float32Array | undefined;
    const { conditionWidth } = this.model;
    const classes = this.model.config.classifier && new Float32Array(count * conditionWidth);
    const conditions = scoredConditions(this.model, dataset);
    for (let step = 0; step < source.stepsPerEpoch; step++) {
      const batch = source.batch(0, step);
      const results = await this.executable.run({
        ...feedsOf(this.executable, {
          input: float32(batch.input, shape),
          target: float32(batch.target, shape),
          ...conditionFeed(conditions, batch.indices),
        }),
        ...this.noise.at(seed, step),
      });
      const at = step * this.batch;
      const take = (name: string, width: number, out: Float32Array) =>
        out.set((results[name]!.data as Float32Array).subarray(0, batch.count * width), at * width);
      take("reconstruction", 1, reconstruction);
      take("mean", latent, means);
      if (bound) take("bound", 1, bound);
      if (results.silent) {
        silent ??= new Float32Array(count);
        take("silent", 1, silent);
      }
      if (classes) take("classes", conditionWidth, classes);
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
      ...(silent && { silent }),
      ...(classes && { classes: float32(classes, [count, conditionWidth]) }),
      ...(classes && dataset.labels && { correct: correctOf(this.model, dataset, classes) }),
    };
  }

  async dispose(): Promise<void> {
    await this.executable.dispose();
  }
}

/** Averages of item scores. */
export function boundOf(scores: ItemScores, model: Model): Bound {
  const count = scores.reconstruction.length;
  const average = (values: Float32Array) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const reconstruction = average(scores.reconstruction);
  if (!model.variational) return { count, elbo: -reconstruction, reconstruction };
  const kl = average(scores.kl);
  const klPerDimension = columnMeans(scores.klPerDimension);
  const activeUnits = columnVariances(scores.means).filter((v) => v > 0.01).length;
  const elements = model.item.columns?.length ?? sizeOf(model.item.shape);
  const bitsPerDim = (reconstruction + kl) / elements / Math.LN2;
  const bound = scores.bound && { bound: average(scores.bound) };
  const sparsity = scores.silent && { sparsity: average(scores.silent) };
  const accuracy = scores.correct && { accuracy: average(scores.correct) };
  const elbo = -(reconstruction + kl);
  return {
    count,
    elbo,
    reconstruction,
    kl,
    bitsPerDim,
    activeUnits,
    klPerDimension,
    ...bound,
    ...sparsity,
    ...accuracy,
  };
}

interface Scored {
  readonly x: Tensor;
  readonly target: Tensor;
  readonly scope: Scope;
}

function boundOfItems(model: Model, { x, target, scope }: Scored): Record<string, Tensor> {
  const condition = conditionInput(model, x.shape[0]!);
  const encoded = model.encode(x, scope, condition);
  const options = { scope, key: new Key("score"), kl: model.klKind, condition, target };
  const { z, cost, decoderInput } = model.draw(encoded, options);
  const { objective } = model.config;
  return {
    mean: encoded.mean,
    ...(cost && { kl: cost.kl }),
    ...(encoded.silent && { silent: mean(encoded.silent, { axes: 1 }) }),
    reconstruction: neg(model.decode(z, scope, condition, decoderInput).logLikelihood(target)),
    ...(objective.kind === "importance" && {
      bound: boundOfDraws(model, { encoded, target, scope, condition }, objective),
    }),
  };
}

// Labels are not looked at: what a model with a classifier says of items is averaged over their classes.
function boundOfClasses(model: Model, { x, target, scope }: Scored): Record<string, Tensor> {
  const bound = model.overClasses({ input: x, target, scope, key: new Key("score") });
  const { mean, kl, logLikelihood, logProbabilities } = bound;
  return { mean, kl, reconstruction: neg(logLikelihood), classes: exp(logProbabilities) };
}

// The bound of the objective, of draws of its own.
function boundOfDraws(
  model: Model,
  { encoded, target, scope, condition }: Omit<Scored, "x"> & { encoded: Encoded; condition: Tensor | undefined },
  spec: ImportanceSpec,
): Tensor {
  const { samples, groups = 1 } = spec;
  const draws = samples * groups;
  const options = { scope, key: new Key("score/bound"), samples: draws, condition, target };
  const { z, cost, decoderInput } = model.draw(encoded, options);
  const given = condition && tiled(condition, draws);
  const logLikelihood = model.decode(z, scope, given, decoderInput).logLikelihood(tiled(target, draws));
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
