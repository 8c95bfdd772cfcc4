import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Generator } from "../array/index.ts";
import { type PrecisionRecall, precisionRecall } from "./precision-recall.ts";

// Made by test/fixtures/make_picture_metrics.py with scipy's pairwise distances.
const fixture = new URL("../../test/fixtures/picture-metrics.json", import.meta.url);
const { sets } = JSON.parse(readFileSync(fixture, "utf8")) as {
  sets: { width: number; real: number[]; generated: number[]; manifold: PrecisionRecall };
};

const cloud = (seed: number, count: number, centre: number) =>
  new Generator(seed, "cloud").fillNormal(new Float32Array(count * 2)).map((v) => v + centre);

describe("precisionRecall", () => {
  it("agrees with scipy's distances", () => {
    const got = precisionRecall(Float32Array.from(sets.real), Float32Array.from(sets.generated), sets.width);
    for (const [name, value] of Object.entries(sets.manifold)) {
      expect(got[name as keyof PrecisionRecall], name).toBeCloseTo(value, 12);
    }
  });

  it("finds no precision nor recall in sets far apart, and all of both in equal ones", () => {
    const [a, far] = [cloud(1, 60, 0), cloud(2, 60, 50)];
    expect(precisionRecall(a, far, 2)).toEqual({ precision: 0, recall: 0, density: 0, coverage: 0 });
    const same = precisionRecall(a, a, 2);
    expect(same).toMatchObject({ precision: 1, recall: 1, coverage: 1 });
    // Each region holds its own item and its five neighbours.
    expect(same.density).toBeCloseTo(6 / 5, 12);
  });

  it("keeps precision and loses recall where only one of two kinds is made", () => {
    const real = Float32Array.from([...cloud(1, 100, 0), ...cloud(2, 100, 40)]);
    const made = cloud(3, 200, 0).map((v) => v * 0.7);
    const { precision, recall, coverage } = precisionRecall(real, made, 2);
    expect(precision).toBeGreaterThan(0.95);
    expect(recall).toBeLessThan(0.5);
    expect(coverage).toBeLessThanOrEqual(0.5);
  });

  it("needs more rows than neighbours", () => {
    expect(() => precisionRecall(cloud(1, 5, 0), cloud(2, 9, 0), 2)).toThrow(/5 neighbours/);
  });
});
