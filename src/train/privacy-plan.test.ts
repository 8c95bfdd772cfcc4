import { describe, expect, it } from "vitest";
import { type TrainConfig, trainSchema } from "./config.ts";
import { privacyPlan, spentEpsilon } from "./privacy-plan.ts";

const config = (overrides: Partial<TrainConfig> = {}): TrainConfig =>
  trainSchema.parse({
    epochs: 10,
    batch: 64,
    optimiser: { kind: "adam" },
    clip: null,
    patience: null,
    seed: 1,
    validation: 0,
    binarise: "none",
    private: { epsilon: 3 },
    ...overrides,
  });

// P(Binomial(n, q) > k) by summing its terms.
function tail(n: number, q: number, k: number): number {
  let [logTerm, total] = [n * Math.log1p(-q), 0];
  for (let i = 0; i <= n; i++) {
    if (i > k) total += Math.exp(logTerm);
    logTerm += Math.log((n - i) / (i + 1)) + Math.log(q / (1 - q));
  }
  return total;
}

describe("privacyPlan", () => {
  it("spends the budget over all epochs and not before", () => {
    const plan = privacyPlan(config(), 5000)!;
    expect(plan).toMatchObject({ epsilon: 3, delta: 1e-5, clip: 1, sampleRate: 0.0128, stepsPerEpoch: 79 });
    expect(spentEpsilon(plan, 790)).toBeLessThanOrEqual(3);
    expect(spentEpsilon(plan, 790)).toBeGreaterThan(2.99);
    expect(spentEpsilon(plan, 79)).toBeLessThan(2);
    expect(spentEpsilon(plan, 0)).toBe(0);
  });

  it("leaves room for every draw but those that delta pays for", () => {
    for (const [rows, batch, epsilon] of [
      [5000, 64, 3],
      [300, 4, 1],
      [1000, 600, 8],
    ] as const) {
      const { capacity, sampleRate, delta, stepsPerEpoch } = privacyPlan(
        config({ batch, private: { epsilon } }),
        rows,
      )!;
      const failure = 10 * stepsPerEpoch * tail(rows, sampleRate, capacity);
      expect(failure * (1 + Math.exp(epsilon))).toBeLessThan(1e-3 * delta);
      expect(capacity).toBeLessThan(batch + 12 * Math.sqrt(batch));
    }
  });

  it("takes all rows in every step when a batch holds them all", () => {
    const plan = privacyPlan(config({ batch: 200 }), 120)!;
    expect(plan).toMatchObject({ sampleRate: 1, expectedRows: 120, capacity: 120, stepsPerEpoch: 1 });
  });

  it("is none without a budget", () => {
    const { private: _none, ...plain } = config();
    expect(privacyPlan(plain, 100)).toBeUndefined();
  });
});
