// The conformance suite of distributions on the float64 evaluator. A distribution's own test hands over its spec.

import { describe, expect, test } from "vitest";
import { Generator, sizeOf } from "../src/array/index.ts";
import type { Distribution } from "../src/distributions/index.ts";
import {
  asTensor,
  broadcastTo,
  evaluate,
  exp,
  grad,
  input,
  Key,
  mul,
  sum,
  type Tensor,
  topologicalOrder,
} from "../src/graph/index.ts";
import { casesOf, type DistributionSpec, type Parameters, shaped } from "./distribution-specs.ts";

/** Fails unless every element is within `relative` of its reference (absolute 1e-12 near zero). */
export function expectClose(
  got: ArrayLike<number>,
  want: readonly (number | null)[],
  relative: number,
  absolute = 1e-12,
) {
  expect(got.length).toBe(want.length);
  want.forEach((value, i) => {
    if (value === null) return;
    const error = Math.abs(got[i]! - value);
    if (!(error <= absolute + relative * Math.abs(value))) {
      expect.fail(`element ${i}: expected ${value}, got ${got[i]}, error ${error}`);
    }
  });
}

/** Graph inputs for parameter vectors, under their own names. */
export function inputsFor(parameters: Parameters, prefix = ""): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, values]) => [name, input(prefix + name, [values.length])]),
  );
}

/** Noise for every noise input that `outputs` reach, by name. */
export function noiseFor(outputs: readonly Tensor[], seed: number): Record<string, Float32Array> {
  const feeds: Record<string, Float32Array> = {};
  for (const node of topologicalOrder(outputs)) {
    if (node.op !== "input") continue;
    const { name, noise } = (node as Tensor<"input">).attrs;
    const generator = new Generator(seed, name);
    const out = new Float32Array(sizeOf(node.shape));
    if (noise === "normal") feeds[name] = generator.fillNormal(out);
    if (noise === "uniform") feeds[name] = generator.fillUniform(out);
  }
  return feeds;
}

/** Value of a tensor in float64. */
export function referenceValue(x: Tensor, feeds: Readonly<Record<string, ArrayLike<number>>> = {}): Float64Array {
  return evaluate([x], feeds)[0]!.data;
}

