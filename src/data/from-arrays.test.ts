import { describe, expect, it } from "vitest";
import { byteImages, channelsFirst, datasetFromArray, tableDataset } from "./from-arrays.ts";

describe("byteImages", () => {
  it.each([
    [[0, 1, 1, 0], "binary", 1],
    [[0, 255, 255, 0], "binary", 1 / 255],
    [[0, 1, 2, 0], "grey", 1 / 255],
  ])("reads %j as %s", (pixels, values, scale) => {
    const dataset = byteImages("p", Uint8Array.from(pixels), { height: 2, width: 2, channels: 1 });
    expect(dataset.schema).toMatchObject({ kind: "image", values });
    expect(dataset.scale).toBe(scale);
    expect(dataset.count).toBe(1);
  });
});

describe("datasetFromArray", () => {
  it("reads [n, d] as rows of numbers with default names", () => {
    const dataset = datasetFromArray("t", { type: "i8", shape: [2, 2], data: BigInt64Array.of(1n, 2n, 3n, 4n) });
    expect([...dataset.values]).toEqual([1, 2, 3, 4]);
    expect(dataset.schema).toMatchObject({ kind: "vector", size: 2, columns: [{ name: "x0" }, { name: "x1" }] });
  });

  it("reads [n, h, w], [n, h, w, c] and [n, c, h, w] as pictures, channels first", () => {
    const data = Uint8Array.from({ length: 12 }, (_, i) => i);
    const grey = datasetFromArray("p", { type: "u1", shape: [1, 3, 4], data });
    expect(grey.schema).toMatchObject({ height: 3, width: 4, channels: 1 });
    const last = datasetFromArray("p", { type: "u1", shape: [1, 2, 2, 3], data });
    expect(last.schema).toMatchObject({ height: 2, width: 2, channels: 3 });
    expect([...last.values]).toEqual([0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11]);
    const first = datasetFromArray("p", { type: "u1", shape: [1, 3, 2, 2], data });
    expect(first.schema).toMatchObject({ height: 2, width: 2, channels: 3 });
    expect([...first.values]).toEqual([...data]);
  });

  it("reads fractions in [0, 1] as continuous pictures and whole numbers to 255 as bytes", () => {
    const float = datasetFromArray("p", { type: "f8", shape: [1, 1, 2], data: Float64Array.of(0.5, 1) });
    expect(float.schema).toMatchObject({ values: "continuous" });
    expect([...float.values]).toEqual([0.5, 1]);
    const whole = datasetFromArray("p", { type: "i4", shape: [1, 1, 2], data: Int32Array.of(3, 255) });
    expect(whole.values).toEqual(Uint8Array.of(3, 255));
    expect(whole.scale).toBe(1 / 255);
  });

  it.each([
    [
      "f4",
      Float32Array.of(0, 0, 0, 3),
      "p.npy: picture 1: pixels must lie within 0 to 1, got 3; scale the pictures first",
    ],
    ["f4", Float32Array.of(Number.NaN, 0, 0, 0), "picture 0: pixels must lie within 0 to 1, got NaN; repair or remove"],
    ["i2", Int16Array.of(0, 256, 0, 0), "picture 0: pixels must lie within 0 to 255, got 256"],
  ] as const)("refuses %s pixels out of range", (type, data, message) => {
    expect(() => datasetFromArray("p", { type, shape: [2, 1, 2], data }, "p.npy")).toThrow(message);
  });

  it.each([[[4]], [[1, 2, 2, 1, 1]], [[1, 2, 2, 5]], [[1, 0, 2]]])("refuses shape %j", (shape) => {
    expect(() => datasetFromArray("p", { type: "u1", shape, data: new Uint8Array(20) }, "p.npy")).toThrow(
      `got [${shape}]`,
    );
  });
});

describe("tableDataset", () => {
  it("refuses repeated column names and tables without columns", () => {
    expect(() => tableDataset("t", [1, 2], ["a", "a"], "t.csv")).toThrow(
      't.csv: column names must be distinct, got "a" twice',
    );
    expect(() => tableDataset("t", [], [], "t.csv")).toThrow("at least one column");
  });
});

describe("channelsFirst", () => {
  it("works on every picture by itself", () => {
    const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6);
    expect([...channelsFirst(pixels, { height: 1, width: 1, channels: 3 })]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
