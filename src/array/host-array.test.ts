import { describe, expect, it } from "vitest";
import { ShapeError } from "../errors.ts";
import { bool, float32, int64, rows, takeRows, zeros } from "./host-array.ts";

describe("host arrays", () => {
  it("share a typed array and copy a list", () => {
    const data = Float32Array.of(1, 2);
    expect(float32(data).data).toBe(data);
    expect(float32([1, 2])).toEqual({ dtype: "float32", shape: [2], data });
  });

  it("carry integers as 64 bits and booleans as bytes", () => {
    expect(int64([1, -2]).data).toEqual(BigInt64Array.of(1n, -2n));
    expect(bool([true, false, true]).data).toEqual(Uint8Array.of(1, 0, 1));
  });

  it("refuse data that does not fill the shape", () => {
    expect(() => float32([1, 2, 3], [2, 2])).toThrow(new ShapeError("array: shape [2, 2] needs 4 elements, got 3"));
  });

  it("of zeros have as many as the shape holds", () => {
    expect(zeros([2, 3]).data).toEqual(new Float32Array(6));
  });
});

describe("rows", () => {
  const table = float32([0, 1, 10, 11, 20, 21], [3, 2]);

  it("are a view of consecutive rows", () => {
    const view = rows(table, 1, 3);
    expect(view.shape).toEqual([2, 2]);
    expect([...view.data]).toEqual([10, 11, 20, 21]);
    expect(view.data.buffer).toBe(table.data.buffer);
  });

  it("can be taken in any order, and are then a copy", () => {
    const taken = takeRows(table, [2, 0, 2]);
    expect(taken.shape).toEqual([3, 2]);
    expect([...taken.data]).toEqual([20, 21, 0, 1, 20, 21]);
    taken.data[0] = -1;
    expect(table.data[4]).toBe(20);
  });
});
