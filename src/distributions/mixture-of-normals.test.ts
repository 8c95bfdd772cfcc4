import { describe, expect, test } from "vitest";
import { expectClose, meanOf, noiseFor, referenceValue } from "../../test/distribution-harness.ts";
import { eventInputs, events, expectGradients } from "../../test/event-fixture.ts";
import { ConfigError, ShapeError } from "../errors.ts";
import { broadcastTo, exp, grad, input, Key, softmax, sum } from "../graph/index.ts";
import { klDivergence, MixtureOfNormals, type MixtureOptions, monteCarloKL, Normal } from "./index.ts";

describe.each(events.mixture.map((one) => [one.name, one] as const))("%s", (_, one) => {
  const { inputs, feeds } = eventInputs(one, "logits", "locs", "scales", "x");
  const make = (options?: MixtureOptions) => new MixtureOfNormals(inputs.logits, inputs.locs, inputs.scales, options);

  test.each(["differences", "product"] as const)("log-densities by %s agree with torch", (distances) => {
    const logProb = make({ distances }).logProb(inputs.x);
    expectClose(referenceValue(logProb, feeds), one.logProb, 1e-9);
    expectGradients(logProb, inputs, feeds);
  });

  test("samples have its mean and variance", () => {
    const count = 40_000;
    const q = make({ count });
    expectClose(referenceValue(q.mean(), feeds).slice(0, one.mean.length), one.mean, 1e-9);
    const sample = q.sample(new Key("s"));
    expect(sample.shape).toEqual(q.shape);
    const draws = referenceValue(sample, { ...feeds, ...noiseFor([sample], 4) });
    one.mean.forEach((mean, k) => {
      const values = draws.filter((_, i) => i % one.mean.length === k);
      const first = meanOf(values);
      expect(Math.abs(first.mean - mean)).toBeLessThan(5 * first.error);
      const second = meanOf(values.map((v) => (v - mean) ** 2));
      expect(Math.abs(second.mean - one.variance[k]!)).toBeLessThan(5 * second.error);
    });
  });

  test("the softmax of the joint gives responsibilities, also for values of more axes", () => {
    const joint = make().logJoint(broadcastTo(inputs.x, [2, ...one.x.shape]));
    expect(joint.shape).toEqual([2, one.x.shape[0], one.logits.shape[0]]);
    const totals = referenceValue(sum(softmax(joint), { axes: -1 }), feeds);
    expectClose(totals, Array(totals.length).fill(1), 1e-12);
  });
});

const q = new MixtureOfNormals(input("logits", [3]), input("locs", [3, 2]), input("scales", [3, 2]), { count: 5 });
const feeds = { logits: [0, 1, -1], locs: [0, 1, 2, 3, 4, 5], scales: [1, 0.5, 0.2, 2, 1, 1] };

test("a sample carries gradients to its component's loc and scale, none to the logits", () => {
  const sample = q.sample(new Key("s"));
  const all = { ...feeds, ...noiseFor([sample], 4) };
  const [logits, locs] = grad(sum(sample), [q.logits, q.locs]);
  expect([...referenceValue(logits!, all)]).toEqual([0, 0, 0]);
  expect(referenceValue(sum(locs!), all)[0]).toBe(10);
  expectGradients(sample, { locs: q.locs, scales: q.scales }, all);
});

test("the KL of a diagonal normal to a mixture is estimated, one number per vector", () => {
  const count = 20_000;
  const p = new Normal(broadcastTo(input("m", [2]), [count, 2]), 0.7);
  expect(() => klDivergence(p, q)).toThrow(ConfigError);
  // Components that are all one normal make the mixture that normal, for which the closed form is known.
  const same = { logits: [0, 1, -1], locs: [0, 1, 0, 1, 0, 1], scales: [2, 0.5, 2, 0.5, 2, 0.5], m: [0.3, -0.2] };
  const estimate = monteCarloKL(p, q, new Key("kl"));
  expect(estimate.shape).toEqual([count]);
  const { mean, error } = meanOf(referenceValue(estimate, { ...same, ...noiseFor([estimate], 6) }));
  const closed = sum(klDivergence(p, new Normal(input("n", [2]), input("t", [2]))), { axes: -1 });
  const want = referenceValue(closed, { ...same, n: [0, 1], t: [2, 0.5] })[0]!;
  expect(Math.abs(mean - want)).toBeLessThan(5 * error);
});

test("far from all components log p and its gradient stay finite", () => {
  const x = input("x", [2, 2]);
  const logProb = q.logProb(x);
  const [g] = grad(sum(logProb), [x]);
  const values = [logProb, g!].flatMap((y) => [...referenceValue(y, { ...feeds, x: [1e4, -1e4, 0, 1e6] })]);
  expect(values.every(Number.isFinite)).toBe(true);
});

test("scales that are exponentials stay exact where they underflow", () => {
  const a = input("a", [1, 2]);
  const narrow = new MixtureOfNormals(input("logits", [1]), input("locs", [1, 2]), exp(a));
  const [p] = referenceValue(narrow.logProb(input("x", [1, 2])), {
    a: [-100, -100],
    logits: [0],
    locs: [0, 0],
    x: [0, 0],
  });
  expect(p).toBeCloseTo(200 - Math.log(2 * Math.PI), 9);
});

test("shapes that do not fit are named", () => {
  const make = (logits: number[], locs: number[], scales: number[], options?: MixtureOptions) => () =>
    new MixtureOfNormals(input("a", logits), input("b", locs), input("c", scales), options);
  expect(make([3], [3, 2], [2])).toThrow("logits must be [K], locs and scales [K, d], got [3], [3, 2] and [2]");
  expect(make([2], [3, 2], [3, 2])).toThrow(ShapeError);
  expect(make([3], [3, 2], [3, 2], { count: 0 })).toThrow(ConfigError);
  expect(() => q.logProb(input("x", [7, 3]))).toThrow("MixtureOfNormals.logProb: x must hold vectors of length 2");
  expect(q.logProb(input("x", [7, 2])).shape).toEqual([7]);
});
