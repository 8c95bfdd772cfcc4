import { expect, test } from "vitest";
import { referenceValue, testDistribution } from "../../test/distribution-harness.ts";
import { bernoulli } from "../../test/distribution-specs.ts";
import { input, simplify, topologicalOrder } from "../graph/index.ts";
import { Bernoulli } from "./bernoulli.ts";
import { sumEvent } from "./distribution.ts";

testDistribution(bernoulli);

test("the log-likelihood of a batch fuses into one sum of softplus", () => {
  const logits = input("logits", [4, 784]);
  const outputs = simplify([sumEvent(new Bernoulli(logits).logProb(input("x", [4, 784])))]);
  const ops = topologicalOrder(outputs).map(({ op }) => op);
  expect(ops).toContain("softplusSum");
  expect(ops).not.toContain("softplus");
});

test("the entropy of a nearly sure outcome keeps its digits", () => {
  const [a, b] = referenceValue(new Bernoulli(input("logits", [2])).entropy(), { logits: [40, -40] });
  // exp(-40) (1 + 40), up to exp(-80)
  expect(a! / (41 * Math.exp(-40))).toBeCloseTo(1, 12);
  expect(b).toBe(a);
});
