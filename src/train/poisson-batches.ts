// Batches for private training: each row takes part in each step with the same probability, independent of all others, as
// the accountant assumes. Batches of a shuffled order would not do. Who takes part, and what noise is put on a row, which
// depends on its place in the batch and so on the rows before it, comes from the run's secret key.

import { KeyedGenerator, sizeOf } from "../array/index.ts";
import {
  type Batch,
  binarise,
  corrupt,
  type Dataset,
  eventShape,
  fillBatch,
  hideCells,
  parseCorruption,
} from "../data/index.ts";
import type { TrainConfig } from "./config.ts";
import type { PrivacyPlan } from "./privacy-plan.ts";

/** Streams of a private run's key, one use each; the graph's noise reads those from `noise` on. */
export const STREAMS = { sample: 0, items: 1, noise: 2 } as const;

/** Yields Poisson samples of a data set by (epoch, step), in any order of asking. */
export class PoissonSource {
  readonly stepsPerEpoch: number;
  private readonly dataset: Dataset;
  private readonly config: TrainConfig;
  private readonly plan: PrivacyPlan;
  private readonly key: Uint8Array;
  private readonly buffers: Omit<Batch, "count" | "labels"> & { scratch: Float32Array };

  /** `key`: the run's secret of 32 bytes. */
  constructor(dataset: Dataset, config: TrainConfig, plan: PrivacyPlan, key: Uint8Array) {
    this.stepsPerEpoch = plan.stepsPerEpoch;
    this.dataset = dataset;
    this.config = config;
    this.plan = plan;
    this.key = key;
    const length = plan.capacity * sizeOf(eventShape(dataset.schema));
    const target = new Float32Array(length);
    this.buffers = {
      target,
      input: config.corrupt || config.hide ? new Float32Array(length) : target,
      weights: new Float32Array(plan.capacity),
      indices: new Uint32Array(plan.capacity),
      scratch: new Float32Array(config.binarise === "dynamic" || config.binarise === "fixed" ? length : 0),
    };
  }

  /** The sample of `step` (from 0, within the epoch); rows after `count` have weight 0. Valid until the next call. */
  batch(epoch: number, step: number): Batch {
    const { dataset } = this;
    const { seed, binarise: mode, corrupt: noise, hide } = this.config;
    const { scratch, ...arrays } = this.buffers;
    const { target, input, weights, indices } = arrays;
    const globalStep = epoch * this.stepsPerEpoch + step;
    const count = this.draw(globalStep);
    const from = { seed, step: globalStep, generator: new KeyedGenerator(this.key, STREAMS.items, globalStep) };
    weights.fill(0).fill(1, 0, count);
    fillBatch(dataset, indices, target);
    binarise(target, mode, { ...from, indices }, scratch);
    if (hide) hideCells(target, sizeOf(eventShape(dataset.schema)), hide, from, input);
    if (noise) corrupt(target, parseCorruption(noise), { ...from, target: dataset.schema.kind }, input);
    return { count, ...arrays };
  }

  // Jumps from one chosen row to the next: the gaps of a Bernoulli process are geometric.
  private draw(globalStep: number): number {
    const { sampleRate, capacity } = this.plan;
    const { indices } = this.buffers;
    const generator = new KeyedGenerator(this.key, STREAMS.sample, globalStep);
    const logRest = Math.log1p(-sampleRate);
    let count = 0;
    for (let row = 0; ; row++) {
      if (sampleRate < 1) row += Math.floor(Math.log1p(-generator.uniform()) / logRest);
      // Rows beyond the capacity are dropped; the plan's delta pays for that.
      if (row >= this.dataset.count || count === capacity) break;
      indices[count++] = row;
    }
    indices.fill(0, count);
    return count;
  }
}
