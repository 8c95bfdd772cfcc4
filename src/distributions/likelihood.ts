// Likelihoods as data: which distribution of the data a decoder parameterises, how many outputs that takes, what the
// data must look like. Plain JSON on one side, distributions on the other.

import { formatShape, type Shape, sameShape } from "../array/index.ts";
import { ConfigError, ShapeError } from "../errors.ts";
import { add, cast, reshape, type Scope, slice, softplus, type Tensor, transpose } from "../graph/index.ts";
import { Bernoulli } from "./bernoulli.ts";
import { Categorical } from "./categorical.ts";
import { ContinuousBernoulli } from "./continuous-bernoulli.ts";
import { DiscretisedLogistic } from "./discretised-logistic.ts";
import type { Distribution } from "./distribution.ts";
import { Laplace } from "./laplace.ts";
import { Normal } from "./normal.ts";
import { OptimalNormal } from "./optimal-normal.ts";
import { StudentT } from "./student-t.ts";

/** Where the scale of a location-scale likelihood comes from. */
export interface ScaleChoice {
  /** One constant, one trained number, one trained number per data element, or a second decoder output per element. */
  readonly scale: "fixed" | "shared" | "per-dimension" | "predicted";
  /** The fixed scale, or where a trained or predicted one starts; default 1, discretised logistic 0.1. */
  readonly value?: number | undefined;
  /**
   * What a trained or predicted scale stays above; default 1e-3. Without it the likelihood of an element that the
   * decoder gets exactly right is unbounded. For data in [0, 1] the default is the standard deviation of rounding to
   * 256 levels (1 / 255 / sqrt(12) = 1.1e-3): a smaller scale would describe the rounding, not the data.
   */
  readonly minimum?: number | undefined;
}

/** The distribution of the data given the decoder's output, as plain JSON. */
export type Likelihood =
  | { readonly kind: "bernoulli" }
  | { readonly kind: "continuous-bernoulli" }
  | ({ readonly kind: "normal" } & ScaleChoice)
  | ({
      readonly kind: "normal";
      /** The scale that is best for the batch, see OptimalNormal. */
      readonly scale: "optimal";
    } & Omit<ScaleChoice, "scale">)
  | ({ readonly kind: "laplace" } & ScaleChoice)
  | ({
      readonly kind: "student-t";
      /** Degrees of freedom; "learned" trains one number above 1, from 5; default 5. */
      readonly df?: number | "learned" | undefined;
    } & ScaleChoice)
  | {
      readonly kind: "categorical";
      /** Number of classes; data elements are the whole numbers below it. */
      readonly classes: number;
    }
  | ({
      readonly kind: "discretised-logistic";
      /** Number of values on [0, 1]; default 256. */
      readonly levels?: number | undefined;
    } & ScaleChoice);

/** How many decoder outputs each data element needs. @throws ConfigError for impossible numbers in the config */
export function outputsPerElement(likelihood: Likelihood): number {
  switch (likelihood.kind) {
    case "bernoulli":
    case "continuous-bernoulli":
      return 1;
    case "categorical":
      return expectInteger("categorical.classes", likelihood.classes, 2);
    default:
      return likelihood.scale === "predicted" ? 2 : 1;
  }
}

/**
 * The distribution of data [B, ...event] that `decoderOutput` [B, n * event[0], ...event[1..]] parameterises, with n =
 * `outputsPerElement`: blocks of the first event axis in the order location, scale, or one block per class.
 * Trained numbers are parameters `rawScale` and `rawDf` of `scope`; a scale is minimum + softplus(raw), which behaves
 * like an exponential for small scales, cannot explode, and starts at `value` for a raw 0 or at its first value.
 * @throws ShapeError when the output does not fit the event, ConfigError for impossible numbers in the config
 */
export function likelihoodDistribution(
  likelihood: Likelihood,
  decoderOutput: Tensor,
  eventShape: Shape,
  scope: Scope,
): Distribution {
  const count = outputsPerElement(likelihood);
  const expected = [decoderOutput.shape[0] ?? 0, count * (eventShape[0] ?? 0), ...eventShape.slice(1)];
  if (eventShape.length === 0 || !sameShape(decoderOutput.shape, expected)) {
    throw new ShapeError(
      `likelihood ${likelihood.kind}: for data ${formatShape(["batch", ...eventShape] as never)} the decoder's output ` +
        `must be ${formatShape(["batch", ...expected.slice(1)] as never)}, got ${formatShape(decoderOutput.shape)}`,
    );
  }
  if (likelihood.kind === "bernoulli") return new Bernoulli(decoderOutput);
  if (likelihood.kind === "continuous-bernoulli") return new ContinuousBernoulli(decoderOutput);
  if (likelihood.kind === "categorical") return new Categorical(classesLast(decoderOutput, eventShape, count));

  const size = eventShape[0]!;
  const loc = slice(decoderOutput, { axis: 1, end: size });
  if (likelihood.scale === "optimal") return new OptimalNormal(loc, startOf(likelihood), scope);
  const predicted = count === 2 ? slice(decoderOutput, { axis: 1, start: size }) : undefined;
  const scale = scaleOf(likelihood, predicted, eventShape, scope);
  switch (likelihood.kind) {
    case "normal":
      return new Normal(loc, scale);
    case "laplace":
      return new Laplace(loc, scale);
    case "student-t":
      return new StudentT(degreesOfFreedom(likelihood.df, scope), loc, scale);
    case "discretised-logistic":
      return new DiscretisedLogistic(loc, scale, expectInteger("levels", likelihood.levels ?? 256, 2));
  }
}

