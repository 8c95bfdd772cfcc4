import { describe, expect, it } from "vitest";
import { binScores, countAbove, quantileOf, ratesAt } from "./distribution.ts";

const score = Float64Array.from([3, Number.NaN, 1, 2, 5, 4, 100]);
const order = Uint32Array.from([2, 3, 0, 5, 4, 6]);

describe("binScores", () => {
  it("counts every score once, by group, and those beyond the axis in the last bin", () => {
    const many = Float64Array.from({ length: 2000 }, (_, i) => (i === 1999 ? 1e6 : i));
    const all = Uint32Array.from(many.keys());
    const groups = Int32Array.from(many, (_, i) => (i % 3) - 1);
    const { counts, low, high, most } = binScores(many, all, { bins: 20, groups, size: 2 });
    expect([low, high < 1e5]).toEqual([0, true]);
    expect(counts.map((group) => group.reduce((a, b) => a + b, 0))).toEqual([667, 666, 667]);
    expect(counts.reduce((sum, group) => sum + group[19]!, 0)).toBeGreaterThan(0);
    expect(most).toBeGreaterThanOrEqual(100);
  });

  it("has an axis where all scores are alike", () => {
    const same = Float64Array.from([2, 2]);
    const { low, high, counts } = binScores(same, Uint32Array.from([0, 1]), { bins: 4, groups: undefined, size: 0 });
    expect([low, high]).toEqual([2, 3]);
    expect(counts).toEqual([[2, 0, 0, 0]]);
  });
});

describe("thresholds", () => {
  it("leaves the share above a quantile that was asked for", () => {
    const values = Float64Array.from({ length: 1001 }, (_, i) => Math.sin(i));
    const ascending = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
    expect(countAbove(values, ascending, quantileOf(values, ascending, 0.95))).toBe(50);
  });

  it("counts what lies above, ties not, and nothing without a score", () => {
    expect([0, 1, 3, 99, 100].map((at) => countAbove(score, order, at))).toEqual([6, 5, 3, 1, 0]);
  });
});

describe("ratesAt", () => {
  it("measures precision and recall among the labelled items", () => {
    const labels = Int32Array.from([0, 1, 1, 0, 1, -1, 1]);
    expect(ratesAt(score, labels, 1, 2.5)).toEqual({ precision: 2 / 3, recall: 2 / 3 });
    expect(ratesAt(score, labels, 1, 1000).precision).toBeNaN();
  });
});
