import { describe, expect, it } from "vitest";
import { beginStroke, blank, centred, extendStroke, paintBits, type Sheet } from "./ink.ts";

const WHITE = [1];

function drawn(points: readonly (readonly [number, number])[], radius = 1.2): Sheet {
  const sheet = blank(28, 28, 1, 0);
  const stroke = beginStroke(sheet);
  for (const [i, to] of points.slice(1).entries()) {
    extendStroke(sheet, stroke, [points[i]!, to], { radius, colour: WHITE });
  }
  return sheet;
}

function frame({ width, paper }: Sheet, ink: Float32Array) {
  let [mass, x, y] = [0, 0, 0];
  let [left, right, top, bottom] = [width, -1, width, -1];
  ink.forEach((value, i) => {
    const own = Math.abs(value - paper);
    mass += own;
    x += own * ((i % width) + 0.5);
    y += own * (Math.floor(i / width) + 0.5);
    if (own < 0.3) return;
    [left, right] = [Math.min(left, i % width), Math.max(right, i % width)];
    [top, bottom] = [Math.min(top, Math.floor(i / width)), Math.max(bottom, Math.floor(i / width))];
  });
  return { x: x / mass, y: y / mass, width: right - left + 1, height: bottom - top + 1 };
}

describe("extendStroke", () => {
  it("covers the middle of the way fully and fades at its edge", () => {
    const { ink } = drawn([
      [4.5, 10.5],
      [20.5, 10.5],
    ]);
    expect(ink[10 * 28 + 12]).toBe(1);
    expect(ink[11 * 28 + 12]).toBeGreaterThan(0);
    expect(ink[11 * 28 + 12]).toBeLessThan(1);
    expect(ink[14 * 28 + 12]).toBe(0);
  });

  it("does not darken where a stroke crosses itself", () => {
    const once = drawn([
      [5, 5],
      [20, 20],
    ]).ink;
    const back = drawn([
      [5, 5],
      [20, 20],
      [5, 5],
    ]).ink;
    expect(back).toEqual(once);
  });

  it("erases with the colour of the paper and mixes channels by themselves", () => {
    const sheet = blank(8, 8, 3, 1);
    extendStroke(
      sheet,
      beginStroke(sheet),
      [
        [4, 4],
        [4, 4],
      ],
      { radius: 3, colour: [1, 0, 0.5] },
    );
    expect([...sheet.ink.subarray((4 * 8 + 4) * 3, (4 * 8 + 4) * 3 + 3)]).toEqual([1, 0, 0.5]);
    extendStroke(
      sheet,
      beginStroke(sheet),
      [
        [4, 4],
        [4, 4],
      ],
      { radius: 8, colour: [1, 1, 1] },
    );
    expect(sheet.ink.every((value) => value === 1)).toBe(true);
  });
});

describe("centred", () => {
  it.each([
    [
      "small in a corner",
      [
        [2, 2],
        [6, 9],
      ],
    ],
    [
      "large",
      [
        [2, 2],
        [26, 26],
        [26, 3],
      ],
    ],
    [
      "one high line",
      [
        [20, 3],
        [20, 12],
      ],
    ],
  ] as const)("puts the mass in the middle and fits %s into 20 of 28 pixels", (_, points) => {
    const sheet = drawn(points);
    const found = frame(sheet, centred(sheet));
    expect(found.x).toBeCloseTo(14, 0);
    expect(found.y).toBeCloseTo(14, 0);
    expect(Math.max(found.width, found.height)).toBeGreaterThanOrEqual(18);
    expect(Math.max(found.width, found.height)).toBeLessThanOrEqual(22);
  });

  it("leaves an empty sheet as it is, and light paper light", () => {
    expect(centred(blank(28, 28, 1, 1)).every((value) => value === 1)).toBe(true);
    const sheet = blank(28, 28, 1, 1);
    extendStroke(
      sheet,
      beginStroke(sheet),
      [
        [4, 4],
        [9, 4],
      ],
      { radius: 1, colour: [0] },
    );
    const ink = centred(sheet);
    expect(ink[0]).toBe(1);
    expect(frame(sheet, ink).x).toBeCloseTo(14, 0);
  });
});

describe("paintBits", () => {
  it("hides what the brush touches and shows it again", () => {
    const bits = new Uint8Array(64);
    paintBits(
      bits,
      8,
      [
        [1, 4],
        [7, 4],
      ],
      { radius: 1, value: 1 },
    );
    expect([bits[3 * 8 + 4], bits[4 * 8 + 4], bits[6 * 8 + 4]]).toEqual([1, 1, 0]);
    paintBits(
      bits,
      8,
      [
        [0, 4],
        [8, 4],
      ],
      { radius: 4, value: 0 },
    );
    expect(bits.includes(1)).toBe(false);
  });
});
