import { expect, test } from "vitest";
import { referenceValue, testDistribution } from "../../test/distribution-harness.ts";
import { continuousBernoulli } from "../../test/distribution-specs.ts";
import { grad, input, type Tensor } from "../graph/index.ts";
import { ContinuousBernoulli } from "./continuous-bernoulli.ts";

testDistribution(continuousBernoulli);

test("the gradient at logit zero is x - 1/2, where the closed form is 0 / 0", () => {
  const logits = input("logits", []);
  const [g] = grad(new ContinuousBernoulli(logits).logProb(input("x", [])), [logits]);
  expect(referenceValue(g!, { logits: [0], x: [0.9] })[0]).toBeCloseTo(0.4, 7);
});

test("log p and mean are continuous where the series hands over to the closed form", () => {
  const distribution = new ContinuousBernoulli(input("logits", [2]));
  for (const border of [0.5, -0.5]) {
    const feeds = { logits: [border, border * (1 - 1e-12)], x: [0.3] };
    const gap = (y: Tensor) => {
      const [closed, series] = referenceValue(y, feeds);
      return Math.abs(closed! - series!);
    };
    expect(gap(distribution.logProb(input("x", [1])))).toBeLessThan(1e-11);
    expect(gap(distribution.mean())).toBeLessThan(1e-10);
  }
});
