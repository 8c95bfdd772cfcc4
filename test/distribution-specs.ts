// What the conformance tests know of each distribution: how to make it, parameters for sampling, extremes that float32
// must survive, and over which values its probabilities sum or integrate to one.

import { readFileSync } from "node:fs";
import {
  Bernoulli,
  Categorical,
  ContinuousBernoulli,
  DiscretisedLogistic,
  type Distribution,
  Laplace,
  Normal,
  RelaxedBernoulli,
  SpikeAndSlab,
  StudentT,
} from "../src/distributions/index.ts";
import { reshape, type Tensor } from "../src/graph/index.ts";

/** Parameter vectors by name, all of one length. */
export type Parameters = Readonly<Record<string, readonly number[]>>;

/** One case of distributions.json; arrays are element-wise. */
export interface FixtureCase {
  readonly name: string;
  readonly kind: string;
  readonly categories?: number;
  readonly parameters: Parameters;
  readonly x: readonly number[];
  readonly logProb: readonly number[];
  readonly mean?: readonly (number | null)[];
  readonly entropy?: readonly number[];
  readonly probabilities?: readonly number[];
}

/** One pair of distributions.json. */
export interface FixturePair {
  readonly name: string;
  readonly p: string;
  readonly q: string;
  readonly categories?: number;
  readonly pParameters: Parameters;
  readonly qParameters: Parameters;
  readonly kl: readonly number[];
}

/** The reference numbers made by make_distributions.py. */
export const fixture = JSON.parse(readFileSync(new URL("./fixtures/distributions.json", import.meta.url), "utf8")) as {
  readonly cases: readonly FixtureCase[];
  readonly kl: readonly FixturePair[];
  readonly gamma: Readonly<Record<"x" | "lgamma" | "digamma", readonly number[]>>;
};

/** The reference cases of one kind of distribution. */
export function casesOf(kind: string): readonly FixtureCase[] {
  const cases = fixture.cases.filter((one) => one.kind === kind);
  if (cases.length === 0) throw new Error(`distributions.json: has no case of kind ${kind}`);
  return cases;
}

/** A distribution as the conformance tests see it. */
export interface DistributionSpec {
  readonly kind: string;
  /** From parameter tensors of shape [n] (logits of a categorical: [n, categories]). */
  readonly make: (parameters: Readonly<Record<string, Tensor>>) => Distribution;
  /** Parameters, each a scalar, with the mean and variance that samples must have. */
  readonly moments: readonly {
    readonly parameters: Readonly<Record<string, number>>;
    readonly mean: number;
    readonly variance: number;
  }[];
  /** True where the sample carries gradients to its parameters. */
  readonly reparameterised: boolean;
  /** Parameters and values where log p and its gradients must stay finite in float32. */
  readonly extremes: { readonly parameters: Parameters; readonly x: readonly number[] };
  /** Sums to one over a list of values, or integrates to one over an interval. */
  readonly support: { readonly values: readonly number[] } | { readonly low: number; readonly high: number };
  /** Single values that have a probability of their own beside a density over the support. */
  readonly atoms?: readonly number[];
  /** How far the mean may be from the reference where it is a stated approximation. */
  readonly meanTolerance?: number;
}

const locScale = {
  loc: [0, 0, 0, 1, -3, 0, 0.5, 0.5, 1, 0],
  scale: [1, 1, 1e-3, 1e-3, 1e-3, 1e3, 1e-6, 1e6, 1e-3, 1e-3],
};
const locScaleX = [50, -50, 0, 0, 1, 0, 0.5, 1, 1, 1];
const extremeLogits = [0, 1e-30, -1e-30, 1e-4, -1e-4, 0.4999, 0.5, -0.5, 1, 50, -50, 50, -50, 200, -200, 1e4, -1e4];
const extremeX = [0, 1, 0.5, 0, 1, 0.5, 1, 0, 0.5, 0, 0, 1, 1, 0, 1, 1, 0];

