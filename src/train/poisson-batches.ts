// Batches for private training: each row takes part in each step with the same probability, independent of all others, as
// the accountant assumes. Batches of a shuffled order would not do.

import { Generator, sizeOf } from "../array/index.ts";
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

/** Yields Poisson samples of a data set by (epoch, step), in any order of asking. */
export class PoissonSource {
  readonly stepsPerEpoch: number;
  private readonly dataset: Dataset;
  private readonly config: TrainConfig;
  private readonly plan: PrivacyPlan;
  private readonly buffers: Omit<Batch, "count" | "labels"> & { scratch: Float32Array };

  constructor(dataset: Dataset, config: TrainConfig, plan: PrivacyPlan) {
    this.stepsPerEpoch = plan.stepsPerEpoch;
    this.dataset = dataset;
    this.config = config;
    this.plan = plan;
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
    weights.fill(0).fill(1, 0, count);
    fillBatch(dataset, indices, target);
    binarise(target, mode, { seed, step: globalStep, indices }, scratch);
    const { kind } = dataset.schema;
    if (hide) hideCells(target, sizeOf(eventShape(dataset.schema)), hide, { seed, step: globalStep }, input);
    if (noise) corrupt(target, parseCorruption(noise), { seed, step: globalStep, target: kind }, input);
    return { count, ...arrays };
  }

  // Jumps from one chosen row to the next: the gaps of a Bernoulli process are geometric.
  private draw(globalStep: number): number {
    const { sampleRate, capacity } = this.plan;
    const { indices } = this.buffers;
    const generator = new Generator(this.config.seed, "poisson", globalStep);
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
