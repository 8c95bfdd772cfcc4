import { describe, expect, it } from "vitest";
import { SKELETONS } from "./skeletons.ts";

describe("SKELETONS", () => {
  it("knows several ways of writing each of the ten digits", () => {
    expect(SKELETONS).toHaveLength(10);
    for (const ways of SKELETONS) expect(ways.length).toBeGreaterThanOrEqual(5);
  });

  it("holds strokes of two points or more with one corner flag per point", () => {
    for (const { weight, strokes } of SKELETONS.flat()) {
      expect(weight).toBeGreaterThan(0);
      for (const { points, corners } of strokes) {
        expect(corners.length).toBeGreaterThanOrEqual(2);
        expect(points.length).toBe(2 * corners.length);
        for (const value of points) expect(value >= 0 && value <= 100).toBe(true);
      }
    }
  });
});
