import { describe, expect, it } from "vitest";
import { ShapeError } from "../errors.ts";
import { broadcastShapes, formatShape, normaliseAxes, normaliseAxis, sameShape, sizeOf, stridesOf } from "./shape.ts";

describe("shapes", () => {
  it("count their elements, a scalar being one", () => {
    expect([[], [3], [2, 3, 4], [2, 0, 5]].map(sizeOf)).toEqual([1, 3, 24, 0]);
  });

  it("have row-major strides", () => {
    expect([[], [3], [2, 3, 4]].map(stridesOf)).toEqual([[], [1], [12, 4, 1]]);
  });

  it("are equal only with equal rank and sizes", () => {
    expect(sameShape([2, 3], [2, 3])).toBe(true);
    expect(sameShape([2, 3], [3, 2])).toBe(false);
    expect(sameShape([1, 3], [3])).toBe(false);
  });

  it("print as lists", () => {
    expect([[], [2, 3]].map(formatShape)).toEqual(["[]", "[2, 3]"]);
  });
});

describe("broadcastShapes", () => {
  it.each([
    { a: [], b: [], out: [] },
    { a: [3], b: [], out: [3] },
    { a: [2, 1, 4], b: [3, 1], out: [2, 3, 4] },
    { a: [1], b: [5, 1], out: [5, 1] },
    { a: [0], b: [1], out: [0] },
  ])("gives $out for $a and $b in either order", ({ a, b, out }) => {
    expect(broadcastShapes(a, b)).toEqual(out);
    expect(broadcastShapes(b, a)).toEqual(out);
  });

  it("names both shapes where they do not fit", () => {
    expect(() => broadcastShapes([2, 3], [2])).toThrow(new ShapeError("shapes [2, 3] and [2] do not broadcast"));
  });
});

describe("axes", () => {
  it("count from the end when negative", () => {
    expect([0, 2, -1, -3].map((axis) => normaliseAxis(axis, 3))).toEqual([0, 2, 2, 0]);
  });

  it.each([3, -4, 0.5, Number.NaN])("refuse %s for rank 3", (axis) => {
    expect(() => normaliseAxis(axis, 3)).toThrow(`axis must be within [-3, 2], got ${axis}`);
  });

  it("are sorted, distinct, and all of them by default", () => {
    expect(normaliseAxes(undefined, 3)).toEqual([0, 1, 2]);
    expect(normaliseAxes([-1, 0], 3)).toEqual([0, 2]);
    expect(normaliseAxes(1, 3)).toEqual([1]);
    expect(() => normaliseAxes([0, -3], 3)).toThrow("axes must be distinct, got [0,-3]");
  });
});
