// Planes, spaces and neighbours of the latent panel's worker.

import { describe, expect, it } from "vitest";
import { perplexityOf } from "./latent-codes.ts";
import { latentAt, placesOf, planeOf, turnedTo } from "./latent-plane.ts";
import { addKl, isOutside, nearestIn, spreadOf } from "./latent-space.ts";
import { nearest } from "./neighbours.ts";

const turned = (angle: number) =>
  [
    Float64Array.of(Math.cos(angle), Math.sin(angle), 0),
    Float64Array.of(-Math.sin(angle), Math.cos(angle), 0),
  ] as const;

describe("planes", () => {
  it("go from a place to its latent and back", () => {
    const plane = { mean: Float64Array.of(1, -2, 0.5), axes: turned(0.4) };
    const z = latentAt(plane, 0.7, -1.1);
    const [x, y] = placesOf(plane, z);
    expect(x).toBeCloseTo(0.7, 5);
    expect(y).toBeCloseTo(-1.1, 5);
  });

  it("of two dimensions show their own numbers and hold the others at the mean", () => {
    const plane = planeOf([0.5, 1, 2], 2, 0);
    expect([...placesOf(plane, Float32Array.of(3, 9, 4))]).toEqual([4, 3]);
    expect([...latentAt(plane, -1, 7)]).toEqual([7, 1, -1]);
  });

  it("of one dimension spread the items along the other axis", () => {
    const points = placesOf(planeOf([0], 0, 0), Float32Array.of(3, 1, 2));
    expect([points[0], points[2], points[4]]).toEqual([3, 1, 2]);
    expect(new Set([points[1], points[3], points[5]]).size).toBe(3);
  });

  it("keep the direction of their axes when they are found anew, flipped or swapped", () => {
    const before = { mean: new Float64Array(3), axes: turned(0), explained: [0.6, 0.3] as const };
    const [a, b] = turned(0.1);
    const flipped = turnedTo({ ...before, axes: [a.map((v) => -v), b] }, before);
    expect(flipped.axes[0]![0]).toBeCloseTo(Math.cos(0.1), 9);
    const swapped = turnedTo({ ...before, axes: [b.map((v) => -v), a], explained: [0.5, 0.4] }, before);
    expect(swapped.axes[0]![0]).toBeGreaterThan(0.9);
    expect(swapped.axes[1]![1]).toBeGreaterThan(0.9);
    expect(swapped.explained).toEqual([0.4, 0.5]);
  });
});

describe("spaces", () => {
  it("take the nearest latent that they have", () => {
    expect([...nearestIn({ space: "sphere", width: 2 }, Float32Array.of(3, 4))].map((v) => v.toFixed(3))).toEqual([
      "0.600",
      "0.800",
    ]);
    expect([...nearestIn({ space: "binary", width: 3 }, Float32Array.of(0.2, 0.5, 0.9))]).toEqual([0, 1, 1]);
    const classes = nearestIn({ space: "one-hot", width: 4, classes: 2 }, Float32Array.of(0.2, 0.8, 0.6, 0.4));
    expect([...classes]).toEqual([0, 1, 1, 0]);
    const ball = { space: "ball", width: 2, radius: 2 } as const;
    expect(Math.hypot(...nearestIn(ball, Float32Array.of(3, 4)))).toBeLessThan(2);
    expect([...nearestIn(ball, Float32Array.of(0.5, 1))]).toEqual([0.5, 1]);
    expect([isOutside(ball, Float32Array.of(3, 4)), isOutside(ball, Float32Array.of(1, 1))]).toEqual([true, false]);
  });

  it("sum the KL of normals from N(0, I): nothing for N(0, I) itself, half a nat for a mean of 1", () => {
    const sums = new Float64Array(2);
    addKl(sums, [0, 1, 0, 1], [0, 0, 0, 0]);
    expect([...sums]).toEqual([0, 1]);
    addKl(sums, [0, 0], [Math.log(4), 0]);
    expect(sums[0]).toBeCloseTo(0.5 * (4 - 1 - Math.log(4)), 12);
  });

  it("give the range of nearly all codes, their mean, and what each carries", () => {
    const codes = Float32Array.from({ length: 2000 }, (_, i) => (i % 2 === 0 ? (i % 1000) / 100 : 5));
    const { low, high, mean, carries, measure } = spreadOf(codes, 2, {});
    expect(low[0]).toBeLessThan(0.1);
    expect(high[0]).toBeGreaterThan(9.9);
    expect(mean[1]).toBe(5);
    expect(measure).toBe("variance");
    expect(carries[0]).toBeGreaterThan(8);
    expect(carries[1]).toBe(0);
    expect(spreadOf(new Float32Array(0), 2, {}).high[1]).toBe(3);
  });
});

describe("nearest", () => {
  const rows = Float32Array.from({ length: 600 }, (_, i) => ((i * 0.754877) % 1) + ((i * 0.56984) % 0.3));

  it("finds the rows that lie nearest, the nearest first", () => {
    const { indices, distances } = nearest(rows, 3, { of: rows, at: 17, k: 6 });
    const all = Array.from({ length: 200 }, (_, i) => ({
      i,
      d: Math.hypot(...[0, 1, 2].map((c) => rows[3 * i + c]! - rows[51 + c]!)),
    })).sort((a, b) => a.d - b.d);
    expect(indices[0]).toBe(17);
    for (const [n, { d }] of all.slice(0, 6).entries()) expect(distances[n]).toBeCloseTo(d, 6);
  });

  it("gives all rows where there are fewer than asked for", () => {
    expect(nearest(rows.subarray(0, 6), 3, { of: rows, at: 0, k: 5 }).indices).toHaveLength(2);
  });
});

it("counts the codes in effect", () => {
  expect(perplexityOf(Float64Array.of(5, 5, 5, 5))).toBeCloseTo(4, 12);
  expect(perplexityOf(Float64Array.of(7, 0))).toBeCloseTo(1, 12);
  expect(perplexityOf(new Float64Array(3))).toBe(0);
});
