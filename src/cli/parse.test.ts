import { describe, expect, it } from "vitest";
import { collect, decimal, oneOf, size, whole, wholes } from "./parse.ts";

describe("values of options", () => {
  it("reads what it should", () => {
    expect(whole("-n")("12")).toBe(12);
    expect(whole("--seed", 0)("0")).toBe(0);
    expect(decimal("--range", 0, true)("2.5")).toBe(2.5);
    expect(oneOf("--fit", ["cover", "contain"])("cover")).toBe("cover");
    expect(size("--resize")("64x32")).toEqual({ width: 64, height: 32 });
    expect(wholes("--dimensions")("0,3,12")).toEqual([0, 3, 12]);
    expect(collect("b", collect("a"))).toEqual(["a", "b"]);
  });

  it.each(["", " ", "abc", "1.5", "1e3", "0x10", "-3", "0", "NaN", "Infinity", "99999999999999999999"])(
    "refuses %j as a whole number from 1",
    (text) => {
      expect(() => whole("-n")(text)).toThrow(`-n: must be a whole number from 1, got "${text}"`);
    },
  );

  it.each(["", "x", "-0.1", "0", "Infinity", "NaN"])("refuses %j as a number above 0", (text) => {
    expect(() => decimal("--range", 0, true)(text)).toThrow(`--range: must be a number above 0, got "${text}"`);
  });

  it("names the nearest word", () => {
    expect(() => oneOf("--fit", ["cover", "contain"])("covr")).toThrow('did you mean "cover"?');
    expect(() => oneOf("--fit", ["cover", "contain"])("stretch")).toThrow(/one of cover, contain, got "stretch"$/);
  });

  it.each(["64", "64x", "0x64", "64x5000", "axb", "6.4x3"])("refuses %j as a size", (text) => {
    expect(() => size("--resize")(text)).toThrow("--resize: must be WIDTHxHEIGHT");
  });
});