/** Normal. */
export const normal: DistributionSpec = {
  kind: "normal",
  make: ({ loc, scale }) => new Normal(loc!, scale!),
  moments: [{ parameters: { loc: 0.7, scale: 1.5 }, mean: 0.7, variance: 2.25 }],
  reparameterised: true,
  extremes: { parameters: locScale, x: locScaleX },
  support: { low: -40, high: 40 },
};

/** Laplace. */
export const laplace: DistributionSpec = {
  kind: "laplace",
  make: ({ loc, scale }) => new Laplace(loc!, scale!),
  moments: [{ parameters: { loc: -0.3, scale: 0.8 }, mean: -0.3, variance: 2 * 0.8 ** 2 }],
  reparameterised: true,
  extremes: { parameters: locScale, x: locScaleX },
  support: { low: -40, high: 40 },
};

/** Student's t. */
export const studentT: DistributionSpec = {
  kind: "student-t",
  make: ({ df, loc, scale }) => new StudentT(df!, loc!, scale!),
  moments: [
    { parameters: { df: 10, loc: 0.5, scale: 0.6 }, mean: 0.5, variance: 0.36 * (10 / 8) },
    { parameters: { df: 1e5, loc: -1, scale: 2 }, mean: -1, variance: 4 * (1e5 / (1e5 - 2)) },
  ],
  reparameterised: true,
  extremes: {
    parameters: { df: [0.5, 1, 5, 5, 1e5, 2, 5, 1e6, 3, 1e-2], ...locScale },
    x: locScaleX,
  },
  support: { low: -3000, high: 3000 },
};

/** Bernoulli. */
export const bernoulli: DistributionSpec = {
  kind: "bernoulli",
  make: ({ logits }) => new Bernoulli(logits!),
  moments: [{ parameters: { logits: Math.log(3) }, mean: 0.75, variance: 0.1875 }],
  reparameterised: false,
  extremes: { parameters: { logits: extremeLogits }, x: extremeX },
  support: { values: [0, 1] },
};

// Variance of the continuous Bernoulli: 1 / l^2 - 1 / (4 sinh(l / 2)^2).
const cbMoments = (l: number) => ({
  parameters: { logits: l },
  mean: Math.abs(l) < 1e-3 ? 0.5 : 0.5 + 0.5 / Math.tanh(l / 2) - 1 / l,
  variance: Math.abs(l) < 1e-3 ? 1 / 12 : 1 / l ** 2 - 1 / (4 * Math.sinh(l / 2) ** 2),
});

/** Continuous Bernoulli. */
export const continuousBernoulli: DistributionSpec = {
  kind: "continuous-bernoulli",
  make: ({ logits }) => new ContinuousBernoulli(logits!),
  moments: [0, 0.3, -0.8, 2, -6, 40].map(cbMoments),
  reparameterised: true,
  extremes: { parameters: { logits: extremeLogits }, x: extremeX },
  support: { low: 0, high: 1 },
};

/** Discretised logistic with 256 levels. */
export const discretisedLogistic: DistributionSpec = {
  kind: "discretised-logistic",
  make: ({ loc, scale }) => new DiscretisedLogistic(loc!, scale!),
  // The variance of a logistic is (pi scale)^2 / 3, that of rounding (1 / 255)^2 / 12.
  moments: [
    { parameters: { loc: 0.5, scale: 0.02 }, mean: 0.5, variance: (Math.PI * 0.02) ** 2 / 3 + 1 / (12 * 255 ** 2) },
  ],
  reparameterised: false,
  extremes: { parameters: locScale, x: [0, 1, 0, 0, 1, 0.2, 0.5, 1, 1, 1] },
  support: { values: Array.from({ length: 256 }, (_, k) => k / 255) },
  meanTolerance: 0.5 / 255,
};

/** Categorical; fixture cases and extremes are rows of logits. */
export const categorical: DistributionSpec = {
  kind: "categorical",
  make: ({ logits }) => new Categorical(logits!),
  moments: [],
  reparameterised: false,
  extremes: { parameters: { logits: [0, 0, 50, -50, -50, 50, 1e4, -1e4] }, x: [1, 1, 1, 0] },
  support: { values: [0, 1] },
};

