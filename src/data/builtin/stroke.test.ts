import { describe, expect, it } from "vitest";
import { appendCurve, inkSegment, type Path } from "./stroke.ts";

const curve = (points: number[], corners: number[], step = 6): Path => {
  const path: Path = { x: [], y: [] };
  appendCurve(path, Float64Array.from(points), Uint8Array.from(corners), step);
  return path;
};

describe("appendCurve", () => {
  it("keeps a straight line straight and passes through its points", () => {
    const { x, y } = curve([0, 0, 10, 10, 30, 30], [0, 0, 0]);
    x.forEach((value, i) => {
      expect(y[i]).toBeCloseTo(value, 9);
    });
    expect([x[0], x.at(-1)]).toEqual([0, 30]);
    expect(x.some((value) => Math.abs(value - 10) < 1e-9)).toBe(true);
  });

  it("rounds a smooth turn and leaves the two sides of a corner straight", () => {
    const points = [0, 0, 20, 0, 20, 20];
    const corner = curve(points, [0, 1, 0]);
    corner.x.forEach((x, i) => {
      expect(Math.min(Math.abs(corner.y[i]!), Math.abs(x - 20))).toBeLessThan(1e-9);
    });
    const smooth = curve(points, [0, 0, 0]);
    expect(Math.max(...smooth.x)).toBeGreaterThan(20.2);
  });

  it("appends to what the path already holds", () => {
    const path = curve([0, 0, 5, 0], [0, 0]);
    appendCurve(path, Float64Array.of(1, 1, 6, 1), Uint8Array.of(0, 0), 6);
    expect(path).toEqual({ x: [0, 5, 1, 6], y: [0, 0, 1, 1] });
  });
});

describe("inkSegment", () => {
  it("inks as much as the pen covers", () => {
    const pixels = new Uint8Array(40 * 40);
    inkSegment(pixels, 40, 10.3, 12.1, 3, 28.6, 25.4, 3, 1);
    const ink = pixels.reduce((sum, value) => sum + value, 0) / 255;
    const length = Math.hypot(18.3, 13.3);
    expect(ink / (6 * length + Math.PI * 9)).toBeCloseTo(1, 1);
  });

  it("widens with the radius along the segment", () => {
    const pixels = new Uint8Array(30 * 30);
    inkSegment(pixels, 30, 5, 15, 1, 25, 15, 4, 1);
    const across = (x: number) =>
      Array.from({ length: 30 }, (_, y) => pixels[y * 30 + x]!).filter((v) => v > 127).length;
    expect([across(6), across(15), across(24)]).toEqual([3, 5, 7]);
  });

  it("clips at the border and keeps the darker of two inks", () => {
    const pixels = new Uint8Array(8 * 8).fill(200);
    inkSegment(pixels, 8, -3, 0, 1, 3, 0, 1, 1);
    expect(pixels[0]).toBe(255);
    expect(pixels.subarray(16).every((value) => value === 200)).toBe(true);
  });
});
