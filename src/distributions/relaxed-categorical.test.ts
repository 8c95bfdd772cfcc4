import { describe, expect, test } from "vitest";
import { expectClose, meanOf, noiseFor, referenceValue } from "../../test/distribution-harness.ts";
import { eventInputs, events, expectGradients } from "../../test/event-fixture.ts";
import { ConfigError, ShapeError } from "../errors.ts";
import { asTensor, broadcastTo, exp, grad, input, Key, log, slice, sub, sum } from "../graph/index.ts";
import { Categorical, klDivergence, monteCarloKL, RelaxedBernoulli, RelaxedOneHot } from "./index.ts";

describe.each(events.relaxed.map((one) => [one.name, one] as const))("%s", (_, one) => {
  const { inputs, feeds } = eventInputs(one, "logits", "x");
  const temperature = input("temperature", []);
  const q = new RelaxedOneHot(inputs.logits, temperature);
  const fed = { ...feeds, temperature: [one.temperature] };

  test("densities of x and of log x agree with torch", () => {
    expectClose(referenceValue(q.logProb(inputs.x), fed), one.logProb, 1e-9);
    expectClose(referenceValue(q.logProbOfLog(log(inputs.x)), fed), one.logProbOfLog, 1e-9);
  });

  test("gradients of log p equal finite differences", () => {
    expectGradients(q.logProb(inputs.x), { ...inputs, temperature }, fed);
  });

  test("gradients of a sample equal finite differences", () => {
    const sample = q.sample(new Key("s"));
    expectGradients(sample, { logits: inputs.logits, temperature }, { ...fed, ...noiseFor([sample], 1) });
  });
});

const COUNT = 20_000;
const LOGITS = [0.5, -1, 1.2];
const rows = (name: string) => broadcastTo(input(name, [3]), [COUNT, 3]);
const column = (data: Float64Array, k: number) => data.filter((_, i) => i % 3 === k);

test.each([0.1, 0.66, 2])("at temperature %d samples lie on the simplex, their largest as often as the class", (t) => {
  const q = new RelaxedOneHot(rows("logits"), t);
  const [soft, hard] = [q.sample(new Key("s")), q.sample(new Key("s"), { straightThrough: true })];
  const feeds = { logits: LOGITS, ...noiseFor([soft], 2) };
  const totals = referenceValue(sum(soft, { axes: -1 }), feeds);
  expect(totals.every((v) => Math.abs(v - 1) < 1e-12)).toBe(true);
  const draws = referenceValue(hard, feeds);
  expect(draws.every((v) => v === 0 || v === 1)).toBe(true);
  const total = LOGITS.reduce((s, l) => s + Math.exp(l), 0);
  LOGITS.forEach((logit, k) => {
    const { mean, error } = meanOf(column(draws, k));
    expect(Math.abs(mean - Math.exp(logit) / total)).toBeLessThan(5 * error);
  });
});

test("samples follow the density: the mean ratio to another density is one", () => {
  const [p, q] = [new RelaxedOneHot(rows("logits"), 0.7), new RelaxedOneHot(rows("others"), 0.8)];
  const y = p.sampleLog(new Key("s"));
  const ratio = exp(sub(q.logProbOfLog(y), p.logProbOfLog(y)));
  const { mean, error } = meanOf(
    referenceValue(ratio, { logits: LOGITS, others: [0.2, -0.6, 1], ...noiseFor([y], 3) }),
  );
  expect(error).toBeLessThan(0.01);
  expect(Math.abs(mean - 1)).toBeLessThan(5 * error);
});

test("the straight-through sample has the gradients of the relaxed one", () => {
  const logits = input("logits", [2, 3]);
  const q = new RelaxedOneHot(logits, 0.5);
  const weights = input("weights", [3]);
  const feeds = { logits: [0, 1, 2, -1, 0.5, 0], weights: [1, -2, 3] };
  const gradients = [false, true].map((straightThrough) => {
    const sample = q.sample(new Key("s"), { straightThrough });
    const [g] = grad(sum(sum(sub(sample, weights), { axes: 0 })), [logits]);
    const [h] = grad(sum(slice(sample, { axis: 1, end: 1 })), [logits]);
    return [g!, h!].map((x) => [...referenceValue(x, { ...feeds, ...noiseFor([x], 1) })]);
  });
  expect(gradients[1]).toEqual(gradients[0]);
  expect(gradients[0]![1]!.every((v) => v !== 0)).toBe(true);
});

test("two classes are the relaxed Bernoulli of the difference of their logits", () => {
  const x = input("x", [4, 2]);
  const pair = new RelaxedOneHot(input("logits", [4, 2]), 0.6);
  const bernoulli = new RelaxedBernoulli(input("difference", [4]), 0.6);
  const feeds = {
    x: [0.2, 0.8, 0.5, 0.5, 0.99, 0.01, 0.1, 0.9],
    logits: [1, 0, 0, 2, -1, 1, 3, -1],
    difference: [1, -2, -2, 4],
    first: [0.2, 0.5, 0.99, 0.1],
  };
  expectClose(
    referenceValue(pair.logProb(x), feeds),
    [...referenceValue(bernoulli.logProb(input("first", [4])), feeds)],
    1e-12,
  );
});

test("the KL for training is that of the discrete variables; the relaxed one is estimated from logarithms", () => {
  const [p, q] = [new RelaxedOneHot(rows("logits"), 0.3), new RelaxedOneHot(rows("zeros"), 0.3)];
  const feeds = { logits: LOGITS, zeros: [0, 0, 0] };
  expect(() => klDivergence(p, q)).toThrow(ConfigError);
  const discrete = referenceValue(klDivergence(p.discrete, q.discrete), feeds);
  const uniform = klDivergence(new Categorical(rows("logits")), new Categorical(rows("zeros")));
  expect(discrete).toEqual(referenceValue(uniform, feeds));
  const estimate = monteCarloKL(p, q, new Key("kl"));
  expect(estimate.shape).toEqual([COUNT]);
  const { mean, error } = meanOf(referenceValue(estimate, { ...feeds, ...noiseFor([estimate], 7) }));
  // Taking the largest element loses information, so the relaxed KL is the larger.
  expect(mean).toBeGreaterThan(discrete[0]! + 5 * error);
});

test("shapes are those of one event per vector, and what does not fit is named", () => {
  const q = new RelaxedOneHot(input("logits", [2, 3, 4]), input("t", []));
  expect([q.shape, q.sample(new Key("s")).shape, q.mean().shape]).toEqual([
    [2, 3, 4],
    [2, 3, 4],
    [2, 3, 4],
  ]);
  expect(q.logProb(input("x", [5, 2, 3, 4])).shape).toEqual([5, 2, 3]);
  expect(() => q.logProb(input("x", [3, 1]))).toThrow("RelaxedOneHot.logProb: x must hold vectors of length 4");
  expect(() => q.logProbOfLog(input("x", [5, 4]))).toThrow("RelaxedOneHot.logProbOfLog: x must broadcast against");
  expect(() => new RelaxedOneHot(asTensor(1), 0.5)).toThrow(ShapeError);
  expect(() => new RelaxedOneHot(input("logits", [3]), input("t", [3]))).toThrow(ShapeError);
  expect(() => new RelaxedOneHot(input("logits", [3]), -1)).toThrow(ConfigError);
});
