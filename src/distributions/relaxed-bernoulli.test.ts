import { expect, test } from "vitest";
import {
  filled,
  inputsFor,
  meanOf,
  noiseFor,
  referenceValue,
  testDistribution,
} from "../../test/distribution-harness.ts";
import { relaxedBernoulli } from "../../test/distribution-specs.ts";
import { ConfigError, ShapeError } from "../errors.ts";
import { exp, grad, input, Key, sigmoid, sub, sum } from "../graph/index.ts";
import { Bernoulli, klDivergence, monteCarloKL, RelaxedBernoulli } from "./index.ts";

testDistribution(relaxedBernoulli);

const TEMPERATURES = [0.1, 0.5, 1, 2];
const COUNT = 20_000;

test.each(TEMPERATURES)("at temperature %d the density of the logits integrates to one", (temperature) => {
  const step = 1e-2 / temperature;
  const l = Array.from({ length: 8001 }, (_, i) => (i - 4000) * step);
  const p = exp(new RelaxedBernoulli(0.7, temperature).logProbOfLogits(input("l", [l.length])));
  expect(referenceValue(sum(p), { l })[0]! * step).toBeCloseTo(1, 9);
});

test("the densities of a value and of its logits differ by the slope of the sigmoid", () => {
  const l = input("l", [4]);
  const q = new RelaxedBernoulli(input("logits", [4]), 0.6);
  const [x, feeds] = [sigmoid(l), { l: [-3, 0.5, 2, 8], logits: [1, -1, 0.2, 4] }];
  const bySlope = referenceValue(q.logProbOfLogits(l), feeds).map((v, i) => {
    const s = 1 / (1 + Math.exp(-feeds.l[i]!));
    return v - Math.log(s * (1 - s));
  });
  expect([...referenceValue(q.logProb(x), feeds)]).toEqual([...bySlope].map((v) => expect.closeTo(v, 9)));
});

test.each(TEMPERATURES)(
  "at temperature %d a sample is above one half as often as the discrete variable is one",
  (t) => {
    const sample = new RelaxedBernoulli(filled({ l: 0.9 }, COUNT).l!, t).sample(new Key("s"), {
      straightThrough: true,
    });
    const draws = referenceValue(sample, noiseFor([sample], 3));
    expect(draws.every((v) => v === 0 || v === 1)).toBe(true);
    const { mean, error } = meanOf(draws);
    expect(Math.abs(mean - 1 / (1 + Math.exp(-0.9)))).toBeLessThan(5 * error);
  },
);

test("the straight-through sample rounds the relaxed one of its key and has its gradients", () => {
  const tensors = inputsFor({ logits: [0.3, -1, 2], temperature: [0.2, 1, 0.5] });
  const q = relaxedBernoulli.make(tensors) as RelaxedBernoulli;
  const [soft, hard] = [q.sample(new Key("s")), q.sample(new Key("s"), { straightThrough: true })];
  const feeds = { logits: [0.3, -1, 2], temperature: [0.2, 1, 0.5], ...noiseFor([soft], 1) };
  expect([...referenceValue(hard, feeds)]).toEqual([...referenceValue(soft, feeds)].map(Math.round));
  for (const tensor of Object.values(tensors)) {
    const [a, b] = [soft, hard].map((x) => [...referenceValue(grad(sum(x), [tensor])[0]!, feeds)]);
    expect(a).toEqual(b);
    expect(a!.every((v) => v !== 0)).toBe(true);
  }
});

test("a sample is the sigmoid of the sampled logits of the same key", () => {
  const q = new RelaxedBernoulli(input("logits", [3]), 0.5);
  const gap = sub(q.sample(new Key("s")), sigmoid(q.sampleLogits(new Key("s"))));
  expect([...referenceValue(gap, { logits: [0, 5, -5], ...noiseFor([gap], 1) })]).toEqual([0, 0, 0]);
});

test("the KL of the discrete variables bounds that of the relaxed ones, which is estimated in logits", () => {
  const [p, q] = [0.8, -0.6].map((l) => new RelaxedBernoulli(filled({ l }, COUNT).l!, 0.05));
  const estimate = monteCarloKL(p!, q!, new Key("kl"));
  const { mean, error } = meanOf(referenceValue(estimate, noiseFor([estimate], 7)));
  const discrete = referenceValue(klDivergence(p!.discrete, q!.discrete))[0]!;
  // At equal temperatures x -> logits - T l maps both to logistics with means 0.8 and -0.6 whatever the temperature.
  expect(mean).toBeGreaterThan(discrete - 5 * error);
  expect(Math.abs(mean - logisticShiftKL(1.4))).toBeLessThan(5 * error);
});

// KL between two standard logistics that are d apart: d coth(d / 2) - 2, from E[softplus] in closed form.
const logisticShiftKL = (d: number) => d / Math.tanh(d / 2) - 2;

test("the temperature may be a number, a scalar that is fed, or one per element", () => {
  const logits = input("logits", [2, 3]);
  for (const temperature of [0.5, input("t", []), input("t", [3])]) {
    const q = new RelaxedBernoulli(logits, temperature);
    expect([q.shape, q.sample(new Key("s")).shape, q.mean().shape]).toEqual([
      [2, 3],
      [2, 3],
      [2, 3],
    ]);
  }
  expect(() => new RelaxedBernoulli(logits, 0)).toThrow(ConfigError);
  expect(() => new RelaxedBernoulli(logits, 0)).toThrow("RelaxedBernoulli: temperature must be positive, got 0");
  expect(() => new RelaxedBernoulli(logits, input("t", [2]))).toThrow(ShapeError);
});

test("no closed form is claimed for the relaxed variable itself", () => {
  const q = new RelaxedBernoulli(0, 0.5);
  expect(() => klDivergence(q, new Bernoulli(0))).toThrow(/RelaxedBernoulli \|\| Bernoulli/);
  expect(() => klDivergence(q, q)).toThrow(ConfigError);
});