/** The values that data must have under a likelihood. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
  /** The likelihood is one of zeros and ones; values between them train, but as a cross-entropy. */
  readonly binary?: true;
  /** Only whole numbers. */
  readonly integer?: true;
  /** Only this many evenly spaced values from low to high. */
  readonly levels?: number;
}

/** The values that data must have, checked before training; infinite bounds mean any finite number. */
export function likelihoodRange(likelihood: Likelihood): ValueRange {
  switch (likelihood.kind) {
    case "bernoulli":
      return { low: 0, high: 1, binary: true };
    case "continuous-bernoulli":
      return { low: 0, high: 1 };
    case "categorical":
      return { low: 0, high: likelihood.classes - 1, integer: true };
    case "discretised-logistic":
      return { low: 0, high: 1, levels: likelihood.levels ?? 256 };
    case "normal":
    case "laplace":
    case "student-t":
      return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  }
}

/** Names of the functions from decoder output to mean. */
export type MeanActivation = "identity" | "sigmoid" | "softmax" | "continuous-bernoulli-mean" | "discretised-mean";

/** Which function the mean applies to the decoder's output (the location part where there are two). */
export function meanActivation(likelihood: Likelihood): MeanActivation {
  return MEAN_ACTIVATIONS[likelihood.kind];
}

const MEAN_ACTIVATIONS: Readonly<Record<Likelihood["kind"], MeanActivation>> = {
  bernoulli: "sigmoid",
  "continuous-bernoulli": "continuous-bernoulli-mean",
  normal: "identity",
  laplace: "identity",
  "student-t": "identity",
  categorical: "softmax",
  "discretised-logistic": "discretised-mean",
};

/** The single best value in the units and shape of the data: the mean; for a categorical the most probable class. */
export function pointEstimate(distribution: Distribution): Tensor {
  return distribution instanceof Categorical ? cast(distribution.mode(), "float32") : distribution.mean();
}

type LocationScale = Extract<Likelihood, ScaleChoice>;

function scaleOf(likelihood: LocationScale, predicted: Tensor | undefined, eventShape: Shape, scope: Scope) {
  const { scale } = likelihood;
  const { value, minimum } = startOf(likelihood);
  if (scale === "fixed") return value;
  const start = inverseSoftplus(value - minimum);
  const raw =
    predicted === undefined
      ? scope.parameter("rawScale", scale === "shared" ? [] : eventShape, (out) => out.fill(start))
      : add(predicted, start);
  return add(softplus(raw), minimum);
}

// Where a scale starts and what it stays above.
function startOf({ kind, scale, ...given }: Extract<Likelihood, Omit<ScaleChoice, "scale">>) {
  const { value = kind === "discretised-logistic" ? 0.1 : 1, minimum = 1e-3 } = given;
  expectPositive(`${kind}.value`, value);
  if (scale === "fixed") return { value, minimum };
  expectPositive(`${kind}.minimum`, minimum);
  if (minimum >= value) {
    throw new ConfigError(`${kind}.minimum: must be below the first scale ${value}, got ${minimum}; raise value`);
  }
  return { value, minimum };
}

// 1 + softplus keeps the mean in existence.
function degreesOfFreedom(df: number | "learned" = 5, scope: Scope) {
  if (df !== "learned") return expectPositive("student-t.df", df);
  return add(softplus(scope.parameter("rawDf", [], (out) => out.fill(inverseSoftplus(4)))), 1);
}

// [B, K * C, ...rest] to [B, C, ...rest, K]
function classesLast(output: Tensor, eventShape: Shape, classes: number): Tensor {
  const blocks = reshape(output, [output.shape[0]!, classes, ...eventShape]);
  return transpose(blocks, [0, ...eventShape.map((_, axis) => axis + 2), 1]);
}

const inverseSoftplus = (y: number) => y + Math.log(-Math.expm1(-y));

function expectPositive(where: string, value: number): number {
  if (value > 0 && Number.isFinite(value)) return value;
  throw new ConfigError(`likelihood ${where}: must be a positive number, got ${value}`);
}

function expectInteger(where: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new ConfigError(`likelihood ${where}: must be an integer of at least ${least}, got ${value}`);
}
