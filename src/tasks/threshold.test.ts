import { describe, expect, it } from "vitest";
import { tailProbability, thresholdOf } from "./threshold.ts";

const scores = Array.from({ length: 101 }, (_, i) => i);

describe("thresholdOf", () => {
  it("leaves the chosen share of the training scores above it", () => {
    expect(thresholdOf(scores, { contamination: 0.05 })).toBe(95);
    expect(thresholdOf(scores, { quantile: 0.95 })).toBe(95);
    expect(thresholdOf(scores, {})).toBeUndefined();
  });

  it("refuses shares out of range, and both at once", () => {
    expect(() => thresholdOf(scores, { contamination: 0.6 })).toThrow(
      "--contamination: must lie above 0 and up to 0.5, got 0.6",
    );
    expect(() => thresholdOf(scores, { quantile: 1 })).toThrow("--quantile: must lie between 0 and 1, got 1");
    expect(() => thresholdOf(scores, { contamination: 0.1, quantile: 0.9 })).toThrow("give one of them");
  });
});

describe("tailProbability", () => {
  it("falls with the score and is never 0", () => {
    expect(tailProbability(scores, -1)).toBe(1);
    expect(tailProbability(scores, 50.5)).toBeCloseTo(50 / 101, 10);
    expect(tailProbability(scores, 1000)).toBeCloseTo(1 / 102, 10);
  });
});
