import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Generator, sizeOf } from "../array/index.ts";
import { ConfigError } from "../errors.ts";
import { fansOf, type Initialiser, initialiser, initialiserSchema } from "./index.ts";

interface Case {
  name: string;
  layer: string;
  shape: number[];
  weightShape?: number[];
  fanIn: number;
  fanOut?: number;
  distribution: "uniform" | "normal" | "orthogonal";
  bound?: number;
  std: number;
  matrix?: [number, number];
  orthonormal?: "rows" | "columns";
}

const { cases } = JSON.parse(
  readFileSync(new URL("../../test/fixtures/initialisers.json", import.meta.url), "utf8"),
) as { cases: Case[] };

const NAMES: Record<string, Initialiser> = {
  "torch-default": "pytorch",
  "torch-default-bias": "pytorch",
  "xavier-uniform": "glorot-uniform",
  "xavier-normal": "glorot-normal",
  "kaiming-uniform": "he-uniform",
  "kaiming-normal": "he-normal",
  orthogonal: "orthogonal",
};

function draw(spec: Initialiser, shape: number[], fans: readonly [number, number]): Float32Array {
  const out = new Float32Array(sizeOf(shape));
  initialiser(spec, ...fans)(out, shape, new Generator(7, "weights"));
  return out;
}

const average = (values: Float32Array, f: (v: number) => number) =>
  values.reduce((total, v) => total + f(v), 0) / values.length;

describe("initialisers against PyTorch", () => {
  it.each(cases)("$name draws for $layer $shape what torch does", (expected) => {
    const weight = expected.weightShape ?? expected.shape;
    const fans = fansOf(weight);
    expect(fans[0]).toBe(expected.fanIn);
    if (expected.fanOut !== undefined) expect(fans[1]).toBe(expected.fanOut);
    const values = draw(NAMES[expected.name]!, expected.shape, fans);
    const slack = (5 / Math.sqrt(values.length)) * expected.std;
    expect(Math.abs(average(values, (v) => v))).toBeLessThan(slack);
    const spread = Math.sqrt(average(values, (v) => v * v));
    expect(Math.abs(spread - expected.std)).toBeLessThan(expected.distribution === "orthogonal" ? 1e-6 : slack);
    if (expected.bound !== undefined) {
      const largest = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
      expect(largest).toBeLessThanOrEqual(expected.bound * (1 + 1e-6));
      expect(largest).toBeGreaterThan(expected.bound * 0.8);
    }
  });

  it.each(cases.filter(({ distribution }) => distribution === "orthogonal"))(
    "orthogonal $layer $shape has orthonormal $orthonormal",
    ({ shape, matrix, orthonormal }) => {
      const values = draw("orthogonal", shape, [1, 1]);
      const [rows, columns] = matrix!;
      const [count, length] = orthonormal === "rows" ? [rows, columns] : [columns, rows];
      const at = (i: number, k: number) =>
        orthonormal === "rows" ? values[i * columns + k]! : values[k * columns + i]!;
      for (const [i, j] of [
        [0, 0],
        [0, count - 1],
        [count - 1, count - 1],
        [Math.floor(count / 2), Math.floor(count / 3)],
      ] as const) {
        let dot = 0;
        for (let k = 0; k < length; k++) dot += at(i, k) * at(j, k);
        expect(dot).toBeCloseTo(i === j ? 1 : 0, 6);
      }
    },
  );
});

describe("initialisers", () => {
  it("fills the plain ones with their value or deviation", () => {
    expect([...draw("zeros", [2], [1, 1])]).toEqual([0, 0]);
    expect([...draw("ones", [2], [1, 1])]).toEqual([1, 1]);
    expect([...draw({ kind: "constant", value: -0.5 }, [2], [1, 1])]).toEqual([-0.5, -0.5]);
    expect([...draw({ kind: "constant", value: [1, 2] }, [2], [1, 1])]).toEqual([1, 2]);
    expect(() => draw({ kind: "constant", value: [1, 2] }, [3], [1, 1])).toThrow(
      "init: a constant for [3] needs one number or 3, got 2",
    );
    const values = draw({ kind: "normal", deviation: 3 }, [10_000], [1, 1]);
    expect(Math.sqrt(average(values, (v) => v * v))).toBeCloseTo(3, 1);
  });

  it("draws the same values from the same generator", () => {
    expect(draw("he-normal", [3, 4], [4, 3])).toEqual(draw("he-normal", [3, 4], [4, 3]));
  });

  it("refuses orthogonal vectors with one axis, and says what to use", () => {
    expect(() => draw("orthogonal", [4], [4, 4])).toThrow(ConfigError);
    expect(() => draw("orthogonal", [4], [4, 4])).toThrow(
      'orthogonal: needs a weight of at least two axes, got [4]; use "zeros"',
    );
  });

  it("lists the known names for an unknown one", () => {
    expect(initialiserSchema.safeParse("xavier").error?.issues[0]?.message).toMatch(
      /must be one of pytorch, glorot-uniform/,
    );
    expect(initialiserSchema.safeParse({ kind: "normal", deviation: 0.1 }).success).toBe(true);
  });
});
