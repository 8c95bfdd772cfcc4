import { describe, expect, it } from "vitest";
import { Generator, sizeOf } from "../array/index.ts";
import { evaluate, grad, input, sum } from "../graph/index.ts";
import { msSsim, msSsimWeights } from "./ms-ssim.ts";

const pair = (shape: readonly number[]) => [input("x", shape), input("y", shape)] as const;

function noisy(shape: readonly number[], noise: number) {
  const x = new Generator(3, "x").fillUniform(new Float32Array(sizeOf(shape)));
  const e = new Generator(3, "e").fillUniform(new Float32Array(sizeOf(shape)));
  return { x: Float64Array.from(x), y: Float64Array.from(x, (v, i) => (1 - noise) * v + noise * e[i]!) };
}

describe("msSsim", () => {
  it("is one for equal pictures, one value each", () => {
    const [x, y] = pair([3, 2, 23, 30]);
    const { x: values } = noisy([3, 2, 23, 30], 0);
    const [got] = evaluate([msSsim(x, y)], { x: values, y: values });
    expect(got!.shape).toEqual([3]);
    for (const value of got!.data) expect(value).toBeCloseTo(1, 6);
  });

  it("has the gradient that finite differences give", () => {
    const shape = [2, 1, 23, 22];
    const [x, y] = pair(shape);
    const loss = sum(msSsim(x, y));
    const feeds = noisy(shape, 0.4);
    const [dx, dy] = evaluate(grad(loss, [x, y]), feeds);
    const at = (name: "x" | "y", place: number, step: number) => {
      const moved = { ...feeds, [name]: feeds[name].slice() };
      moved[name][place]! += step;
      return evaluate([loss], moved)[0]!.data[0]!;
    };
    for (const place of [0, 37, 250, 505, 506, 800, 1011]) {
      for (const [name, got] of [
        ["x", dx!],
        ["y", dy!],
      ] as const) {
        const difference = (at(name, place, 1e-4) - at(name, place, -1e-4)) / 2e-4;
        expect(Math.abs(got.data[place]! - difference)).toBeLessThan(1e-7);
      }
    }
  });

  it("has finite values and gradients where contrast is inverted or absent", () => {
    const shape = [2, 1, 22, 22];
    const [x, y] = pair(shape);
    const { x: values } = noisy(shape, 0);
    const inverted = values.map((v, i) => (i < 484 ? 1 - v : 0));
    const outputs = [msSsim(x, y), ...grad(sum(msSsim(x, y)), [x, y])];
    for (const { data } of evaluate(outputs, { x: values, y: inverted })) {
      expect(data.every(Number.isFinite)).toBe(true);
    }
  });

  it("refuses what is not two batches of pictures", () => {
    expect(() => msSsim(input("x", [2, 8, 8]), input("y", [2, 8, 8]))).toThrow(/two equal shapes \[n, c, h, w\]/);
    const [x, y] = pair([1, 1, 22, 22]);
    expect(() => msSsim(x, y, { scales: 6 })).toThrow(/scales must be a whole number from 1 to 5, got 6/);
    expect(() => msSsim(x, y, { floor: 0 })).toThrow(/floor must lie between 0 and 1, got 0/);
  });
});

describe("msSsimWeights", () => {
  it("are those of Wang et al. where five scales fit, and a part of them made to sum to one elsewhere", () => {
    expect(msSsimWeights(176, 200).map((v) => v.toFixed(4))).toEqual([
      "0.0448",
      "0.2856",
      "0.3001",
      "0.2363",
      "0.1333",
    ]);
    expect(msSsimWeights(175, 200)).toHaveLength(4);
    expect(msSsimWeights(28, 28)).toEqual([0.0448 / 0.3304, 0.2856 / 0.3304]);
    expect(msSsimWeights(8, 8)).toEqual([1]);
  });
});