// E[s^k] of the relaxed Bernoulli s = sigmoid((l + log(u / (1 - u))) / T), by the midpoint rule over u.
function relaxedMoment(l: number, temperature: number, power: number): number {
  const steps = 100_000;
  let total = 0;
  for (let i = 0; i < steps; i++) {
    const u = (i + 0.5) / steps;
    total += (1 + Math.exp(-(l + Math.log(u / (1 - u))) / temperature)) ** -power;
  }
  return total / steps;
}

// At temperatures below 1 the density is infinite at 0 and 1; relaxed-bernoulli.test.ts integrates it in logits.
const relaxedMoments = (logits: number, temperature: number) => {
  const mean = relaxedMoment(logits, temperature, 1);
  return { parameters: { logits, temperature }, mean, variance: relaxedMoment(logits, temperature, 2) - mean ** 2 };
};

const relaxedLogits = [0, 0, 60, -60, 60, -60, 60, -60, 10, -10, 1e-30, 3];
const temperatures = [0.1, 2, 0.1, 0.1, 2, 2, 0.1, 0.1, 0.5, 0.5, 1, 0.66];

/** Relaxed Bernoulli; the fixture's mean is that of the discrete variable. */
export const relaxedBernoulli: DistributionSpec = {
  kind: "relaxed-bernoulli",
  make: ({ logits, temperature }) => new RelaxedBernoulli(logits!, temperature!),
  moments: [relaxedMoments(0.7, 1), relaxedMoments(-1.2, 2)],
  reparameterised: true,
  extremes: {
    parameters: { logits: relaxedLogits, temperature: temperatures },
    x: [0, 1, 1, 0, 0.5, 0.5, 0, 1, 1e-6, 1 - 2 ** -20, 1e-30, 0.999],
  },
  support: { low: 0, high: 1 },
};

const spikeMoments = (logits: number, loc: number, scale: number, temperature: number) => {
  const mean = relaxedMoment(logits, temperature, 1) * loc;
  const variance = relaxedMoment(logits, temperature, 2) * (loc ** 2 + scale ** 2) - mean ** 2;
  return { parameters: { logits, loc, scale, temperature }, mean, variance };
};

/** Spike and slab; the fixture's mean is that of the variable with a discrete choice. */
export const spikeAndSlab: DistributionSpec = {
  kind: "spike-and-slab",
  make: ({ logits, loc, scale, temperature }) => new SpikeAndSlab(logits!, loc!, scale!, temperature!),
  moments: [spikeMoments(0.4, 0.8, 1.5, 0.5), spikeMoments(-1, -2, 0.5, 1)],
  reparameterised: true,
  extremes: {
    parameters: {
      logits: relaxedLogits,
      loc: [0, 1, -3, 0.5, 0, 0, 2, 2, 0, 0, 1, -1],
      scale: [1, 1, 1e-2, 1e3, 1, 1, 1e-2, 1, 1e-3, 1, 1e-6, 1],
      temperature: temperatures,
    },
    x: [0, 0, 0, 0, 3, -3, 2, 0, 0, 1, 1, -1e-20],
  },
  support: { low: -40.0003, high: 40 }, // no point of the grid is 0
  atoms: [0],
};

/** All distributions by kind. */
export const specs: Readonly<Record<string, DistributionSpec>> = Object.fromEntries(
  [
    normal,
    laplace,
    studentT,
    bernoulli,
    continuousBernoulli,
    discretisedLogistic,
    categorical,
    relaxedBernoulli,
    spikeAndSlab,
  ].map((s) => [s.kind, s]),
);

/** Shapes parameter tensors [n] as the distribution wants them: logits of a categorical become [n / k, k]. */
export function shaped(parameters: Readonly<Record<string, Tensor>>, categories: number | undefined) {
  if (categories === undefined) return parameters;
  return { logits: reshape(parameters.logits!, [-1, categories]) };
}
