import { describe, expect, it } from "vitest";
import { ConfigError } from "../errors.ts";
import { ballExponential, ballLogarithm, pathIn } from "./latent-paths.ts";

const at = (...values: number[]) => Float32Array.from(values);
const shares = [0, 0.25, 0.5, 0.75, 1];

describe("pathIn", () => {
  it("goes straight where latents are any numbers, and for codes", () => {
    for (const space of [{ kind: "real" } as const, undefined]) {
      expect([...pathIn(space)(at(0, 2), at(4, 0), 0.25)]).toEqual([1, 1.5]);
    }
  });

  it("stays on the sphere, in equal angles", () => {
    const path = pathIn({ kind: "sphere" });
    const [a, b] = [at(1, 0, 0), at(0, 0.6, 0.8)];
    for (const t of shares) {
      const z = path(a, b, t);
      expect(Math.hypot(...z)).toBeCloseTo(1, 6);
      expect(Math.acos(Math.min(1, z[0]!))).toBeCloseTo((t * Math.PI) / 2, 3);
    }
  });

  it("follows the geodesic of a ball, in equal distances", () => {
    const c = 0.7;
    const path = pathIn({ kind: "ball", c });
    const [a, b] = [at(0.6, -0.5), at(-0.1, 0.9)];
    const squared = (x: Float32Array, y: Float32Array) => x.reduce((sum, v, i) => sum + (v - y[i]!) ** 2, 0);
    const margin = (x: Float32Array) => 1 - c * squared(x, at(0, 0));
    const distance = (x: Float32Array, y: Float32Array) =>
      (2 / Math.sqrt(c)) * Math.asinh(Math.sqrt((c * squared(x, y)) / (margin(x) * margin(y))));
    const whole = distance(a, b);
    for (const t of shares) {
      const z = path(a, b, t);
      expect(distance(a, z)).toBeCloseTo(t * whole, 4);
      expect(distance(z, b)).toBeCloseTo((1 - t) * whole, 4);
    }
  });

  it("refuses ways that leave the space", () => {
    expect(() => pathIn({ kind: "sphere" }, "linear")).toThrow(ConfigError);
    expect(() => pathIn({ kind: "ball", c: 1 }, "spherical")).toThrow(ConfigError);
  });
});

describe("ballExponential", () => {
  it("leads as far as its vector is long, and back by ballLogarithm", () => {
    const c = 0.7;
    const z = ballExponential(at(0.9, -1.2), c);
    expect((2 / Math.sqrt(c)) * Math.atanh(Math.sqrt(c) * Math.hypot(...z))).toBeCloseTo(1.5, 5);
    expect([...ballLogarithm(z, c)].map((v) => Math.round(1e5 * v) / 1e5)).toEqual([0.9, -1.2]);
    expect([...ballLogarithm(ballExponential(at(0, 0), c), c)]).toEqual([0, 0]);
  });
});
