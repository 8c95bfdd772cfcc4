import { describe, expect, it } from "vitest";
import { formatNumber, formatSeconds, formatTable } from "./table.ts";

describe("formatNumber", () => {
  it.each([
    [0, "0"],
    [20, "20"],
    [652_824, "652,824"],
    [-105.589, "-105.59"],
    [12.3456, "12.346"],
    [0.04567, "0.0457"],
    [1e-9, "1.00e-9"],
    [1234.56, "1234.6"],
    [Number.NaN, "NaN"],
  ])("writes %d as %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe("formatSeconds", () => {
  it.each([
    [4.12, "4.1 s"],
    [59.99, "1:00"],
    [65, "1:05"],
    [3725, "1:02:05"],
  ])("writes %d as %s", (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });
});

describe("formatTable", () => {
  it("aligns texts to the left and numbers to the right, without trailing spaces", () => {
    expect(
      formatTable(
        [
          ["a", "1", "x"],
          ["bcd", "12.5", ""],
        ],
        ["name", "value", "remark"],
      ),
    ).toBe("name  value  remark\na         1  x\nbcd    12.5\n");
  });
});
