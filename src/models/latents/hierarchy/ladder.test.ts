import { describe, expect, it } from "vitest";
import { evaluate, input } from "../../../graph/index.ts";
import { merged } from "./ladder.ts";

function merge(bottomUp: readonly [mean: number, logVariance: number], topDown: readonly [number, number]) {
  const { mean, logVariance } = merged(
    { mean: input("a", [1, 1]), logVariance: input("b", [1, 1]) },
    { mean: input("c", [1, 1]), logVariance: input("d", [1, 1]) },
  );
  const feeds = { a: [bottomUp[0]], b: [bottomUp[1]], c: [topDown[0]], d: [topDown[1]] };
  return evaluate([mean, logVariance], feeds).map(({ data }) => data[0]!) as [number, number];
}

describe("merged", () => {
  it("adds precisions and weights means by them", () => {
    for (const [m, a, n, b] of [
      [0.3, -1.2, -0.8, 0.5],
      [2, 3, -1, -2],
    ] as const) {
      const [p, q] = [Math.exp(-a), Math.exp(-b)];
      const [mean, logVariance] = merge([m, a], [n, b]);
      expect(mean).toBeCloseTo((m * p + n * q) / (p + q), 6);
      expect(logVariance).toBeCloseTo(-Math.log(p + q), 6);
    }
  });

  it("follows one side alone where the other knows nothing, also at the ends of the range", () => {
    expect(merge([1.5, -30], [-2, 20])[0]).toBeCloseTo(1.5, 9);
    expect(merge([1.5, -30], [-2, 20])[1]).toBeCloseTo(-30, 9);
    expect(merge([1.5, 20], [-2, -30])[0]).toBeCloseTo(-2, 9);
    expect(merge([1.5, 20], [-2, -30])[1]).toBeCloseTo(-30, 9);
  });
});
