import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decimalsOf, formatNumber, numberParser, roundNumber } from "./numbers.ts";

describe("reading", () => {
  const plain = numberParser({ decimalMark: "." });
  test.each([
    ["12", 12],
    ["-1.50", -1.5],
    ["+3", 3],
    [".5", 0.5],
    ["5.", 5],
    ["1e3", 1000],
    ["-2.5E-2", -0.025],
    ["-0", 0],
  ])("takes %s", (text, value) => expect(plain(text)).toBe(value));

  test.each([
    "",
    " 1",
    "1 ",
    "abc",
    "0x10",
    "0b11",
    "0o17",
    "Infinity",
    "-Infinity",
    "1e999",
    "1,5",
    "1 000",
    "e5",
    "-",
    ".",
    "1_000",
  ])("refuses %j", (text) => expect(plain(text)).toBeNaN());

  test.each([
    [".", ",", "1,234,567.5", 1234567.5],
    [",", ".", "-1.234,5", -1234.5],
    [",", " ", "1 234,5", 1234.5],
    [".", "'", "12'345", 12345],
    [".", " ", "1\u202f234", 1234],
  ] as const)("knows decimal mark %s and group mark %s", (decimalMark, groupMark, text, value) => {
    const parse = numberParser({ decimalMark, groupMark });
    expect(parse(text)).toBe(value);
    expect(parse("1234")).toBe(1234);
  });

  test("refuses groups that are not of three", () => {
    const parse = numberParser({ decimalMark: ".", groupMark: "," });
    for (const text of ["1,23", "12,3456", ",123", "1,,234", "0,123"]) expect(parse(text)).toBeNaN();
  });
});

describe("writing", () => {
  test.each([
    [1.5, { decimals: 2, padded: true, decimalMark: "." }, "1.50"],
    [3, { decimals: 1, padded: true, decimalMark: "." }, "3.0"],
    [1.5, { decimals: 2, decimalMark: "." }, "1.5"],
    [2, { decimals: 2, decimalMark: "." }, "2"],
    [1234567.891, { decimals: 2, decimalMark: ".", groupMark: "," }, "1,234,567.89"],
    [-1234.5, { decimals: 1, decimalMark: ",", groupMark: "." }, "-1.234,5"],
    [-0.001, { decimals: 2, decimalMark: "." }, "0"],
    [-0.001, { decimals: 2, padded: true, decimalMark: "." }, "0.00"],
    [1e-7, { decimals: 7, decimalMark: "." }, "0.0000001"],
    [10, { decimals: 0, decimalMark: "." }, "10"],
  ] as const)("writes %d", (value, style, text) => expect(formatNumber(value, style)).toBe(text));

  test("gives back what was read, in every style", () => {
    const styles = [
      { decimalMark: "." },
      { decimalMark: "," },
      { decimalMark: ".", groupMark: "," },
      { decimalMark: ",", groupMark: "." },
      { decimalMark: ",", groupMark: " " },
    ] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...styles),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: -1e9, max: 1e9 }),
        (marks, decimals, whole) => {
          const style = { ...marks, decimals, padded: true };
          const value = roundNumber(whole / 10 ** decimals, decimals);
          const text = formatNumber(value, style);
          expect(numberParser(style)(text)).toBe(value);
          expect(formatNumber(numberParser(style)(text), style)).toBe(text);
        },
      ),
      { seed: 7 },
    );
  });

  test("counts the decimals of the shortest way to write a number", () => {
    expect([1, 0.5, 0.25, 0.125, 1e-7, 1.5e-7, 123.456, 1e21, 0.1 + 0.2].map(decimalsOf)).toEqual([
      0, 1, 2, 3, 7, 8, 3, 0, 17,
    ]);
  });
});
