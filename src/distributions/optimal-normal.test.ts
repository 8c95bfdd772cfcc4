import { expect, test } from "vitest";
import { referenceValue } from "../../test/distribution-harness.ts";
import { grad, input, Scope, sum, type Tensor } from "../graph/index.ts";
import { type Likelihood, likelihoodDistribution, likelihoodSchema, sumEvent } from "./index.ts";

const likelihood: Likelihood = { kind: "normal", scale: "optimal", value: 0.5 };
const x = [0.2, 0.9, -0.4, 1.3, 0.5, 0];
const output = [0.1, 1.1, -0.1, 0.8, 0.4, 0.3];
const squares = x.map((v, i) => (v - output[i]!) ** 2);
const best = squares.reduce((a, b) => a + b) / 6;
const logNormal = (square: number, variance: number) => -square / variance / 2 - Math.log(2 * Math.PI * variance) / 2;

const traced = (training: boolean, given: Likelihood = likelihood) => {
  const scope = new Scope({ training });
  const distribution = likelihoodDistribution(given, input("output", [2, 3]), [3], scope.child("likelihood"));
  return { scope, distribution, logProb: distribution.logProb(input("x", [2, 3])) };
};
const valuesOf = (tensor: Tensor, variance: number, values = output) =>
  referenceValue(tensor, { x, output: values, "likelihood.variance": [variance] });

test("the optimal scale is a normal's scale in configs", () => {
  expect(likelihoodSchema.parse(likelihood)).toEqual(likelihood);
  expect(likelihoodSchema.safeParse({ kind: "laplace", scale: "optimal" }).success).toBe(false);
});

test("training scores a batch by its own mean squared error, and the state follows", () => {
  const { scope, logProb } = traced(true);
  valuesOf(logProb, 0.25).forEach((v, i) => {
    expect(v).toBeCloseTo(logNormal(squares[i]!, best), 7);
  });
  expect(scope.variables().map(({ name, trained }) => [name, trained])).toEqual([["likelihood.variance", false]]);
  expect(valuesOf(scope.updates().get("likelihood.variance")!, 0.25)[0]).toBeCloseTo(0.9 * 0.25 + 0.1 * best, 7);
});

test("scoring uses the state and changes nothing", () => {
  const { scope, logProb, distribution } = traced(false);
  valuesOf(logProb, 0.49).forEach((v, i) => {
    expect(v).toBeCloseTo(logNormal(squares[i]!, 0.49), 7);
  });
  expect(scope.updates().size).toBe(0);
  expect([...valuesOf(distribution.mean(), 0.49)]).toEqual(output);
});

test("the state starts at the value squared", () => {
  const [state] = traced(true).scope.variables();
  const out = new Float32Array(1);
  state!.fill(out, [], undefined as never);
  expect(out[0]).toBeCloseTo(0.25, 7);
});

test("no other scale gives the batch a higher likelihood, and its gradient is that of a scale held there", () => {
  const scope = new Scope({ training: true });
  const [loc, target] = [input("output", [2, 3]), input("x", [2, 3])];
  const distribution = likelihoodDistribution(likelihood, loc, [3], scope.child("likelihood"));
  const total = sum(sumEvent(distribution.logProb(target)));
  const [slope] = grad(total, [loc]);
  valuesOf(slope!, 1).forEach((v, i) => {
    expect(v).toBeCloseTo((x[i]! - output[i]!) / best, 6);
  });
  const at = (variance: number) => squares.reduce((all, square) => all + logNormal(square, variance), 0);
  const got = valuesOf(total, 1)[0]!;
  for (const factor of [0.5, 0.9, 1.1, 2]) expect(got).toBeGreaterThan(at(best * factor));
});

test("a batch that is exactly right has the smallest scale", () => {
  const { logProb } = traced(true, { kind: "normal", scale: "optimal", minimum: 0.01 });
  for (const v of valuesOf(logProb, 1, x)) expect(v).toBeCloseTo(logNormal(0, 1e-4), 5);
});

test("a smallest scale above the first is refused", () => {
  const make = () => traced(true, { kind: "normal", scale: "optimal", value: 0.1, minimum: 0.2 });
  expect(make).toThrow("normal.minimum: must be below the first scale 0.1, got 0.2");
});
