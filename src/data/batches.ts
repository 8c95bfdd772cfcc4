// Batches for training and scoring: the same items, draws and noise for the same (seed, epoch, step), in arrays that are
// allocated once and reused.

import { Generator, sizeOf } from "../array/index.ts";
import { ConfigError } from "../errors.ts";
import { type BinariseMode, binarise } from "./binarise.ts";
import { type Corruption, checkCorruption, corrupt, hideCells } from "./corrupt.ts";
import { type Dataset, fillBatch, requireItems } from "./dataset.ts";
import { eventShape } from "./schema.ts";

/** How a BatchSource orders and treats the items. */
export interface BatchOptions {
  /** Items in a batch; every batch has this size. */
  readonly batchSize: number;
  /** Key of the order, of binarisation and of noise. */
  readonly seed: number;
  /** A new random order in every epoch. Default true; false keeps the order of the data set. */
  readonly shuffle?: boolean;
  /** Default "none". */
  readonly binarise?: BinariseMode;
  /** Noise on the input; the target stays clean. Default none. */
  readonly corrupt?: Corruption | undefined;
  /** Tables: mean share of cells hidden from the input; the target stays whole. Default none. */
  readonly hide?: number | undefined;
  /**
   * Items that come again and again: they fill the first `share` of every batch (at least one row, and all but one at most), the
   * other items the rest. An epoch is one pass over the others. Default none.
   */
  readonly recurring?: { readonly items: Uint32Array; readonly share: number } | undefined;
}

/** One batch. All arrays belong to the source and are overwritten by its next batch. */
export interface Batch {
  /** Rows that are items; the rows after them repeat these, so that shapes stay fixed. */
  readonly count: number;
  /** Clean items, [batchSize, ...event]. */
  readonly target: Float32Array;
  /** What the model sees: corrupted, or the same array as `target`. */
  readonly input: Float32Array;
  /** 1 for the first `count` rows and 0 for the repeated ones, so that losses can be masked. */
  readonly weights: Float32Array;
  /** Position of each row's item in the data set. */
  readonly indices: Uint32Array;
  /** Class of each row's item, where the data set has labels. */
  readonly labels?: Int32Array;
}

/** The order of `count` items in an epoch. */
export function epochOrder(count: number, seed: number, epoch: number): Uint32Array {
  return new Generator(seed, "order", epoch).permutation(count);
}

/** Yields batches of a data set by (epoch, step), in any order of asking. */
export class BatchSource {
  readonly dataset: Dataset;
  readonly batchSize: number;
  /** Batches in an epoch, the last one possibly padded. */
  readonly stepsPerEpoch: number;
  private readonly options: BatchOptions;
  private readonly buffers: Omit<Batch, "count"> & { scratch: Float32Array };
  private order: { epoch: number; indices: Uint32Array };
  // Items that a pass goes over, and rows before them in every batch.
  private readonly pass: Uint32Array | undefined;
  private readonly lead: number;
  private cycle: { number: number; order: Uint32Array } = { number: -1, order: new Uint32Array(0) };

