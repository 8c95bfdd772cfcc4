import { describe, expect, it } from "vitest";
import { DataError } from "../../errors.ts";
import { jsonObject } from "./json.ts";
import { nestedNumbers, npyArray } from "./numbers.ts";

describe("nestedNumbers", () => {
  it("reads lists in lists as a row-major array", () => {
    const { shape, data } = nestedNumbers([[[1, 2]], [[3, 4]], [[5, 6]]], "items");
    expect(shape).toEqual([3, 1, 2]);
    expect([...(data as Float64Array)]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it.each([
    [undefined, "items: must be a list of items, got nothing"],
    [{}, "items: must be a list of items, got an object"],
    [[[1, 2], [3]], "items[1]: must be a list of 2 as the first one is, got a list of 1"],
    [[[1, 2], 3], "items[1]: must be a list of 2 as the first one is, got 3"],
    [
      [
        [1, 2],
        [3, "4"],
      ],
      'items[1][1]: must be a number, got "4"',
    ],
    [
      [
        [[1], [2]],
        [[3], [null]],
      ],
      "items[1][1][0]: must be a number, got null",
    ],
    [[[[[[1]]]]], "items: an array of items has 4 axes at most, got more"],
  ])("refuses %j, naming the place", (value, text) => {
    expect(() => nestedNumbers(value, "items")).toThrow(text);
    expect(() => nestedNumbers(value, "items")).toThrow(DataError);
  });

  it("takes no more memory than the lists do", () => {
    const wide = [new Array(1000).fill(0), ...Array.from({ length: 1_000_000 }, () => [])];
    expect(() => nestedNumbers(wide, "items")).toThrow("items[1]: must be a list of 1000");
  });
});

describe("npyArray", () => {
  it("refuses more axes than items have before it looks at them", () => {
    const header = `{'descr': '<f4', 'fortran_order': True, 'shape': (${"1, ".repeat(20_000)}), }`;
    const bytes = new Uint8Array(12 + header.length);
    bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0]);
    new DataView(bytes.buffer).setUint32(8, header.length, true);
    bytes.set(new TextEncoder().encode(header), 12);
    expect(() => npyArray(bytes, "items")).toThrow("items: an array of items has 4 axes at most, got more");
  });
});

describe("jsonObject", () => {
  it("keeps the digits of 32-bit floats and leaves out what is undefined", () => {
    const data = Float32Array.of(0.1, -1, 1e-20, Number.NaN, 3e38, -0);
    const text = jsonObject({ a: { dtype: "float32", data, shape: [2, 3] }, b: undefined, c: "x" });
    expect(text).toBe('{"a":[[0.100000001,-1,9.99999968e-21],[null,3.00000001e+38,0]],"c":"x"}');
    const { a } = JSON.parse(text) as { a: number[][] };
    expect(a.flat().map((value) => Math.fround(value))).toEqual([...data.slice(0, 3), 0, data[4], 0]);
  });
});
