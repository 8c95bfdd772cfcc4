import { test } from "vitest";
import { expectClose, referenceValue, testDistribution } from "../../test/distribution-harness.ts";
import { fixture, studentT } from "../../test/distribution-specs.ts";
import { input, vjp } from "../graph/index.ts";
import { logGammaHalfStep } from "./student-t.ts";

testDistribution(studentT);

// The table holds log Gamma and digamma at x and, for some x, at x + 1/2; differences of large values limit the check.
const { x, lgamma, digamma } = fixture.gamma;
const pairs = x.flatMap((value, i) => {
  const j = x.indexOf(value + 0.5);
  return j < 0 ? [] : [{ x: value, value: lgamma[j]! - lgamma[i]!, slope: digamma[j]! - digamma[i]! }];
});

test("log Gamma(x + 1/2) - log Gamma(x) and its derivative agree with the reference", () => {
  const half = input("x", [pairs.length]);
  const feeds = { x: pairs.map((pair) => pair.x), ones: pairs.map(() => 1) };
  const y = logGammaHalfStep(half);
  expectClose(
    referenceValue(y, feeds),
    pairs.map((pair) => pair.value),
    1e-9,
  );
  expectClose(
    referenceValue(vjp([y], [input("ones", [pairs.length])], [half])[0]!, feeds),
    pairs.map((pair) => pair.slope),
    1e-9,
  );
});
