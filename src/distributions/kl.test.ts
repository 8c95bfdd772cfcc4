import { describe, expect, test } from "vitest";
import { expectClose, filled, inputsFor, meanOf, noiseFor, referenceValue } from "../../test/distribution-harness.ts";
import { fixture, shaped, specs } from "../../test/distribution-specs.ts";
import { expectGradients } from "../../test/event-fixture.ts";
import { ConfigError } from "../errors.ts";
import { exp, grad, input, Key, simplify, sum, topologicalOrder } from "../graph/index.ts";
import {
  Bernoulli,
  Categorical,
  klDivergence,
  Laplace,
  monteCarloKL,
  Normal,
  StudentT,
  standardNormal,
} from "./index.ts";

describe("closed forms agree with the reference", () => {
  test.each(fixture.kl.map((pair) => [pair.name, pair] as const))("%s", (_, pair) => {
    const [p, q] = [specs[pair.p]!, specs[pair.q]!];
    const kl = klDivergence(
      p.make(shaped(inputsFor(pair.pParameters, "p."), pair.categories)),
      q.make(shaped(inputsFor(pair.qParameters, "q."), pair.categories)),
    );
    const feeds = Object.fromEntries([
      ...Object.entries(pair.pParameters).map(([name, values]) => [`p.${name}`, values]),
      ...Object.entries(pair.qParameters).map(([name, values]) => [`q.${name}`, values]),
    ]);
    expectClose(referenceValue(kl, feeds), pair.kl, 1e-9);
  });
});

const COUNT = 20_000;
const scalars = [
  ["normal", { loc: 0.4, scale: 0.7 }, { loc: -0.5, scale: 1.3 }],
  ["laplace", { loc: 0.4, scale: 0.7 }, { loc: -0.5, scale: 1.3 }],
  ["bernoulli", { logits: 0.8 }, { logits: -0.6 }],
] as const;

test.each(scalars)("%s: the Monte Carlo estimate agrees with the closed form", (kind, a, b) => {
  const [p, q] = [a, b].map((parameters) => specs[kind]!.make(filled(parameters, COUNT))) as [Normal, Normal];
  const estimate = monteCarloKL(p, q, new Key("kl"), 2);
  const { mean, error } = meanOf(referenceValue(estimate, noiseFor([estimate], 7)));
  expect(Math.abs(mean - referenceValue(klDivergence(p, q))[0]!)).toBeLessThan(5 * error);
});

test("the Monte Carlo estimate of a categorical agrees with the closed form", () => {
  const row = (name: string) => new Categorical(input(name, [COUNT, 3]));
  const rows = (logits: number[]) => Array.from({ length: COUNT * 3 }, (_, i) => logits[i % 3]!);
  const estimate = monteCarloKL(row("p"), row("q"), new Key("kl"));
  const feeds = { p: rows([0, 1, -1]), q: rows([0.5, 0, 0]) };
  const { mean, error } = meanOf(referenceValue(estimate, { ...feeds, ...noiseFor([estimate], 7) }));
  expect(Math.abs(mean - referenceValue(klDivergence(row("p"), row("q")), feeds)[0]!)).toBeLessThan(5 * error);
});

test("samples of one estimate are independent of each other", () => {
  const estimate = monteCarloKL(new Normal(0, 1), new Normal(1, 2), new Key("kl"), 3);
  expect(Object.keys(noiseFor([estimate], 1))).toHaveLength(3);
});

test("a normal of other constants is not taken for the standard one", () => {
  const p = new Normal(0, 1);
  expect(referenceValue(klDivergence(p, new Normal(0, 2)))[0]).toBeCloseTo(Math.log(2) - 3 / 8, 12);
  expect(referenceValue(klDivergence(p, new Normal(1, 1)))[0]).toBeCloseTo(0.5, 12);
});

test("against the standard normal the formula is the short one and its value the same", () => {
  const p = new Normal(input("m", [2]), exp(input("a", [2])));
  const short = klDivergence(p, standardNormal([2]));
  const long = klDivergence(p, new Normal(input("zero", []), input("one", [])));
  const ops = topologicalOrder(simplify([short])).map(({ op }) => op);
  expect(ops).not.toContain("div");
  expect(ops).not.toContain("log");
  const feeds = { m: [0.3, -2], a: [-1, 0.5], zero: [0], one: [1] };
  expectClose(referenceValue(short, feeds), [...referenceValue(long, feeds)], 1e-12);
});

