import { describe, expect, it } from "vitest";
import { Generator } from "../../array/index.ts";
import { standardSampler } from "../samplers/prior.ts";
import { tempered } from "./tempered.ts";

const standard = standardSampler(2);

describe("tempered", () => {
  it("draws from N(0, t^2) and knows its density", () => {
    const { draw, logDensity } = tempered(standard, 2, 0.5);
    const values = draw(20_000, new Generator(1, "t"));
    const variance = values.reduce((sum, v) => sum + v * v, 0) / values.length;
    expect(Math.abs(variance - 0.25)).toBeLessThan(0.01);
    // log N(z; 0, 0.25 I) = -|z|^2 / 0.5 - log(2 pi 0.25).
    expect(logDensity([0, 0])[0]).toBeCloseTo(-Math.log(2 * Math.PI * 0.25), 12);
    expect(logDensity([9, 9, 0.3, -1])[1]).toBeCloseTo(-(0.09 + 1) / 0.5 - Math.log(2 * Math.PI * 0.25), 12);
  });

  it("leaves the sampler alone at 1, and at 0 has draws at the origin with a finite density", () => {
    expect(tempered(standard, 2, 1)).toBe(standard);
    const { draw, logDensity } = tempered(standard, 2, 0);
    expect(draw(3, new Generator(1, "t")).map(Math.abs)).toEqual(new Float32Array(6));
    const [near, far] = logDensity([0, 0, 3, -3]);
    expect(Number.isFinite(near) && Number.isFinite(far)).toBe(true);
    expect(near).toBeGreaterThan(far!);
  });
});
