import { expect, test } from "vitest";
import { noiseFor, referenceValue } from "../../test/distribution-harness.ts";
import { Generator } from "../array/index.ts";
import { ConfigError, ShapeError } from "../errors.ts";
import { grad, input, Key, Scope, sum } from "../graph/index.ts";
import {
  type Likelihood,
  likelihoodDistribution,
  likelihoodRange,
  likelihoodSchema,
  meanActivation,
  outputsPerElement,
  pointEstimate,
  sumEvent,
} from "./index.ts";

const likelihoods: readonly Likelihood[] = [
  { kind: "bernoulli" },
  { kind: "continuous-bernoulli" },
  { kind: "normal", scale: "fixed" },
  { kind: "normal", scale: "shared", value: 0.5 },
  { kind: "laplace", scale: "per-dimension" },
  { kind: "student-t", scale: "predicted", df: "learned" },
  { kind: "categorical", classes: 4 },
  { kind: "discretised-logistic", scale: "predicted" },
];

const event = [3, 2, 5];
const traced = (likelihood: Likelihood) => {
  const scope = new Scope({ training: true });
  const output = input("output", [2, outputsPerElement(likelihood) * 3, 2, 5]);
  return { scope, output, distribution: likelihoodDistribution(likelihood, output, event, scope) };
};

const firstValues = (scope: Scope) =>
  Object.fromEntries(
    scope.variables().map(({ name, tensor, fill }) => {
      const out = new Float32Array(tensor.shape.reduce((size, dim) => size * dim, 1));
      fill(out, tensor.shape, new Generator(1));
      return [name, out];
    }),
  );

test.each(likelihoods.map((l) => [JSON.stringify(l), l] as const))("%s scores, samples and trains", (_, likelihood) => {
  const { scope, output, distribution } = traced(likelihood);
  const logProb = sumEvent(distribution.logProb(input("x", [2, ...event])));
  expect(logProb.shape).toEqual([2]);
  expect(distribution.shape).toEqual([2, ...event]);
  const sample = distribution.sample(new Key("s"));
  expect(sample.shape).toEqual([2, ...event]);
  expect(pointEstimate(distribution).shape).toEqual([2, ...event]);

  const trained = [output, ...scope.variables().map(({ tensor }) => tensor)];
  const feeds = {
    ...firstValues(scope),
    output: new Generator(3).fillNormal(new Float32Array(output.shape.reduce((a, b) => a * b, 1))),
    x: new Float32Array(60).fill(1),
    ...noiseFor([sample], 1),
  };
  for (const g of grad(sum(logProb), trained)) {
    const values = referenceValue(g, feeds);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(values.some((v) => v !== 0)).toBe(true);
  }
  const { low, high, integer } = likelihoodRange(likelihood);
  for (const v of referenceValue(sample, feeds)) {
    expect(v).toBeGreaterThanOrEqual(low);
    expect(v).toBeLessThanOrEqual(high);
    if (integer) expect(Number.isInteger(v)).toBe(true);
  }
  expect(likelihoodSchema.parse(JSON.parse(JSON.stringify(likelihood)))).toEqual(likelihood);
});

test("decoder outputs per element follow from the parameters that vary by element", () => {
  expect(likelihoods.map(outputsPerElement)).toEqual([1, 1, 1, 1, 1, 2, 4, 2]);
});

test("the mean activation is named", () => {
  expect(likelihoods.map(meanActivation)).toEqual([
    "sigmoid",
    "continuous-bernoulli-mean",
    "identity",
    "identity",
    "identity",
    "identity",
    "softmax",
    "discretised-mean",
  ]);
});

test.each(["shared", "per-dimension", "predicted"] as const)(
  "a %s scale starts at its value and cannot reach zero",
  (scale) => {
    const { scope, distribution } = traced({ kind: "normal", scale, value: 0.25, minimum: 0.01 });
    const scaleTensor = (distribution as unknown as { scale: ReturnType<typeof input> }).scale;
    const size = scale === "predicted" ? 120 : 60;
    const start = referenceValue(scaleTensor, { ...firstValues(scope), output: new Float32Array(size) });
    for (const s of start) expect(s).toBeCloseTo(0.25, 6);
    const low = { output: new Float32Array(size).fill(-1e4), rawScale: Array(start.length).fill(-1e4) };
    for (const s of referenceValue(scaleTensor, low)) expect(s).toBeCloseTo(0.01, 8);
  },
);

test("a location and its predicted scale come from the first and second block of outputs", () => {
  const scope = new Scope({ training: false });
  const likelihood: Likelihood = { kind: "normal", scale: "predicted" };
  const distribution = likelihoodDistribution(likelihood, input("output", [1, 4]), [2], scope);
  expect([...referenceValue(distribution.mean(), { output: [1, 2, 30, 40] })]).toEqual([1, 2]);
});

test("the classes of a categorical are blocks of the first event axis", () => {
  const scope = new Scope({ training: false });
  const output = input("output", [1, 6, 1]);
  const distribution = likelihoodDistribution({ kind: "categorical", classes: 3 }, output, [2, 1], scope);
  // Element 0 has logits 0, 5, 0 and element 1 has 0, 0, 7.
  expect([...referenceValue(pointEstimate(distribution), { output: [0, 0, 5, 0, 0, 7] })]).toEqual([1, 2]);
});

test("a decoder's output that does not fit is named with what it must be", () => {
  const scope = new Scope({ training: false });
  const make = () => likelihoodDistribution({ kind: "categorical", classes: 4 }, input("o", [2, 3, 5]), [3, 5], scope);
  expect(make).toThrow(ShapeError);
  expect(make).toThrow("for data [batch, 3, 5] the decoder's output must be [batch, 12, 5], got [2, 3, 5]");
});

test.each([
  [{ kind: "normal", scale: "fixed", value: 0 }, "normal.value: must be a positive number, got 0"],
  [{ kind: "normal", scale: "shared", value: 0.1, minimum: 0.2 }, "must be below the first scale 0.1, got 0.2"],
  [{ kind: "laplace", scale: "shared", minimum: -1 }, "laplace.minimum: must be a positive number, got -1"],
  [{ kind: "student-t", scale: "fixed", df: -1 }, "student-t.df: must be a positive number, got -1"],
  [{ kind: "categorical", classes: 1 }, "categorical.classes: must be an integer of at least 2, got 1"],
  [{ kind: "discretised-logistic", scale: "fixed", levels: 1 }, "levels: must be an integer of at least 2, got 1"],
] as const)("%o is refused", (likelihood, message) => {
  const make = () => likelihoodDistribution(likelihood, input("o", [2, 3]), [3], new Scope({ training: false }));
  expect(make).toThrow(ConfigError);
  expect(make).toThrow(message);
});
