// Models of latents, trained by the same loop as models of items: latents are rows of numbers, standardised.

import { float32, type HostArray } from "../../array/index.ts";
import { type Dataset, defaultColumnNames, splitDataset, tableDataset, type VectorSchema } from "../../data/index.ts";
import type { Runtime } from "../../runtime/index.ts";
import { type Trainable, trainLoop, type Weights } from "../../train/index.ts";
import { fitConfig, HELD_OUT } from "./fit-config.ts";
import type { SamplerWeights } from "./sampler.ts";

/** Scores latents that are left out of training. */
export interface LatentScorer {
  /** The loss of weights, in nats; the lower, the better. */
  score(weights: Weights): Promise<number>;
  dispose(): Promise<void>;
}

/** How to train. */
export interface LatentTraining {
  readonly runtime: Runtime;
  /** [n, size]. */
  readonly latents: Float32Array;
  readonly size: number;
  readonly seed: number;
  /** Passes over the latents; default as many as make 4000 steps, at most 400. */
  readonly epochs?: number | undefined;
  /** Makes a scorer of the latents left out. */
  readonly scorer: (held: Dataset) => Promise<LatentScorer>;
}

/** Trains and returns weights under `prefix`, with mean and deviation of the latents. */
export async function trainOnLatents(
  model: Trainable,
  prefix: string,
  { runtime, latents, size, seed, epochs, scorer }: LatentTraining,
): Promise<SamplerWeights> {
  const all = tableDataset("latents", latents, defaultColumnNames(size));
  const [train, held] = splitDataset(all, HELD_OUT, seed);
  const batch = Math.max(16, Math.min(256, Math.floor(train.count / 20)));
  const config = fitConfig({
    items: train.count,
    batch,
    rate: 2e-3,
    steps: 4000,
    mostEpochs: 400,
    patience: 10,
    epochs,
    seed,
  });
  const scores = await scorer(held);
  try {
    const validate = async (weights: Weights) => {
      const loss = await scores.score(weights);
      return { loss, reconstruction: loss };
    };
    const { weights } = await trainLoop({ runtime, model, config, train, validate });
    return { ...under(`${prefix}model.`, weights), ...standardOf(prefix, train) };
  } finally {
    await scores.dispose();
  }
}

function standardOf(prefix: string, { schema }: Dataset): SamplerWeights {
  const { columns, size } = schema as VectorSchema;
  const of = (value: (column: VectorSchema["columns"][number]) => number) =>
    float32(Float32Array.from(columns, value), [size]);
  return {
    [`${prefix}mean`]: of(({ mean }) => mean),
    [`${prefix}deviation`]: of(({ standardDeviation, constant }) => (constant ? 0 : standardDeviation)),
  };
}

/** Latents in the units of a model of latents, and back. */
export interface Standard {
  readonly to: (latents: ArrayLike<number>) => Float32Array;
  readonly from: (standard: Float32Array) => Float32Array;
  /** Sum of the logarithms of the deviations: what a density loses on the way back, in nats. */
  readonly logVolume: number;
}

/** The standard units saved under `prefix`; latents that do not vary are 0 there. */
export function loadStandard(prefix: string, weights: SamplerWeights): Standard {
  const of = (name: string) => weights[`${prefix}${name}`]!.data as Float32Array;
  const [mean, deviation] = [of("mean"), of("deviation")];
  const size = mean.length;
  return {
    to: (latents) =>
      Float32Array.from(latents, (v, i) => {
        const scale = deviation[i % size]!;
        return scale === 0 ? 0 : (v - mean[i % size]!) / scale;
      }),
    from: (standard) => standard.map((v, i) => mean[i % size]! + v * deviation[i % size]!),
    logVolume: deviation.reduce((sum, v) => sum + (v === 0 ? 0 : Math.log(v)), 0),
  };
}

/** Standardised latents [n, size] as a data set. */
export function standardRows(values: Float32Array, size: number): Dataset {
  const columns = defaultColumnNames(size).map((name) => ({
    name,
    mean: 0,
    standardDeviation: 1,
    min: 0,
    max: 0,
    constant: false,
  }));
  const schema: VectorSchema = { kind: "vector", size, columns };
  return { name: "latents", schema, count: values.length / size, values, scale: 1 };
}

/** The tensors whose names begin with `prefix`, by the rest of their names. */
export function within(prefix: string, weights: SamplerWeights): Record<string, HostArray> {
  return Object.fromEntries(
    Object.entries(weights).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    ),
  );
}

function under(prefix: string, weights: SamplerWeights): Record<string, HostArray> {
  return Object.fromEntries(Object.entries(weights).map(([name, value]) => [`${prefix}${name}`, value]));
}
