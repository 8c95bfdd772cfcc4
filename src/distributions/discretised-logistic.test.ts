import { expect, test } from "vitest";
import { referenceValue, testDistribution } from "../../test/distribution-harness.ts";
import { discretisedLogistic } from "../../test/distribution-specs.ts";
import { ConfigError } from "../errors.ts";
import { exp, input, sum } from "../graph/index.ts";
import { DiscretisedLogistic } from "./discretised-logistic.ts";

testDistribution(discretisedLogistic);

test.each([
  [2, 0.4, 0.1],
  [5, -0.3, 0.002],
  [256, 0.5, 1e-4],
  [256, 2, 30],
])("with %i levels, loc %f and scale %f the probabilities sum to one", (levels, loc, scale) => {
  const grid = Array.from({ length: levels }, (_, k) => k / (levels - 1));
  const p = exp(new DiscretisedLogistic(input("loc", []), input("scale", []), levels).logProb(input("x", [levels])));
  expect(referenceValue(sum(p), { loc: [loc], scale: [scale], x: grid })[0]).toBeCloseTo(1, 9);
});

test("what has no closed form is refused with the remedy", () => {
  const distribution = new DiscretisedLogistic(0.5, 0.1);
  expect(() => distribution.entropy()).toThrow(ConfigError);
  expect(() => distribution.entropy()).toThrow("estimate it as the mean of -logProb(x)");
  expect(() => distribution.mode()).toThrow("use mean()");
  expect(() => new DiscretisedLogistic(0.5, 0.1, 1)).toThrow("levels must be an integer of at least 2, got 1");
});
