// Whether the numbers of runs compare: the same data, the same part of it, the same kind of likelihood, the same noise.

import type { RunFile } from "./run.ts";

/** What may be compared. */
export interface Comparability {
  /** All runs read the same data. */
  readonly sameData: boolean;
  /** Numbers compare, those in nats where the likelihoods are alike too. */
  readonly all: boolean;
  /** A sentence for each thing that stands in the way. */
  readonly notes: readonly string[];
}

// Densities over the same space compare with each other, probabilities of single values with neither.
const DENSITIES = new Set(["normal", "laplace", "student-t", "continuous-bernoulli"]);

/** Looks at what runs were trained and evaluated on. */
export function comparability(files: readonly RunFile[]): Comparability {
  const notes: string[] = [];
  const alike = (of: (file: RunFile) => unknown) => new Set(files.map((file) => JSON.stringify(of(file)))).size <= 1;
  const list = (of: (file: RunFile) => unknown) => [...new Set(files.map((file) => String(of(file))))].join(", ");
  const sameData = alike(dataOf);
  const samePart = alike(({ results = {} }) => [results.part, sameData ? results.count : 0]);
  const sameNoise = alike(({ config }) => config.train.corrupt);
  if (!sameData) {
    const names = list(({ data }) => data.name);
    notes.push(
      `The runs are of different data (${names.includes(",") ? names : `${names}, read in different ways`}): their numbers do not compare, so no best is marked.`,
    );
  } else if (!samePart) {
    const parts = list(({ results = {} }) => `${results.count} ${results.part} items`);
    notes.push(
      `The runs were evaluated on different items (${parts}): their numbers do not compare, so no best is marked.`,
    );
  } else if (!sameSplit(files)) {
    const part = files[0]?.results?.part;
    notes.push(
      `The ${part} items were split off with different seeds or shares: differences between runs hold the luck of the split too.`,
    );
  }
  if (!sameNoise) {
    const noise = list(({ config }) => config.train.corrupt ?? "none");
    notes.push(
      `The runs saw different noise on their input (${noise}): their numbers do not compare, so no best is marked.`,
    );
  }
  const variational = files.filter(({ config }) => config.model.likelihood !== undefined);
  const errors = files.filter(({ config }) => config.model.likelihood === undefined);
  if (!sameLikelihood(variational) || !sameLikelihood(errors)) {
    const kinds = list(likelihoodName);
    notes.push(
      `The likelihoods measure different things (${kinds}): numbers in nats and bits do not compare, so no best of them is marked.`,
    );
  }
  return { sameData, all: sameData && samePart && sameNoise, notes };
}

/** Whether the numbers of runs in nats compare: their likelihoods measure the same. */
export function sameLikelihood(files: readonly RunFile[]): boolean {
  return new Set(files.map((file) => JSON.stringify(likelihoodOf(file)))).size <= 1;
}

function dataOf({ data, schema }: RunFile): unknown {
  const { train = 0, validation = 0, test = 0 } = data.counts;
  const shape = schema.kind === "image" ? [schema.height, schema.width, schema.channels] : [];
  return [data.source, data.options, train + validation, test, schema.kind, shape];
}

// The held-out items of runs without a test part follow from the seed.
function sameSplit(files: readonly RunFile[]): boolean {
  if (files.every(({ results = {} }) => results.part === "test")) return true;
  return new Set(files.map(({ config: { train } }) => `${train.validation} ${train.seed}`)).size <= 1;
}

function likelihoodOf({ config }: RunFile): unknown {
  const { kind } = config.model.likelihood ?? { kind: "none" };
  const { objective } = config.model;
  if (kind === "none") return ["error", "error" in objective ? objective.error : ""];
  return [DENSITIES.has(kind) ? "density" : kind, config.encoding, config.train.binarise];
}

function likelihoodName({ config }: RunFile): string {
  const { likelihood, objective } = config.model;
  if (likelihood === undefined) return `${"error" in objective ? `${objective.error} ` : ""}error`;
  const { binarise } = config.train;
  const encoding = config.encoding?.numbers;
  return [likelihood.kind, encoding && `numbers as ${encoding}`, binarise !== "none" && `${binarise} binarisation`]
    .filter(Boolean)
    .join(" with ");
}