/** Mean, and its standard error, of numbers. */
export function meanOf(values: Float64Array): { mean: number; error: number } {
  const mean = values.reduce((total, v) => total + v, 0) / values.length;
  const variance = values.reduce((total, v) => total + (v - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}

const SAMPLES = 40_000;

/** The tests that every distribution must pass. */
export function testDistribution(spec: DistributionSpec): void {
  const { kind, make } = spec;

  describe(`${kind} agrees with the reference`, () => {
    for (const { name, parameters, categories, x, logProb, mean, entropy, probabilities } of casesOf(kind)) {
      test(name, () => {
        const distribution = make(shaped(inputsFor(parameters), categories));
        const outputs = [distribution.logProb(input("x", [x.length])), distribution.mean()];
        const [gotLogProb, gotMean] = evaluate(outputs, { ...parameters, x });
        expectClose(gotLogProb!.data, logProb, 1e-9);
        expectClose(gotMean!.data, probabilities ?? mean!, 1e-9, spec.meanTolerance);
        if (hasEntropy(distribution)) expectClose(referenceValue(distribution.entropy(), parameters), entropy!, 1e-9);
      });
    }
  });

  for (const { parameters, mean, variance } of spec.moments) {
    test(`${kind} of ${JSON.stringify(parameters)}: samples have its mean and variance`, () => {
      const draws = valuesOfSamples(make(filled(parameters, SAMPLES)), 11);
      const first = meanOf(draws);
      expect(Math.abs(first.mean - mean)).toBeLessThan(5 * first.error);
      const second = meanOf(draws.map((v) => (v - mean) ** 2));
      expect(Math.abs(second.mean - variance)).toBeLessThan(5 * second.error);
    });

    test(`${kind} of ${JSON.stringify(parameters)}: probabilities total one`, () => {
      expect(totalProbability(spec, parameters)).toBeCloseTo(1, 6);
    });

    if (hasEntropy(make(filled(parameters, 1)))) {
      test(`${kind} of ${JSON.stringify(parameters)}: entropy is the mean of -log p`, () => {
        const distribution = make(filled(parameters, SAMPLES));
        const logProb = distribution.logProb(distribution.sample(new Key("entropy")));
        const { mean: got, error } = meanOf(referenceValue(logProb, noiseFor([logProb], 3)));
        const entropy = referenceValue(make(filled(parameters, 1)).entropy())[0]!;
        expect(Math.abs(-got - entropy)).toBeLessThan(5 * error + 1e-9);
      });
    }

    test(`${kind} of ${JSON.stringify(parameters)}: gradients of log p equal finite differences`, () => {
      const x = 0.375;
      const values = { ...parameters, x };
      const tensors = Object.fromEntries(Object.keys(values).map((name) => [name, input(name, [])]));
      expectGradients(make(tensors).logProb(tensors.x!), tensors, values);
    });

    test(`${kind} of ${JSON.stringify(parameters)}: ${spec.reparameterised ? "a sample has" : "a sample has no"} gradients`, () => {
      const tensors = Object.fromEntries(Object.keys(parameters).map((name) => [name, input(name, [])]));
      const sample = make(tensors).sample(new Key("s"));
      const noise = noiseFor([sample], 5);
      if (spec.reparameterised) return expectGradients(sample, tensors, parameters, noise);
      for (const g of grad(sample, Object.values(tensors))) {
        expect(referenceValue(g, { ...feedsOf(parameters), ...noise })[0]).toBe(0);
      }
    });
  }
}

/** True where the entropy has a closed form. */
export function hasEntropy(distribution: Distribution): boolean {
  return distribution.entropy !== Object.getPrototypeOf(Object.getPrototypeOf(distribution)).entropy;
}

/** Scalars spread over `count` independent elements. */
export function filled(parameters: Readonly<Record<string, number>>, count: number): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, broadcastTo(asTensor(value), [count])]),
  );
}

function valuesOfSamples(distribution: Distribution, seed: number): Float64Array {
  const sample = distribution.sample(new Key("sample"));
  expect(sample.shape).toEqual(distribution.shape);
  return referenceValue(sample, noiseFor([sample], seed));
}

// Sum over the values, or the composite Simpson rule and the atoms.
function totalProbability(
  { make, support, atoms = [] }: DistributionSpec,
  parameters: Readonly<Record<string, number>>,
): number {
  const steps = 40_000;
  const points =
    "values" in support
      ? support.values
      : Array.from({ length: steps + 1 }, (_, i) => support.low + ((support.high - support.low) * i) / steps);
  const areas =
    "values" in support
      ? points.map(() => 1)
      : points.map(
          (_, i) => ((i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * (support.high - support.low)) / steps / 3,
        );
  const grid = [...points, ...atoms];
  const weights = [...areas, ...atoms.map(() => 1)];
  const p = exp(make(filled(parameters, grid.length)).logProb(input("x", [grid.length])));
  return referenceValue(sum(mul(p, input("weights", [grid.length]))), { x: grid, weights })[0]!;
}

const feedsOf = (values: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));

function expectGradients(
  y: Tensor,
  tensors: Readonly<Record<string, Tensor>>,
  values: Readonly<Record<string, number>>,
  noise: Readonly<Record<string, Float32Array>> = {},
): void {
  const names = Object.keys(tensors);
  const gradients = grad(
    y,
    names.map((name) => tensors[name]!),
  );
  const at = (changed: Readonly<Record<string, number>>) => referenceValue(y, { ...feedsOf(changed), ...noise })[0]!;
  names.forEach((name, i) => {
    const h = 1e-5 * Math.max(1, Math.abs(values[name]!));
    const difference =
      (at({ ...values, [name]: values[name]! + h }) - at({ ...values, [name]: values[name]! - h })) / (2 * h);
    expectClose(referenceValue(gradients[i]!, { ...feedsOf(values), ...noise }), [difference], 1e-5, 1e-7);
  });
}
