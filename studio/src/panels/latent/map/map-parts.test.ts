// Cameras, cells of points, outlines and colours of the map.

import { describe, expect, it } from "vitest";
import { boxOf, fitted, panned, seen, toPlane, toScreen, zoomed } from "./camera.ts";
import { pointsInside, rectangle } from "./lasso.ts";
import { Pace } from "./pace.ts";
import { limitsOf, parseHex, RAMPS, rampTable } from "./palette.ts";
import { PointGrid } from "./point-grid.ts";

const size = { width: 400, height: 300 };

// A fixed sequence that fills the square evenly.
const scattered = (count: number) =>
  Float32Array.from({ length: 2 * count }, (_, i) => (((i >> 1) * (i & 1 ? 0.7548776662 : 0.5698402909)) % 1) * 10 - 5);

describe("camera", () => {
  it("sees the box that it was fitted to", () => {
    const camera = fitted({ left: -2, right: 2, bottom: -1, top: 1 }, size);
    const box = seen(camera, size);
    expect(box.left).toBeCloseTo(-2);
    expect(box.right).toBeCloseTo(2);
    expect(box.top).toBeGreaterThanOrEqual(1);
  });

  it("goes from the plane to the screen and back, upwards being up", () => {
    const camera = { x: 1, y: -2, scale: 30 };
    const [sx, sy] = toScreen(camera, size, 2.5, -1);
    expect(sy).toBeLessThan(size.height / 2);
    expect(toPlane(camera, size, sx, sy)).toEqual([2.5, -1]);
  });

  it("keeps the place under the pointer when it zooms, and moves with what is dragged", () => {
    const camera = { x: 1, y: -2, scale: 30 };
    const before = toPlane(camera, size, 40, 70);
    const after = toPlane(zoomed(camera, size, 1.7, 40, 70), size, 40, 70);
    expect(after[0]).toBeCloseTo(before[0], 9);
    expect(after[1]).toBeCloseTo(before[1], 9);
    const [x, y] = toPlane(panned(camera, 30, 15), size, 70, 85);
    expect(x).toBeCloseTo(before[0], 9);
    expect(y).toBeCloseTo(before[1], 9);
  });

  it("is not misled by one point far away", () => {
    const points = scattered(1000);
    points.set([1e4, 1e4], 0);
    expect(boxOf(points).right).toBeLessThan(7);
  });
});

describe("PointGrid", () => {
  const points = scattered(3000);
  const grid = new PointGrid(points);
  const brute = (x: number, y: number, shown = (_: number) => true) => {
    let [found, best] = [-1, Infinity];
    for (let i = 0; i < points.length / 2; i++) {
      const square = (points[2 * i]! - x) ** 2 + (points[2 * i + 1]! - y) ** 2;
      if (shown(i) && square < best) [found, best] = [i, square];
    }
    return found;
  };

  it("finds the nearest point, inside and outside of the cells", () => {
    for (const [x, y] of [
      [0, 0],
      [4.9, -4.9],
      [-20, 3],
      [1.234, 40],
      [-5, 5],
    ] as const) {
      expect(grid.nearest(x, y)).toBe(brute(x, y));
    }
    expect(grid.nearest(-20, 3, 1)).toBe(-1);
  });

  it("leaves out points that are not shown", () => {
    const even = (i: number) => i % 2 === 0;
    expect(new PointGrid(points, even).nearest(1, 1)).toBe(brute(1, 1, even));
  });

  it("walks from neighbour to neighbour in a direction until there is none", () => {
    let [at, steps] = [grid.nearest(-4, 0), 0];
    for (let next = at; next >= 0; next = grid.towards(at, 1, 0)) {
      expect(points[2 * next]!).toBeGreaterThanOrEqual(points[2 * at]!);
      at = next;
      steps++;
    }
    expect(steps).toBeGreaterThan(20);
    expect(points[2 * at]!).toBeGreaterThan(4);
  });

  it("takes points that are all in one place", () => {
    expect(new PointGrid(new Float32Array(20)).nearest(3, 3)).toBeGreaterThanOrEqual(0);
    expect(new PointGrid(new Float32Array(0)).nearest(3, 3)).toBe(-1);
  });
});

describe("lasso", () => {
  const points = Float32Array.of(0, 0, 2, 2, -1, 0.5, 0.9, 0.9);

  it("takes what is inside a rectangle, whichever corner was first", () => {
    expect([...pointsInside(points, rectangle([1, 1], [-2, -1]))]).toEqual([0, 2, 3]);
  });

  it("leaves out the notch of an outline", () => {
    const notched = [
      [-2, -2],
      [3, -2],
      [3, 3],
      [0, -1],
      [-2, 3],
    ] as const;
    expect([...pointsInside(points, notched)]).toEqual([2]);
  });
});

describe("palette", () => {
  const luminance = (rgb: readonly number[]) => {
    const [r, g, b] = rgb.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };

  for (const [scheme, surface] of [
    ["light", "#ffffff"],
    ["dark", "#1b1e24"],
  ] as const) {
    it(`grows in one direction of lightness, readable on the surface: ${scheme}`, () => {
      const table = rampTable(RAMPS[scheme]);
      const lights = Array.from({ length: 256 }, (_, i) => luminance([...table.subarray(3 * i, 3 * i + 3)]));
      const ground = luminance(parseHex(surface));
      for (const light of lights) {
        expect((Math.max(light, ground) + 0.05) / (Math.min(light, ground) + 0.05)).toBeGreaterThan(3);
      }
      const sign = scheme === "light" ? -1 : 1;
      for (let i = 8; i < 256; i += 8) expect(sign * (lights[i]! - lights[i - 8]!)).toBeGreaterThan(0);
    });
  }

  it("leaves extremes out of the limits, and has some for equal numbers", () => {
    const [low, high] = limitsOf(Float32Array.from({ length: 1000 }, (_, i) => (i === 0 ? 1e9 : i % 100)));
    expect(low).toBeLessThan(3);
    expect(high).toBeLessThanOrEqual(100);
    expect(limitsOf(Float32Array.of(2, 2))).toEqual([1.5, 2.5]);
  });
});

describe("Pace", () => {
  const run = (pace: Pace, from: number, gap: number, frames: number) => {
    let every = 1;
    for (let i = 0; i < frames; i++) every = pace.frame(from + i * gap);
    return every;
  };

  it("draws all points where frames come quickly, and single frames after a rest", () => {
    const pace = new Pace();
    expect(run(pace, 0, 16, 200)).toBe(1);
    expect(run(pace, 10_000, 2000, 10)).toBe(1);
    expect(pace.rest).toBeUndefined();
  });

  it("draws fewer and fewer points where frames are slow, and more again where they are fast", () => {
    const pace = new Pace();
    expect(run(pace, 0, 100, 7)).toBe(2);
    expect(run(pace, 700, 100, 40)).toBe(16);
    expect(pace.rest).toBeGreaterThan(0);
    expect(run(pace, 4800, 12, 300)).toBe(1);
  });

  it("finds the number that a screen of 60 frames a second can have, and hardly leaves it", () => {
    const pace = new Pace();
    // Takes 80 ms for all the points, and waits for the screen's next frame.
    const took = (every: number) => Math.ceil(80 / every / 16.7) * 16.7;
    let [now, every] = [0, 1];
    const gaps: number[] = [];
    for (let i = 0; i < 3000; i++) {
      every = pace.frame(now);
      gaps.push(took(every));
      now += took(every);
    }
    const late = gaps.slice(1000);
    expect(every).toBe(8);
    expect(late.filter((gap) => gap < 17).length / late.length).toBeGreaterThan(0.98);
  });
});
