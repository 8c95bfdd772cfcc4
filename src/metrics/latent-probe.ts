// What latents say of labels that training never saw: a linear probe (Alain & Bengio 2017) and nearest neighbours, both
// fitted on training latents and scored on held-out ones.

import { DataError } from "../errors.ts";
import { nearestNeighbours } from "../statistics/index.ts";
import { fitSoftmax, largestOf } from "./disentanglement/softmax-regression.ts";

/** Latents with the classes of their items. */
export interface LabelledLatents {
  /** [n, latent]. */
  readonly latents: Float32Array;
  /** Class of each row, from 0 [n]. */
  readonly labels: Int32Array;
}

/** Options of `probeClasses`. */
export interface ProbeOptions {
  /** Neighbours that vote; default 5. */
  readonly neighbours?: number;
  /** Penalty l2 / 2 * |W|^2 beside the mean cross-entropy of the linear probe; default 1e-3. */
  readonly l2?: number;
}

/** Scores on held-out latents. */
export interface ClassProbe {
  /** Share that the softmax regression gets right. */
  readonly linear: number;
  /** Its mean cross-entropy, nats. */
  readonly crossEntropy: number;
  /** Share that the vote of the nearest neighbours gets right. */
  readonly neighbours: number;
  /** Share of the training items' most frequent class: what a guess without latents gets right. */
  readonly guess: number;
  readonly classes: number;
}

/**
 * Probes latents of `width` numbers, standardised by the training latents; the same call gives the same numbers.
 * @throws DataError for fewer than two classes or fewer training rows than neighbours
 */
export function probeClasses(
  train: LabelledLatents,
  test: LabelledLatents,
  width: number,
  { neighbours = 5, l2 = 1e-3 }: ProbeOptions = {},
): ClassProbe {
  const count = train.labels.length;
  const distinct = new Set(train.labels).size;
  if (distinct < 2) throw new DataError(`probe: two classes are needed, got ${distinct}; give labels of more kinds`);
  if (count < neighbours) {
    throw new DataError(`probe: ${neighbours} neighbours need as many training items, got ${count}; give more items`);
  }
  const classes = [...train.labels, ...test.labels].reduce((top, label) => Math.max(top, label), 0) + 1;
  const standardise = standardiser(train.latents, width);
  const [x, y] = [standardise(train.latents), standardise(test.latents)];
  const model = fitSoftmax(columnsOf(x, width), train.labels, classes, { penalty: l2 * count, maxIterations: 1000 });
  const p = model(columnsOf(y, width));
  const votes = vote(x, train.labels, y, width, classes, neighbours);
  const totals = new Uint32Array(classes);
  for (const label of train.labels) totals[label]!++;
  return {
    linear: agreement(largestOf(p), test.labels),
    crossEntropy: -test.labels.reduce((sum, label, i) => sum + Math.log(p[label]![i]!), 0) / test.labels.length,
    neighbours: agreement(votes, test.labels),
    guess: agreement(new Int32Array(test.labels.length).fill(totals.indexOf(Math.max(...totals))), test.labels),
    classes,
  };
}

function agreement(predicted: Int32Array, labels: Int32Array): number {
  return labels.reduce((sum, label, i) => sum + (predicted[i] === label ? 1 : 0), 0) / labels.length;
}

// Columns to mean 0 and variance 1; those that never vary become 0.
function standardiser(rows: Float32Array, width: number): (rows: Float32Array) => Float32Array {
  const count = rows.length / width;
  const [means, variances] = [new Float64Array(width), new Float64Array(width)];
  rows.forEach((v, i) => {
    means[i % width]! += v / count;
  });
  rows.forEach((v, i) => {
    variances[i % width]! += (v - means[i % width]!) ** 2 / count;
  });
  const scales = variances.map((v) => (v > 1e-12 ? 1 / Math.sqrt(v) : 0));
  return (others) => others.map((v, i) => (v - means[i % width]!) * scales[i % width]!);
}

function columnsOf(rows: Float32Array, width: number): Float64Array[] {
  const count = rows.length / width;
  return Array.from({ length: width }, (_, k) => Float64Array.from({ length: count }, (_, i) => rows[i * width + k]!));
}

// The most frequent class among the neighbours; of several, the one whose nearest member is nearest.
function vote(
  points: Float32Array,
  labels: Int32Array,
  queries: Float32Array,
  width: number,
  classes: number,
  k: number,
): Int32Array {
  const { indices } = nearestNeighbours(points, queries, width, { k });
  return Int32Array.from({ length: queries.length / width }, (_, i) => {
    const near = Array.from(indices.subarray(i * k, (i + 1) * k), (at) => labels[at]!);
    const votes = new Uint32Array(classes);
    for (const label of near) votes[label]!++;
    return near.reduce((best, label) => (votes[label]! > votes[best]! ? label : best));
  });
}
