import { describe, expect, it } from "vitest";
import { corrupt, formatCorruption, parseCorruption } from "./corrupt.ts";

function run(spec: string, value: number, target: "image" | "vector", step = 0): Float32Array {
  const clean = new Float32Array(20_000).fill(value);
  const out = new Float32Array(clean.length);
  corrupt(clean, parseCorruption(spec), { seed: 1, step, target }, out);
  expect(clean.every((kept) => kept === Math.fround(value))).toBe(true);
  return out;
}

function moments(values: Float32Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}

describe("corrupt", () => {
  it("gaussian adds noise of the given deviation", () => {
    const { mean, deviation } = moments(run("gaussian:0.5", 2, "vector"));
    expect(mean).toBeCloseTo(2, 1);
    expect(deviation).toBeCloseTo(0.5, 1);
  });

  it("gaussian cuts pictures to [0, 1]", () => {
    const out = run("gaussian:0.5", 0.5, "image");
    expect(Math.min(...out)).toBe(0);
    expect(Math.max(...out)).toBe(1);
  });

  it("mask sets the given share to 0 and keeps the rest", () => {
    const out = run("mask:0.25", 0.5, "vector");
    const masked = out.filter((value) => value === 0).length;
    expect(Math.abs(masked / out.length - 0.25)).toBeLessThan(0.013); // 4 standard errors
    expect(out.filter((value) => value === 0.5).length).toBe(out.length - masked);
  });

  it("salt sets half of the given share to 0 and half to 1", () => {
    const out = run("salt:0.2", 0.5, "image");
    for (const extreme of [0, 1]) {
      const share = out.filter((value) => value === extreme).length / out.length;
      expect(Math.abs(share - 0.1)).toBeLessThan(0.009);
    }
    expect(new Set(out)).toEqual(new Set([0, 0.5, 1]));
  });

  it("depends on the step and repeats itself", () => {
    expect(run("mask:0.5", 1, "image", 1)).toEqual(run("mask:0.5", 1, "image", 1));
    expect(run("mask:0.5", 1, "image", 1)).not.toEqual(run("mask:0.5", 1, "image", 2));
  });

  it("refuses salt on rows of numbers", () => {
    expect(() => run("salt:0.2", 0, "vector")).toThrow("use mask:0.2 or gaussian:0.2");
  });
});

describe("parseCorruption", () => {
  it.each(["gaussian:0.3", "gaussian:2", "mask:0.25", "mask:1", "salt:0.1"])("reads %s and writes it back", (text) => {
    expect(formatCorruption(parseCorruption(text))).toBe(text);
  });

  it.each([
    ["gausian:0.3", 'got "gausian"; did you mean "gaussian"?'],
    ["", 'got ""; known: gaussian, mask, salt'],
    ["mask", 'mask needs a share in (0, 1], got "mask"; write for example mask:0.25'],
    ["mask:", "mask needs a share"],
    ["mask:1.5", "mask needs a share"],
    ["salt:0", "salt needs a share"],
    ["gaussian:-1", "gaussian needs a positive standard deviation"],
    ["gaussian:x", "gaussian needs a positive standard deviation"],
    ["mask:0.1:2", "mask needs a share"],
  ])("refuses %j", (text, message) => {
    expect(() => parseCorruption(text)).toThrow(message);
  });
});
