import { describe, expect, test } from "vitest";
import { expectClose, meanOf, noiseFor, referenceValue } from "../../test/distribution-harness.ts";
import { eventInputs, events, expectGradients } from "../../test/event-fixture.ts";
import { ConfigError, ShapeError } from "../errors.ts";
import { broadcastTo, exp, input, Key, reshape, sub, topologicalOrder } from "../graph/index.ts";
import { klDivergence, lowerFactor, MultivariateNormal, monteCarloKL, Normal, standardNormal } from "./index.ts";

describe.each(events.multivariate.map((one) => [one.name, one] as const))("%s", (_, one) => {
  const { inputs, feeds } = eventInputs(one, "raw", "loc", "x", "otherLoc", "otherScale", "factor");
  const p = new MultivariateNormal(inputs.loc, lowerFactor(inputs.raw, one.size));
  const diagonal = new Normal(inputs.otherLoc, inputs.otherScale);
  const values = {
    logProb: p.logProb(inputs.x),
    entropy: p.entropy(),
    klStandard: klDivergence(p, standardNormal(p.shape)),
    klDiagonal: klDivergence(p, diagonal),
  };

  test("the factor of a flat head has the documented layout", () => {
    expectClose(referenceValue(p.factor, feeds), one.factor.data, 1e-9);
  });

  test.each(Object.keys(values) as (keyof typeof values)[])("%s agrees with torch", (name) => {
    expect(values[name].shape).toEqual([one.loc.shape[0]]);
    expectClose(referenceValue(values[name], feeds), one[name], 1e-9);
  });

  test("gradients equal finite differences", () => {
    const { raw, loc, x, otherLoc, otherScale } = inputs;
    expectGradients(values.logProb, { raw, loc, x }, feeds);
    expectGradients(values.klStandard, { raw, loc }, feeds);
    expectGradients(values.klDiagonal, { raw, loc, otherLoc, otherScale }, feeds);
    const sample = p.sample(new Key("s"));
    expectGradients(sample, { raw, loc }, { ...feeds, ...noiseFor([sample], 1) });
  });

  test("the log-density that comes with a sample is that of the sample, and so are its gradients", () => {
    const { sample, logProb } = p.sampleAndLogProb(new Key("s"));
    const noise = noiseFor([sample], 1);
    const solved = p.logProb(sample);
    expectClose(
      referenceValue(logProb, { ...feeds, ...noise }),
      [...referenceValue(solved, { ...feeds, ...noise })],
      1e-9,
    );
    expectGradients(sub(logProb, solved), { raw: inputs.raw }, { ...feeds, ...noise });
  });
});

const COUNT = 40_000;
const FACTOR = [0.8, 0, 0, 0.5, 1.2, 0, -0.7, 0.3, 0.4];
const fixed = new MultivariateNormal(
  broadcastTo(input("loc", [3]), [COUNT, 3]),
  broadcastTo(input("factor", [3, 3]), [COUNT, 3, 3]),
);
const feeds = { loc: [1, -2, 0.5], factor: FACTOR };

test("samples have the mean and the covariance L L'", () => {
  const sample = fixed.sample(new Key("s"));
  const draws = referenceValue(sample, { ...feeds, ...noiseFor([sample], 2) });
  const at = (k: number) => draws.filter((_, i) => i % 3 === k).map((v) => v - feeds.loc[k]!);
  for (let i = 0; i < 3; i++) {
    const first = meanOf(at(i));
    expect(Math.abs(first.mean)).toBeLessThan(5 * first.error);
    for (let j = 0; j <= i; j++) {
      const [a, b] = [at(i), at(j)];
      const { mean, error } = meanOf(a.map((v, n) => v * b[n]!));
      const covariance = [0, 1, 2].reduce((total, k) => total + FACTOR[3 * i + k]! * FACTOR[3 * j + k]!, 0);
      expect(Math.abs(mean - covariance)).toBeLessThan(5 * error);
    }
  }
});

