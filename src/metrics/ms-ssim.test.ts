import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { float32, type Shape, sizeOf } from "../array/index.ts";
import { evaluate, input } from "../graph/index.ts";
import { msSsim as msSsimTensor } from "../objectives/ms-ssim.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { msSsim } from "./ms-ssim.ts";
import { ssim } from "./pictures.ts";

// Made by test/fixtures/make_picture_metrics.py with numpy and scipy.
const fixture = new URL("../../test/fixtures/picture-metrics.json", import.meta.url);
const { pictures } = JSON.parse(readFileSync(fixture, "utf8")) as {
  pictures: { shape: Shape; ssim: number; msSsim: { scales: number; value: number } }[];
};

// The script's pictures: waves with grain, and the same paler with grain of its own.
function picture(shape: Shape, variant: 0 | 1): Float32Array {
  const [, height, width] = shape as [number, number, number];
  return Float32Array.from({ length: sizeOf(shape) }, (_, at) => {
    const [c, i, j] = [Math.floor(at / (height * width)), Math.floor(at / width) % height, at % width];
    const grain = ((i * 7919 + j * 104729 + c * 1299709) % 1009) / 1009;
    const x = 0.5 + 0.35 * Math.sin(i / 5 + c) * Math.cos(j / 7) + 0.25 * (grain - 0.5);
    const other = ((i * 15485863 + j * 32452843 + c * 49979687) % 997) / 997;
    return Math.min(1, Math.max(0, variant === 0 ? x : 0.7 * x + 0.1 + 0.3 * (other - 0.5)));
  });
}

describe("msSsim", () => {
  it.each(pictures)("agrees with numpy on pictures $shape", ({ shape, msSsim: { value } }) => {
    expect(msSsim(picture(shape, 0), picture(shape, 1), shape)).toBeCloseTo(value, 7);
  });

  it.each(pictures)("is what its graph says of pictures $shape, in theory and in float32", async ({ shape }) => {
    const [a, b] = [picture(shape, 0), picture(shape, 1)];
    const both = [2, ...shape];
    const feeds = { x: Float32Array.from([...a, ...b]), y: Float32Array.from([...b, ...b]) };
    const value = msSsimTensor(input("x", both), input("y", both));
    const [reference] = evaluate([value], feeds);
    const executable = await nodeRuntime({ threads: 1 }).compile({ outputs: { value } });
    const results = await executable.run({ x: float32(feeds.x, both), y: float32(feeds.y, both) });
    await executable.dispose();
    const want = [msSsim(a, b, shape), 1];
    for (const [i, expected] of want.entries()) {
      expect(Math.abs(reference!.data[i]! - expected)).toBeLessThan(1e-6);
      expect(Math.abs(Number(results.value!.data[i]) - expected)).toBeLessThan(1e-5);
    }
  });

  it("is one for equal pictures and zero where contrast is inverted", () => {
    const shape = [1, 24, 24];
    const a = picture(shape, 0);
    expect(msSsim(a, a, shape)).toBeCloseTo(1, 12);
    expect(
      msSsim(
        a,
        a.map((v) => 1 - v),
        shape,
      ),
    ).toBe(0);
  });
});

describe("ssim", () => {
  it.each(pictures)("agrees with scipy on pictures $shape", ({ shape, ssim: value }) => {
    expect(ssim(picture(shape, 0), picture(shape, 1), shape)).toBeCloseTo(value, 7);
  });
});
