import { describe, expect, it } from "vitest";
import { count, formatAt, formatNumber, formatSeconds, formatShort, percent, quantile } from "./numbers.ts";

describe("formatNumber", () => {
  it.each([
    [0, "0"],
    [105.449, "105.45"],
    [-3.2, "\u22123.20"],
    [1234567, "1,234,567"],
    [2089.94, "2,089.9"],
    [0.3, "0.300"],
    [0.000012, "1.20e\u22125"],
    [-1.5e12, "\u22121,500,000,000,000"],
    [1.5e20, "1.50e20"],
    [Number.NaN, "not a number"],
    [Number.NEGATIVE_INFINITY, "\u2212infinity"],
  ])("writes %d as %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe("formatAt", () => {
  it("gives all numbers of a scale the same decimals and no minus zero", () => {
    expect([3.1249, -22, -1e-9].map((value) => formatAt(value, 2))).toEqual(["3.12", "\u221222.00", "0.00"]);
    expect(formatAt(12345.6, 4000)).toBe("12,346");
    expect(formatAt(1.5, 0)).toBe("1.50");
  });
});

describe("formatShort", () => {
  it("is short enough for an axis", () => {
    expect([0.001, 0.5, 1000, 20_000, -3e6, 1e-5].map(formatShort)).toEqual([
      "0.001",
      "0.5",
      "1000",
      "20k",
      "\u22123M",
      "1e\u22125",
    ]);
  });
});

describe("the small formats", () => {
  it("say seconds in the units people use", () => {
    expect([2.71, 41.4, 125, 3840].map(formatSeconds)).toEqual(["2.7 s", "41 s", "2 min 5 s", "1 h 4 min"]);
  });

  it("count and share in words", () => {
    expect([count(1, "row"), count(1200, "row"), count(3, "class", "classes")]).toEqual([
      "1 row",
      "1,200 rows",
      "3 classes",
    ]);
    expect([percent(0.352), percent(0.085)]).toEqual(["35 %", "8.5 %"]);
  });
});

describe("quantile", () => {
  it("interpolates between neighbours", () => {
    expect([0, 0.5, 0.75, 1].map((share) => quantile([1, 2, 4, 8, 16], share))).toEqual([1, 4, 8, 16]);
    expect(quantile([0, 10], 0.25)).toBe(2.5);
  });
});
