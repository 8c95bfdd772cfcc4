// The reference numbers made by make_event_distributions.py, and a gradient check for functions of whole tensors.

import { readFileSync } from "node:fs";
import { type Shape, sizeOf } from "../src/array/index.ts";
import { grad, input, mul, sum, type Tensor } from "../src/graph/index.ts";
import { expectClose, referenceValue } from "./distribution-harness.ts";

/** A tensor of the fixture, row-major. */
export interface FixtureTensor {
  readonly shape: Shape;
  readonly data: readonly number[];
}

/** A relaxed one-hot vector with K classes: logits and x [n, K]. */
export interface RelaxedCase extends Readonly<Record<"logits" | "x", FixtureTensor>> {
  readonly name: string;
  readonly temperature: number;
  readonly logProb: readonly number[];
  readonly logProbOfLog: readonly number[];
}

type MultivariateTensor = "raw" | "factor" | "loc" | "x" | "otherLoc" | "otherScale";
type MultivariateNumbers = "logProb" | "entropy" | "klStandard" | "klDiagonal";

/** A multivariate normal of `size` dimensions, with the KL to N(0, I) and to the other loc and scale. */
export interface MultivariateCase
  extends Readonly<Record<MultivariateTensor, FixtureTensor>>,
    Readonly<Record<MultivariateNumbers, readonly number[]>> {
  readonly name: string;
  readonly size: number;
}

/** A mixture of normals: logits [K], locs and scales [K, d], x [n, d]. */
export interface MixtureCase
  extends Readonly<Record<"logits" | "locs" | "scales" | "x", FixtureTensor>>,
    Readonly<Record<"logProb" | "mean" | "variance", readonly number[]>> {
  readonly name: string;
}

/** All reference numbers of distributions over vectors. */
export const events = JSON.parse(
  readFileSync(new URL("./fixtures/event-distributions.json", import.meta.url), "utf8"),
) as {
  readonly relaxed: readonly RelaxedCase[];
  readonly multivariate: readonly MultivariateCase[];
  readonly mixture: readonly MixtureCase[];
};

/** Inputs for fixture tensors, and what to feed them, under their own names. */
export function eventInputs<K extends string>(tensors: Readonly<Record<K, FixtureTensor>>, ...names: readonly K[]) {
  const entries = names.map((name) => [name, tensors[name]] as const);
  return {
    inputs: Object.fromEntries(entries.map(([name, { shape }]) => [name, input(name, shape)])) as Record<K, Tensor>,
    feeds: Object.fromEntries(entries.map(([name, { data }]) => [name, data])) as Record<K, readonly number[]>,
  };
}

/** Fails unless the gradients of a weighted sum of y equal central differences in every element of the inputs. */
export function expectGradients(
  y: Tensor,
  inputs: Readonly<Record<string, Tensor>>,
  feeds: Readonly<Record<string, ArrayLike<number>>>,
  relative = 1e-5,
): void {
  const weights = Array.from({ length: sizeOf(y.shape) }, (_, i) => Math.sin(i + 1));
  const total = sum(mul(y, input("weights", y.shape)));
  const at = (name: string, i: number, by: number) => {
    const moved = Array.from(feeds[name]!, (v, k) => (k === i ? v + by : v));
    return referenceValue(total, { ...feeds, weights, [name]: moved })[0]!;
  };
  const gradients = grad(total, Object.values(inputs));
  Object.keys(inputs).forEach((name, k) => {
    const slopes = Array.from(feeds[name]!, (v, i) => {
      const h = 1e-5 * Math.min(1, Math.max(0.05, Math.abs(v)));
      return (at(name, i, h) - at(name, i, -h)) / (2 * h);
    });
    expectClose(referenceValue(gradients[k]!, { ...feeds, weights }), slopes, relative, 1e-7);
  });
}