test("entropy and KL are the means of their estimates", () => {
  const q = new Normal(broadcastTo(input("m", [3]), [COUNT, 3]), 1.5);
  const all = { ...feeds, m: [0, -1, 1] };
  const estimate = monteCarloKL(fixed, q, new Key("kl"));
  expect(estimate.shape).toEqual([COUNT]);
  const kl = meanOf(referenceValue(estimate, { ...all, ...noiseFor([estimate], 3) }));
  expect(Math.abs(kl.mean - referenceValue(klDivergence(fixed, q), all)[0]!)).toBeLessThan(5 * kl.error);
  const { logProb } = fixed.sampleAndLogProb(new Key("s"));
  const entropy = meanOf(referenceValue(logProb, { ...feeds, ...noiseFor([logProb], 3) }));
  expect(Math.abs(-entropy.mean - referenceValue(fixed.entropy(), feeds)[0]!)).toBeLessThan(5 * entropy.error);
});

test("a diagonal factor is the diagonal normal", () => {
  const logScale = input("a", [2, 3]);
  const head = reshape(input("raw", [2, 6]), [2, 6]);
  const p = new MultivariateNormal(input("loc", [2, 3]), lowerFactor(head, 3));
  const n = new Normal(input("loc", [2, 3]), exp(logScale));
  const a = [0.1, -0.5, 0.3, 1, 0, -1];
  const raw = [...a.slice(0, 3), 0, 0, 0, ...a.slice(3), 0, 0, 0];
  const all = { a, raw, loc: [1, 2, 3, -1, -2, -3], x: [0, 1, 2, 0.5, -0.5, 3] };
  const sums = (data: Float64Array) => [0, 3].map((i) => data[i]! + data[i + 1]! + data[i + 2]!);
  const x = input("x", [2, 3]);
  expectClose(referenceValue(p.logProb(x), all), sums(referenceValue(n.logProb(x), all)), 1e-12);
  const prior = standardNormal([2, 3]);
  expectClose(referenceValue(klDivergence(p, prior), all), sums(referenceValue(klDivergence(n, prior), all)), 1e-12);
});

test("values with more leading axes get one log-density per vector", () => {
  const p = new MultivariateNormal(input("loc", [4, 3]), input("factor", [3, 3]));
  expect([p.shape, p.sample(new Key("s")).shape, p.entropy().shape]).toEqual([[4, 3], [4, 3], [4]]);
  expect(p.logProb(input("x", [5, 4, 3])).shape).toEqual([5, 4]);
  expect(klDivergence(p, new Normal(0, input("s", [3]))).shape).toEqual([4]);
});

test("the log-density of 64 dimensions takes a few hundred operations", () => {
  const p = new MultivariateNormal(input("loc", [2, 64]), input("factor", [2, 64, 64]));
  expect(topologicalOrder([p.logProb(input("x", [2, 64]))]).length).toBeLessThan(800);
});

test("a softplus diagonal stays positive where the raw value is far below zero", () => {
  const factor = lowerFactor(input("raw", [1, 3]), 2, { diagonal: "softplus" });
  const [a, zero, b, c] = referenceValue(factor, { raw: [-60, 1, 5] });
  expect([a, zero, b]).toEqual([expect.closeTo(1e-6, 9), 0, 5]);
  expect(c).toBeCloseTo(Math.log1p(Math.E) + 1e-6, 9);
});

test("shapes that do not fit are named", () => {
  const make = (loc: number[], factor: number[]) => () => new MultivariateNormal(input("l", loc), input("f", factor));
  expect(make([2, 3], [2, 3])).toThrow("loc must be [..., d] and factor [..., d, d], got [2, 3] and [2, 3]");
  expect(make([2, 3], [4, 3, 3])).toThrow(ShapeError);
  expect(() => lowerFactor(input("raw", [2, 5]), 3)).toThrow("lowerFactor: raw must be [n, 6] for d = 3, got [2, 5]");
  expect(() => lowerFactor(input("raw", [2, 5]), 0)).toThrow(ConfigError);
  expect(() => make([2, 3], [3, 3])().logProb(input("x", [2, 1]))).toThrow(ShapeError);
});
