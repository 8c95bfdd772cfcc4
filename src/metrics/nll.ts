// Negative log-likelihood by importance sampling (Rezende et al. 2014; Burda et al. 2016):
// log p(x) >= log (1/k) sum_i p(x|z_i) p(z_i) / q(z_i|x), z_i ~ q(z|x), with a streaming log-mean-exp over any k.

import { float32, type HostArray } from "../array/index.ts";
import { BatchSource, type BinariseMode, type Dataset, scoringMode } from "../data/index.ts";
import { ConfigError } from "../errors.ts";
import { add, input, Key, NoiseSource, Scope, sub, type Tensor } from "../graph/index.ts";
import { type Encoded, type Model, tiled } from "../models/index.ts";
import type { Runtime } from "../runtime/index.ts";
import { mean, standardErrorOf } from "../statistics/index.ts";
import type { Weights } from "./bound.ts";
import { conditionFeed, conditionInput, scoredConditions } from "./conditions.ts";
import { constantsOf, feedsOf } from "./constants.ts";

/** How many samples, and of what. */
export interface NllOptions {
  /** Importance samples per item. */
  readonly samples: number;
  /** Key of the samples. Default 0. */
  readonly seed?: number;
  /** Default none; dynamic counts as one fixed draw per item. */
  readonly binarise?: BinariseMode;
  /** Called after each batch with the share done. */
  readonly onProgress?: (share: number) => void;
}

/** An estimate over a data set. */
export interface NllResult {
  /** Mean negative log-likelihood in nats. */
  readonly nll: number;
  /** Standard error of that mean over the items. */
  readonly standardError: number;
  readonly samples: number;
  /** Per item [count]. */
  readonly perItem: Float64Array;
  readonly seconds: number;
}

/** Estimates -log p(x) of each item. @throws ConfigError for an autoencoder or a number of samples below one */
export async function importanceNll(
  runtime: Runtime,
  model: Model,
  weights: Weights,
  dataset: Dataset,
  { samples, seed = 0, binarise = "none", onProgress }: NllOptions,
): Promise<NllResult> {
  if (!model.variational) throw new ConfigError("samples: an autoencoder has no likelihood; use a model of kind vae");
  if (!Number.isInteger(samples) || samples < 1) {
    throw new ConfigError(`samples: must be a positive whole number, got ${samples}`);
  }
  const started = performance.now();
  // One run holds `items` items with `chunk` samples each; the encoder runs once per item.
  const chunk = Math.min(samples, 32);
  const items = Math.max(1, Math.min(dataset.count, Math.floor(512 / chunk) * 4));
  const [encoder, decoder] = await Promise.all([
    compileEncoder(runtime, model, weights, items),
    compileWeights(runtime, model, weights, items, chunk),
  ]);
  const source = new BatchSource(dataset, {
    batchSize: items,
    seed,
    shuffle: false,
    binarise: scoringMode(binarise),
  });
  const perItem = new Float64Array(dataset.count);
  const rounds = Math.ceil(samples / chunk);
  const conditions = scoredConditions(model, dataset);
  const classes = model.config.classifier ? model.conditionWidth : 1;
  for (let step = 0; step < source.stepsPerEpoch; step++) {
    const batch = source.batch(0, step);
    const x = float32(batch.target, [items, ...model.item.shape]);
    const sums = Array.from({ length: batch.count }, () => new LogSumExp());
    // p(x) = sum_y p(y) p(x|y) with even classes.
    for (let y = 0; y < classes; y++) {
      const condition = model.config.classifier
        ? { condition: oneClass(y, [items, classes]) }
        : conditionFeed(conditions, batch.indices);
      const seen = await encoder.run(feedsOf(encoder, { x, ...condition }));
      const encoded = Object.entries(seen).map(([name, values]) => [`encoded:${name}`, values]);
      const fixed = feedsOf(decoder.executable, { ...Object.fromEntries(encoded), x, ...condition });
      for (let round = 0; round < rounds; round++) {
        const noise = decoder.noise.at(seed, (step * classes + y) * rounds + round);
        const { logWeights } = await decoder.executable.run({ ...fixed, ...noise });
        const used = Math.min(chunk, samples - round * chunk);
        const values = logWeights!.data as Float32Array;
        for (let i = 0; i < batch.count; i++) {
          for (let s = 0; s < used; s++) sums[i]!.add(values[s * items + i]! - Math.log(classes));
        }
      }
    }
    sums.forEach((total, i) => {
      perItem[step * items + i] = Math.log(samples) - total.value;
    });
    onProgress?.((step + 1) / source.stepsPerEpoch);
  }
  await encoder.dispose();
  await decoder.executable.dispose();
  const nll = mean(perItem);
  return {
    nll,
    standardError: standardErrorOf(perItem),
    samples,
    perItem,
    seconds: (performance.now() - started) / 1000,
  };
}

function compileEncoder(runtime: Runtime, model: Model, weights: Weights, items: number) {
  const scope = new Scope({ training: false });
  const condition = givenClass(model, items);
  const encoded = model.encode(input("x", [items, ...model.item.shape]), scope, condition);
  return runtime.compile({ outputs: tensorsOf(encoded), constants: constantsOf(scope, weights) });
}

async function compileWeights(runtime: Runtime, model: Model, weights: Weights, items: number, chunk: number) {
  const scope = new Scope({ training: false });
  const x = input("x", [items, ...model.item.shape]);
  const condition = givenClass(model, items);
  const shapes = tensorsOf(model.encode(x, new Scope({ training: false }), condition));
  const encoded = Object.fromEntries(
    Object.entries(shapes).map(([name, { shape }]) => [name, input(`encoded:${name}`, shape)]),
  ) as unknown as Encoded;
  const options = { scope, key: new Key("nll"), samples: chunk, condition, target: x };
  const { z, cost, decoderInput } = model.draw(encoded, options);
  const given = condition && tiled(condition, chunk);
  const logLikelihood = model.decode(z, scope, given, decoderInput).logLikelihood(tiled(x, chunk));
  const outputs: Record<string, Tensor> = { logWeights: sub(add(logLikelihood, cost!.logPrior), cost!.logPosterior) };
  const executable = await runtime.compile({ outputs, constants: constantsOf(scope, weights) });
  return { executable, noise: new NoiseSource(Object.values(outputs)) };
}

// As `conditionInput`, and one class after the other for a model with a classifier.
function givenClass(model: Model, items: number): Tensor | undefined {
  const { conditionWidth, config } = model;
  return config.classifier ? input("condition", [items, conditionWidth]) : conditionInput(model, items);
}

function oneClass(y: number, [items, classes]: readonly [number, number]): HostArray {
  const rows = new Float32Array(items * classes);
  for (let i = 0; i < items; i++) rows[i * classes + y] = 1;
  return float32(rows, [items, classes]);
}

const tensorsOf = (encoded: Encoded) =>
  Object.fromEntries(Object.entries(encoded).flatMap(([name, tensor]) => (tensor ? [[name, tensor]] : [])));

/** A running log(sum(exp(v))) that never overflows. */
export class LogSumExp {
  private top = Number.NEGATIVE_INFINITY;
  private total = 0;

  /** Adds exp(v) to the sum. */
  add(v: number): void {
    if (v <= this.top) this.total += Math.exp(v - this.top);
    else {
      this.total = this.total * Math.exp(this.top - v) + 1;
      this.top = v;
    }
  }

  /** log of the sum so far. */
  get value(): number {
    return this.top + Math.log(this.total);
  }
}