  /** @throws ConfigError for options that do not fit the data, DataError when there are no items */
  constructor(dataset: Dataset, options: BatchOptions) {
    const { batchSize, binarise: mode = "none", corrupt: noise } = options;
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      throw new ConfigError(`batches: batch size must be a positive whole number, got ${batchSize}`);
    }
    requireItems(dataset, 1, "a batch");
    if (mode !== "none" && dataset.schema.kind !== "image") {
      throw new ConfigError(`batches: binarise ${mode} needs pictures, got rows of numbers; use binarise none`);
    }
    if (noise) checkCorruption(noise, dataset.schema.kind);
    if (options.hide && dataset.schema.kind !== "table") {
      throw new ConfigError(`batches: hide is for cells of a table, got ${dataset.schema.kind} data; use corrupt`);
    }
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.pass = options.recurring && withoutItems(dataset.count, options.recurring.items);
    this.lead = leadingRows(options, this.pass);
    this.stepsPerEpoch = Math.ceil(this.passSize / (batchSize - this.lead));
    this.options = options;
    const length = batchSize * sizeOf(eventShape(dataset.schema));
    const target = new Float32Array(length);
    this.buffers = {
      target,
      input: noise || options.hide ? new Float32Array(length) : target,
      weights: new Float32Array(batchSize),
      indices: new Uint32Array(batchSize),
      ...(dataset.labels && { labels: new Int32Array(batchSize) }),
      scratch: new Float32Array(mode === "dynamic" || mode === "fixed" ? length : 0),
    };
    this.order = { epoch: -1, indices: Uint32Array.from({ length: this.passSize }, (_, index) => index) };
  }

  /** The batch of `step` (from 0, within the epoch). Its arrays are valid until the next call. */
  batch(epoch: number, step: number): Batch {
    if (!(step >= 0 && step < this.stepsPerEpoch)) {
      throw new ConfigError(`batches: step must lie within 0 to ${this.stepsPerEpoch - 1}, got ${step}`);
    }
    const { dataset, batchSize } = this;
    const { seed, binarise: mode = "none", corrupt: noise } = this.options;
    const { scratch, ...arrays } = this.buffers;
    const { target, input, weights, indices, labels } = arrays;
    const globalStep = epoch * this.stepsPerEpoch + step;
    const order = this.orderOf(epoch);
    const { lead } = this;
    const start = step * (batchSize - lead);
    const own = Math.min(batchSize - lead, this.passSize - start);
    const count = lead + own;
    for (let row = 0; row < batchSize; row++) {
      const place = order[start + ((row - lead) % own)]!;
      indices[row] = row < lead ? this.recurringItem(globalStep * lead + row) : (this.pass?.[place] ?? place);
      weights[row] = row < count ? 1 : 0;
      if (labels) labels[row] = dataset.labels![indices[row]!]!;
    }
    fillBatch(dataset, indices, target);
    binarise(target, mode, { seed, step: globalStep, indices }, scratch);
    const { hide } = this.options;
    if (hide) hideCells(target, sizeOf(eventShape(dataset.schema)), hide, { seed, step: globalStep }, input);
    if (noise) corrupt(target, noise, { seed, step: globalStep, target: dataset.schema.kind }, input);
    return { count, ...arrays };
  }

  private get passSize(): number {
    return this.pass?.length ?? this.dataset.count;
  }

  private orderOf(epoch: number): Uint32Array {
    const { shuffle = true, seed } = this.options;
    if (shuffle && this.order.epoch !== epoch) {
      this.order = { epoch, indices: epochOrder(this.passSize, seed, epoch) };
    }
    return this.order.indices;
  }

  // The recurring items one after the other, in a new order each time around.
  private recurringItem(turn: number): number {
    const { items } = this.options.recurring!;
    const number = Math.floor(turn / items.length);
    if (this.cycle.number !== number) {
      this.cycle = { number, order: new Generator(this.options.seed, "recurring", number).permutation(items.length) };
    }
    return items[this.cycle.order[turn % items.length]!]!;
  }
}

// The items that do not recur; undefined where all do, and batches are those of an ordinary pass.
function withoutItems(count: number, items: Uint32Array): Uint32Array | undefined {
  const recurs = new Uint8Array(count);
  for (const item of items) recurs[item] = 1;
  const rest = Uint32Array.from({ length: count }, (_, i) => i).filter((i) => recurs[i] === 0);
  return rest.length === 0 ? undefined : rest;
}

function leadingRows({ batchSize, recurring }: BatchOptions, pass: Uint32Array | undefined): number {
  if (recurring === undefined || pass === undefined) return 0;
  if (batchSize < 2) throw new ConfigError(`batches: recurring items need a batch of at least 2, got ${batchSize}`);
  return Math.min(batchSize - 1, Math.max(1, Math.round(recurring.share * batchSize)));
}
