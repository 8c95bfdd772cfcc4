import { expect, test } from "vitest";
import { curved } from "../../test/curved-fixture.ts";
import { expectClose, meanOf, noiseFor, referenceValue } from "../../test/distribution-harness.ts";
import { input, Key } from "../graph/index.ts";
import { HypersphericalUniform } from "./index.ts";

test("log p is minus the logarithm of the sphere's area", () => {
  for (const { m, logArea, x } of curved.sphere) {
    const uniform = new HypersphericalUniform([1, m]);
    expectClose(referenceValue(uniform.logProb(input("x", [1, m])), { x }), [-logArea], 1e-9);
    expectClose(referenceValue(uniform.entropy()), [logArea], 1e-9);
  }
});

test("samples are unit vectors with mean zero and variance 1 / m", () => {
  const [n, m] = [5000, 4];
  const uniform = new HypersphericalUniform([n, m]);
  const sample = uniform.sample(new Key("s"));
  const x = referenceValue(sample, noiseFor([sample], 1));
  for (let i = 0; i < n; i++) expect(Math.hypot(...x.subarray(m * i, m * i + m))).toBeCloseTo(1, 9);
  const { mean, error } = meanOf(x);
  expect(Math.abs(mean)).toBeLessThan(5 * error);
  const spread = meanOf(Float64Array.from({ length: n }, (_, i) => x[m * i]! ** 2));
  expect(Math.abs(spread.mean - 1 / m)).toBeLessThan(5 * spread.error);
  expect([...referenceValue(new HypersphericalUniform([2, 2]).mean())]).toEqual([0, 0, 0, 0]);
});

test("one number per vector; a shape without vectors is refused", () => {
  const uniform = new HypersphericalUniform([4, 3]);
  expect(uniform.logProb(input("x", [4, 3])).shape).toEqual([4]);
  expect(uniform.logProb(input("x", [7, 4, 3])).shape).toEqual([7, 4]);
  expect(uniform.logProb(input("x", [3])).shape).toEqual([4]);
  expect(() => uniform.logProb(input("x", [4, 2]))).toThrow("HypersphericalUniform.logProb");
  expect(() => new HypersphericalUniform([4, 1])).toThrow("two elements or more, got [4, 1]");
});
