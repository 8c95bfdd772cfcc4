import { describe, expect, it } from "vitest";
import { Generator } from "../array/index.ts";
import { LogSumExp } from "./nll.ts";
import { meanSquaredError, psnr, ssim } from "./pictures.ts";

const SHAPE = [1, 20, 24];
const noise = (seed: number) => new Generator(seed, "picture").fillUniform(new Float32Array(480));

describe("ssim", () => {
  it("is one for equal pictures and falls with noise", () => {
    const a = noise(1);
    const slightly = a.map((v, i) => Math.min(1, Math.max(0, v + (i % 2 ? 0.02 : -0.02))));
    expect(ssim(a, a, SHAPE)).toBeCloseTo(1, 12);
    expect(ssim(a, slightly, SHAPE)).toBeLessThan(1);
    expect(ssim(a, noise(2), SHAPE)).toBeLessThan(0.3);
  });

  it("compares only luminance where both pictures are flat", () => {
    const [a, b] = [new Float32Array(480).fill(0.2), new Float32Array(480).fill(0.6)];
    const [x, y] = [Math.fround(0.2), Math.fround(0.6)];
    expect(ssim(a, b, SHAPE)).toBeCloseTo((2 * x * y + 1e-4) / (x * x + y * y + 1e-4), 9);
  });

  it("averages over channels", () => {
    const [a, b] = [noise(1), noise(3)];
    const both = Float32Array.from([...a, ...b]);
    const half = Float32Array.from([...a, ...a]);
    expect(ssim(both, half, [2, 20, 24])).toBeCloseTo((1 + ssim(b, a, SHAPE)) / 2, 9);
  });
});

describe("psnr and meanSquaredError", () => {
  it("follow their definitions", () => {
    expect(meanSquaredError([0, 1, 2], [0, 0, 4])).toBeCloseTo(5 / 3, 12);
    expect(psnr(0.01)).toBeCloseTo(20, 12);
  });
});

describe("LogSumExp", () => {
  it("adds what would overflow or underflow", () => {
    const total = new LogSumExp();
    for (const v of [-2000, -1000, -1000, 1000, 1000.5]) total.add(v);
    expect(total.value).toBeCloseTo(1000.5 + Math.log1p(Math.exp(-0.5)), 10);
  });
});
