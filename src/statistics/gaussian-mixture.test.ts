import { describe, expect, it } from "vitest";
import { Generator } from "../array/index.ts";
import { fitGaussianMixture, type GaussianMixture, mixtureLogDensity, sampleMixture } from "./gaussian-mixture.ts";

// Two components in the plane: N([0, 0], I) and N([6, 0], [[1, 0.9], [0.9, 1]]).
const truth: GaussianMixture = {
  size: 2,
  weights: Float64Array.of(0.25, 0.75),
  means: Float64Array.of(0, 0, 6, 0),
  factors: Float64Array.of(1, 0, 0, 1, 1, 0, 0.9, Math.sqrt(1 - 0.81)),
};
const points = sampleMixture(truth, 4000, new Generator(1, "points"));

describe("a mixture of normals", () => {
  it("has the density of its formula", () => {
    const at = mixtureLogDensity(truth, [6, 0]);
    const first = (0.25 * Math.exp(-18)) / (2 * Math.PI);
    const second = 0.75 / (2 * Math.PI * Math.sqrt(1 - 0.81));
    expect(at[0]).toBeCloseTo(Math.log(first + second), 12);
  });

  it("is found again from its samples", () => {
    const fitted = fitGaussianMixture(points, 2, { components: 2 });
    const [a, b] = fitted.means[0]! < fitted.means[2]! ? [0, 1] : [1, 0];
    expect(fitted.weights[a]).toBeCloseTo(0.25, 1);
    expect(Math.abs(fitted.means[2 * a]!)).toBeLessThan(0.15);
    expect(Math.abs(fitted.means[2 * b]! - 6)).toBeLessThan(0.1);
    const covariance = fitted.factors[4 * b]! * fitted.factors[4 * b + 2]!;
    expect(Math.abs(covariance - 0.9)).toBeLessThan(0.1);
    const mean = (values: Float64Array) => values.reduce((sum, v) => sum + v, 0) / values.length;
    expect(mean(mixtureLogDensity(fitted, points))).toBeGreaterThan(mean(mixtureLogDensity(truth, points)) - 1e-3);
  });

  it("drops components that find no points and survives equal points", () => {
    const same = new Float32Array(60).fill(2);
    const fitted = fitGaussianMixture(same, 2, { components: 5 });
    expect(fitted.weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 12);
    expect(Number.isFinite(mixtureLogDensity(fitted, [2, 2])[0])).toBe(true);
  });

  it("gives the same fit for the same seed", () => {
    const fitted = () => fitGaussianMixture(points, 2, { components: 3, seed: 5 });
    expect(fitted()).toEqual(fitted());
  });
});
