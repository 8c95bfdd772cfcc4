import { describe, expect, it } from "vitest";
import { closedFormKL, Normal, standardNormal } from "../../distributions/index.ts";
import { evaluate, exp, grad, input, mul, sum } from "../../graph/index.ts";
import { deviationsOfRate, withFloor } from "./floor.ts";

const klOf = (s: number) => (s * s - 1) / 2 - Math.log(s);

describe("deviationsOfRate", () => {
  it("gives the scale below one and the one above it whose KL is the rate", () => {
    for (const rate of [1e-6, 0.01, 0.1, 1, 20]) {
      const [low, high] = deviationsOfRate(rate);
      expect(low).toBeLessThan(1);
      expect(high).toBeGreaterThan(1);
      expect(klOf(low) / rate).toBeCloseTo(1, 8);
      expect(klOf(high) / rate).toBeCloseTo(1, 8);
    }
  });
});

describe("withFloor", () => {
  const [m, v] = [input("m", [9, 9]), input("v", [9, 9])];
  const values = [-1000, -30, -3, -0.1, 0, 1e-3, 2, 30, 1000];
  const feeds = {
    m: values.flatMap((x) => values.map(() => x)),
    v: values.flatMap(() => values),
  };

  for (const rate of [0.001, 0.1, 2]) {
    it(`keeps the KL of every dimension at ${rate} nats or more for any heads`, () => {
      const { mean, logVariance } = withFloor(m, v, rate);
      const kl = closedFormKL(new Normal(mean, exp(mul(logVariance, 0.5))), standardNormal([9, 9]))!;
      const [nats, ...slopes] = evaluate([kl, ...grad(sum(kl), [m, v])], feeds).map(({ data }) => [...data]);
      expect(Math.min(...nats!)).toBeGreaterThanOrEqual(rate);
      // A mean that asks for nothing gets just the floor.
      expect(nats![4 * 9 + 4]).toBeCloseTo(rate, 5);
      expect(slopes.flat().every(Number.isFinite)).toBe(true);
    });
  }

  it("keeps the sign of the free mean", () => {
    const [mean] = evaluate([withFloor(m, v, 0.1).mean], feeds);
    expect([...mean!.data].every((x, i) => x * (feeds.m[i]! < 0 ? -1 : 1) > 0)).toBe(true);
  });
});
