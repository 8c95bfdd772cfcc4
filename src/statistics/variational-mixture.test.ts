import { expect, test } from "vitest";
import { Generator } from "../array/index.ts";
import { digamma, fitVariationalMixture } from "./variational-mixture.ts";

function draw(
  n: number,
  modes: readonly { mean: number; deviation: number; weight: number }[],
  seed = 1,
): Float64Array {
  const generator = new Generator(seed, "mixture");
  return Float64Array.from({ length: n }, () => {
    let u = generator.uniform();
    let at = 0;
    while (at < modes.length - 1 && u >= modes[at]!.weight) u -= modes[at++]!.weight;
    const mode = modes[at]!;
    return mode.mean + mode.deviation * generator.normal();
  });
}

test("digamma agrees with known values", () => {
  expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 10);
  expect(digamma(0.001)).toBeCloseTo(-1000.5755719318104, 6);
  expect(digamma(0.5)).toBeCloseTo(-1.9635100260214235, 10);
});

test("modes far apart are found with their weights", () => {
  const known = [
    { mean: -10, deviation: 1, weight: 0.3 },
    { mean: 5, deviation: 0.5, weight: 0.5 },
    { mean: 20, deviation: 2, weight: 0.2 },
  ];
  const found = fitVariationalMixture(draw(5000, known));
  for (const mode of known) {
    const near = found.filter(({ mean }) => Math.abs(mean - mode.mean) < 4 * mode.deviation);
    const weight = near.reduce((sum, each) => sum + each.weight, 0);
    expect(weight).toBeCloseTo(mode.weight, 1);
    const mean = near.reduce((sum, each) => sum + each.mean * each.weight, 0) / weight;
    expect(Math.abs(mean - mode.mean)).toBeLessThan(0.3 * mode.deviation);
  }
  expect(found.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
});

test("modes that one normal does not need fade away", () => {
  const found = fitVariationalMixture(draw(4000, [{ mean: 1e6, deviation: 3, weight: 1 }]));
  expect(found.length).toBeLessThan(3);
  const mean = found.reduce((sum, mode) => sum + mode.mean * mode.weight, 0);
  const square = found.reduce((sum, mode) => sum + (mode.deviation ** 2 + (mode.mean - mean) ** 2) * mode.weight, 0);
  expect(mean).toBeCloseTo(1e6, 0);
  expect(Math.sqrt(square)).toBeCloseTo(3, 0);
});

test("few or equal values are no trouble, and the same values give the same modes", () => {
  expect(fitVariationalMixture([])).toEqual([]);
  expect(fitVariationalMixture([7, 7, 7])).toEqual([{ mean: 7, deviation: 1e-9 * 7, weight: 1 }]);
  const two = fitVariationalMixture([1, 2]);
  expect(two.every(({ deviation }) => deviation > 0)).toBe(true);
  const values = draw(300, [{ mean: 0, deviation: 1, weight: 1 }]);
  expect(fitVariationalMixture(values)).toEqual(fitVariationalMixture(values.slice().reverse()));
});
