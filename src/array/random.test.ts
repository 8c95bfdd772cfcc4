import { describe, expect, it } from "vitest";
import { Generator } from "./random.ts";

const COUNT = 200_000;

// Mean, variance, skewness and excess kurtosis.
function moments(data: Float32Array): readonly number[] {
  const mean = data.reduce((sum, v) => sum + v, 0) / data.length;
  const central = (power: number) => data.reduce((sum, v) => sum + (v - mean) ** power, 0) / data.length;
  const variance = central(2);
  return [mean, variance, central(3) / variance ** 1.5, central(4) / variance ** 2 - 3];
}

const normals = (seed: number, stream = "", step = 0, count = COUNT) =>
  new Generator(seed, stream, step).fillNormal(new Float32Array(count));

function correlation(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, v, i) => sum + v * b[i]!, 0) / a.length;
}

describe("Generator", () => {
  it("gives the same numbers for the same seed, stream and step", () => {
    expect(normals(3, "noise", 5, 9)).toEqual(normals(3, "noise", 5, 9));
  });

  it("is pinned: a new version of the generator would break resumed runs", () => {
    const generator = new Generator(42, "pinned", 7);
    expect([generator.nextUint32(), generator.nextUint32(), generator.nextUint32()]).toMatchInlineSnapshot(`
      [
        4178605908,
        1061594973,
        2173521683,
      ]
    `);
    expect(generator.uniform()).toMatchInlineSnapshot(`0.4698457340709865`);
    expect(generator.normal()).toMatchInlineSnapshot(`-0.8763625137762466`);
  });

  it("draws normal numbers with the moments of the standard normal", () => {
    const [mean, variance, skewness, kurtosis] = moments(normals(1));
    const error = 4 / Math.sqrt(COUNT);
    expect(Math.abs(mean!)).toBeLessThan(error);
    expect(Math.abs(variance! - 1)).toBeLessThan(error * Math.SQRT2);
    expect(Math.abs(skewness!)).toBeLessThan(error * Math.sqrt(6));
    expect(Math.abs(kurtosis!)).toBeLessThan(error * Math.sqrt(24));
  });

  it("draws uniform numbers in [0, 1) with the moments of the uniform", () => {
    const data = new Generator(2).fillUniform(new Float32Array(COUNT));
    const [mean, variance, , kurtosis] = moments(data);
    expect(data.every((v) => v >= 0 && v < 1)).toBe(true);
    expect(mean).toBeCloseTo(1 / 2, 2);
    expect(variance).toBeCloseTo(1 / 12, 3);
    expect(kurtosis).toBeCloseTo(-1.2, 1);
  });

  it.each([
    ["another seed", normals(2)],
    ["another stream", normals(1, "other")],
    ["another step", normals(1, "", 1)],
    ["a stream whose name differs in one letter", normals(1, "a")],
    ["a seed that differs beyond 32 bits", normals(1 + 2 ** 32)],
  ])("is uncorrelated with %s", (_what, other) => {
    expect(Math.abs(correlation(normals(1), other))).toBeLessThan(4 / Math.sqrt(COUNT));
  });

  it("goes on where a fill ended, whatever the fill's length", () => {
    const generator = new Generator(9);
    const first = generator.fillUniform(new Float32Array(3));
    const second = generator.fillUniform(new Float32Array(2));
    expect([...first, ...second]).toEqual([...new Generator(9).fillUniform(new Float32Array(5))]);
  });

  it("draws integers evenly below n", () => {
    const generator = new Generator(4);
    const counts = new Float64Array(7);
    for (let i = 0; i < 70_000; i++) counts[generator.integer(7)]! += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(4 * Math.sqrt(10_000));
  });

  it("permutes: every index once, every place equally likely", () => {
    expect([...new Generator(5).permutation(100)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => i),
    );
    const generator = new Generator(6);
    const counts = new Float64Array(9);
    for (let i = 0; i < 9000; i++) {
      const order = generator.permutation(3);
      for (let place = 0; place < 3; place++) counts[place * 3 + order[place]!]! += 1;
    }
    for (const count of counts) expect(Math.abs(count - 3000)).toBeLessThan(4 * Math.sqrt(3000));
  });
});
