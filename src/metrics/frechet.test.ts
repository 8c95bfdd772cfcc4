import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Generator } from "../array/index.ts";
import { frechetDistance } from "./frechet.ts";

// Made by test/fixtures/make_picture_metrics.py with scipy.linalg.sqrtm.
const fixture = new URL("../../test/fixtures/picture-metrics.json", import.meta.url);
const { sets } = JSON.parse(readFileSync(fixture, "utf8")) as {
  sets: { width: number; real: number[]; generated: number[]; frechet: number };
};

// Rows in plus and minus pairs: means and covariances are then exact, here diagonal with the given variances.
function cross(means: readonly number[], variances: readonly number[]): number[] {
  const pairs = variances.flatMap((v, axis) => {
    const reach = Math.sqrt((v * (2 * variances.length - 1)) / 2);
    return [reach, -reach].map((step) => means.map((mean, i) => (i === axis ? mean + step : mean)));
  });
  return pairs.flat();
}

describe("frechetDistance", () => {
  it("is the closed form of normals with diagonal covariances", () => {
    const a = cross([0, 1, 2], [1, 4, 9]);
    const b = cross([1, 1, 0], [4, 4, 0.25]);
    // |m|^2 = 5, and per axis (sqrt(v) - sqrt(w))^2 = 1, 0, 6.25.
    expect(frechetDistance(a, b, 3)).toBeCloseTo(12.25, 10);
  });

  it("agrees with scipy's matrix root where a feature never varies", () => {
    expect(frechetDistance(sets.real, sets.generated, sets.width)).toBeCloseTo(sets.frechet, 6);
    expect(frechetDistance(sets.generated, sets.real, sets.width)).toBeCloseTo(sets.frechet, 6);
  });

  it("is nothing between equal sets, of fewer rows than features too", () => {
    const rows = new Generator(1, "rows").fillNormal(new Float32Array(10 * 24));
    expect(frechetDistance(rows, rows, 24)).toBeLessThan(1e-9);
  });

  it("needs two rows", () => {
    expect(() => frechetDistance([1, 2], [1, 2, 3, 4], 2)).toThrow(/two rows are needed, got 1/);
  });
});
