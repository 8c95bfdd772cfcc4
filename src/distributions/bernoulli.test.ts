import { expect, test } from "vitest";
import { testDistribution } from "../../test/distribution-harness.ts";
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