test("a scale that is an exponential keeps the KL and its gradient finite where the exponential underflows", () => {
  const a = input("a", []);
  const kl = klDivergence(new Normal(0, exp(a)), new Normal(0, 1));
  expect(referenceValue(kl, { a: [-800] })[0]).toBeCloseTo(799.5, 9);
  expect(referenceValue(grad(kl, [a])[0]!, { a: [-800] })[0]).toBe(-1);
});

test("the KL has the common shape of both", () => {
  expect(klDivergence(new Normal(0, 1), standardNormal([4, 2])).shape).toEqual([4, 2]);
  expect(klDivergence(new Laplace(input("loc", [4, 2]), 1), new Laplace(0, input("s", [2]))).shape).toEqual([4, 2]);
  expect(klDivergence(new Bernoulli(input("l", [4, 2])), new Bernoulli(0)).shape).toEqual([4, 2]);
  expect(klDivergence(new Categorical(input("l", [4, 2])), new Categorical(input("m", [2]))).shape).toEqual([4]);
});

const gradientPairs = [
  ["laplace", "normal"],
  ["normal", "laplace"],
  ["spike-and-slab", "spike-and-slab"],
] as const;

test.each(gradientPairs)("gradients of the KL %s || %s equal finite differences", (a, b) => {
  const pair = fixture.kl.find(({ p, q }) => p === a && q === b)!;
  const [p, q] = [inputsFor(pair.pParameters, "p."), inputsFor(pair.qParameters, "q.")];
  const named = (prefix: string, values: Readonly<Record<string, unknown>>) =>
    Object.entries(values).map(([name, value]) => [prefix + name, value]);
  const kl = klDivergence(specs[a]!.make(p), specs[b]!.make(q));
  // Away from the kinks of |m - n|.
  const feeds = Object.fromEntries([...named("p.", pair.pParameters), ...named("q.", pair.qParameters)]);
  feeds["q.loc"] = feeds["q.loc"].map((v: number, i: number) => v + 0.01 * (i + 1));
  const inputs = Object.fromEntries([...named("p.", p), ...named("q.", q)]);
  expectGradients(kl, inputs, feeds);
});

test("the KL of a very narrow normal to a Laplace and its gradient stay finite", () => {
  const [loc, scale] = [input("m", []), input("s", [])];
  const kl = klDivergence(new Normal(loc, scale), new Laplace(0, 1));
  const feeds = { m: [1], s: [1e-200] };
  const entropy = 0.5 + 0.5 * Math.log(2 * Math.PI) + Math.log(1e-200);
  expect(referenceValue(kl, feeds)[0]).toBeCloseTo(1 + Math.log(2) - entropy, 9);
  expect([...referenceValue(grad(kl, [loc])[0]!, feeds)]).toEqual([expect.closeTo(1, 12)]);
});

test("a pair without a closed form is named together with the remedy", () => {
  const missing = () => klDivergence(new StudentT(5, 0, 1), new Normal(0, 1));
  expect(missing).toThrow(ConfigError);
  expect(missing).toThrow(/StudentT \|\| Normal; .*monteCarloKL/);
  expect(() => monteCarloKL(new Normal(0, 1), new Normal(0, 1), new Key("k"), 0)).toThrow(ConfigError);
});

test("the gradient of the estimate reaches the parameters of p through its samples", () => {
  const loc = input("loc", [COUNT]);
  const estimate = sum(monteCarloKL(new Normal(loc, 1), standardNormal([COUNT]), new Key("kl")));
  const [g] = grad(estimate, [loc]);
  const feeds = { loc: new Float32Array(COUNT).fill(0.8), ...noiseFor([estimate], 4) };
  const { mean, error } = meanOf(referenceValue(g!, feeds));
  expect(Math.abs(mean - 0.8)).toBeLessThan(5 * error);
});
