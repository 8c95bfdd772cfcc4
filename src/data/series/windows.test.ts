import { describe, expect, it } from "vitest";
import { splitWindows, windowCounts, windowStarts } from "./windows.ts";

describe("windowStarts", () => {
  it("stays within segments and ends each of them with a window", () => {
    const segments = [
      { start: 0, end: 10, series: 0 },
      { start: 10, end: 13, series: 0 },
      { start: 13, end: 17, series: 1 },
    ];
    expect([...windowStarts(segments, 4, 3)]).toEqual([0, 3, 6, 13]);
    expect([...windowStarts(segments, 4, 4)]).toEqual([0, 4, 6, 13]);
    expect([...windowStarts(segments, 11, 1)]).toEqual([]);
  });

  it("covers rows as often as windowCounts says", () => {
    expect([...windowCounts([0, 2], 3, 6)]).toEqual([1, 1, 2, 1, 1, 0]);
  });
});

describe("splitWindows", () => {
  const run = (starts: number[], series: number[], window: number, fraction: number, seed = 0) =>
    splitWindows(starts, series, { window, fraction, seed, source: "a.csv" });
  const range = (n: number) => Array.from({ length: n }, (_, i) => i);

  it("gives the end of a series to the second part and leaves no row in both", () => {
    const starts = range(100);
    const { rest, part } = run(
      starts,
      starts.map(() => 0),
      8,
      0.1,
    );
    expect([...part]).toEqual(range(10).map((i) => 90 + i));
    expect(Math.max(...rest) + 8).toBe(90);
    expect(rest.length).toBe(83);
  });

  it("deals short series out whole", () => {
    const series = range(20).flatMap((s) => [s, s, s]);
    const starts = series.map((s, i) => s * 10 + (i % 3));
    const { rest, part } = run(starts, series, 8, 0.2);
    const sides = [rest, part].map((indices) => new Set([...indices].map((i) => series[i]!)));
    expect([sides[0]!.size, sides[1]!.size]).toEqual([16, 4]);
    expect([...sides[1]!].filter((s) => sides[0]!.has(s))).toEqual([]);
    expect([...run(starts, series, 8, 0.2).part]).toEqual([...part]);
    expect([...run(starts, series, 8, 0.2, 1).part]).not.toEqual([...part]);
  });

  it("refuses a series that cannot be split", () => {
    expect(() => run([0, 1, 2], [0, 0, 0], 8, 0.5)).toThrow(
      "a.csv: too short to hold out 0.5 of its windows without rows in common, got 3 windows of 8 steps; use a smaller --window or --set train.validation=0",
    );
  });
});
