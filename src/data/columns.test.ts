import { describe, expect, it } from "vitest";
import { encodeRow, finiteRows, measureColumns, unstandardise } from "./columns.ts";

describe("measureColumns", () => {
  it("gives mean, population deviation, least and greatest value, and marks constant columns", () => {
    expect(measureColumns([1, 7, 3, 7], ["a", "b"])).toEqual([
      { name: "a", mean: 2, standardDeviation: 1, min: 1, max: 3, constant: false },
      { name: "b", mean: 7, standardDeviation: 0, min: 7, max: 7, constant: true },
    ]);
  });

  it("keeps its precision far from zero", () => {
    expect(measureColumns([1e9, 1e9 + 2], ["t"])[0]!.standardDeviation).toBe(1);
  });
});

describe("encodeRow and unstandardise", () => {
  it("are inverse, with 0 for a constant column whatever its value", () => {
    const columns = measureColumns([1, 7, 3, 7], ["a", "b"]);
    const out = new Float32Array(2);
    encodeRow(columns, [0, 0, 5, 8], 2, out, 0);
    expect([...out]).toEqual([3, 0]);
    expect([...unstandardise({ kind: "vector", size: 2, columns }, out)]).toEqual([5, 7]);
  });
});

describe("finiteRows", () => {
  it.each([
    [Number.NaN, 't: row 2, column "b" must be finite, got NaN; remove the row or fill the value in'],
    [Number.NEGATIVE_INFINITY, "got -Infinity"],
    [1e300, 'column "b" must fit a 32-bit float, got 1e+300'],
  ])("refuses %d with row and column", (value, message) => {
    expect(() => finiteRows([1, 2, 3, value], ["a", "b"], "t")).toThrow(message);
  });
});
