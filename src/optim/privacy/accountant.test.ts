import { describe, expect, it } from "vitest";
import { defaultDelta, epsilonOf, noiseFor, ORDERS, renyiOfStep } from "./index.ts";
import { logErfc } from "./log-erfc.ts";

// log E_{z ~ N(0, sigma^2)} [((1 - q) + q exp((2 z - 1) / (2 sigma^2)))^a] / (a - 1) by the trapezoidal rule, which
// converges faster than any power for such integrands.
function byQuadrature(q: number, sigma: number, order: number): number {
  const [from, to, count] = [-30 * sigma, 30 * sigma + order, 40_000];
  const width = (to - from) / count;
  const exponents = Array.from({ length: count + 1 }, (_, i) => {
    const z = from + i * width;
    const ratio = (2 * z - 1) / (2 * sigma ** 2);
    const logMixture = ratio > 0 ? ratio + Math.log(q + (1 - q) * Math.exp(-ratio)) : Math.log1p(q * Math.expm1(ratio));
    return order * logMixture - z ** 2 / (2 * sigma ** 2);
  });
  const top = exponents.reduce((a, b) => Math.max(a, b));
  const sum = exponents.reduce((total, e) => total + Math.exp(e - top), 0) * width;
  return (top + Math.log(sum) - Math.log(sigma * Math.sqrt(2 * Math.PI))) / (order - 1);
}

// The conversion of Mironov 2017, in which older figures were published.
function classicalEpsilon(noiseMultiplier: number, sampleRate: number, steps: number, delta: number): number {
  return Math.min(
    ...ORDERS.map((a) => steps * renyiOfStep(sampleRate, noiseMultiplier, a) - Math.log(delta) / (a - 1)),
  );
}

describe("the divergence of a step", () => {
  it("is what quadrature of its definition gives, for whole and fractional orders", () => {
    for (const q of [1e-4, 0.004, 0.04, 0.5, 0.99])
      for (const sigma of [0.5, 0.8, 1.3, 5])
        for (const order of [1.1, 1.5, 2, 2.5, 7, 10.9, 32, 128]) {
          const wanted = byQuadrature(q, sigma, order);
          const got = renyiOfStep(q, sigma, order);
          expect(Math.abs(got - wanted), `q ${q}, sigma ${sigma}, order ${order}`).toBeLessThan(1e-8 * wanted + 1e-11);
        }
  });

  it("is that of the Gaussian mechanism where every row takes part", () => {
    expect(renyiOfStep(1, 2, 3)).toBe(3 / 8);
    expect(renyiOfStep(1 - 1e-12, 2, 3.5)).toBeCloseTo(3.5 / 8, 8);
  });

  // dp_accounting/rdp/rdp_privacy_accountant_test.py, test_compute_rdp_poisson_sampled_gaussian.
  it("agrees with the values in TensorFlow Privacy's tests", () => {
    const published = [6.5007e-4, 1.0854e-3, 2.1808e-3, 2.3846e-2, 1.6742e2];
    [1.5, 2.5, 5, 50, 100].forEach((order, i) => {
      expect((50 * renyiOfStep(0.01, 2.5, order)) / published[i]!).toBeCloseTo(1, 4);
    });
  });
});

describe("epsilonOf", () => {
  // opacus/tests/accountants_test.py, test_rdp_accountant.
  it("agrees with Opacus's accountant", () => {
    const epsilon = epsilonOf({ noiseMultiplier: 1.5, sampleRate: 0.04, steps: 2250, delta: 1e-5 });
    expect(epsilon).toBeCloseTo(7.32911117143, 7);
  });

  // dp_accounting/rdp/rdp_privacy_accountant_test.py, test_compute_epsilon_delta_gaussian; it follows more orders.
  it("finds the published noise for (1, 1e-6) with one step on all rows", () => {
    expect(epsilonOf({ noiseMultiplier: 4.530877117, sampleRate: 1, steps: 1, delta: 1e-6 })).toBeCloseTo(1, 5);
  });

  // The table and the command line in tutorials/README.md of TensorFlow Privacy: 60,000 pictures, batches of 256, delta
  // 1e-5, by the older conversion.
  it("bounds the published epsilons of MNIST from below, and meets them by the older conversion", () => {
    const published: [noise: number, epochs: number, epsilon: number][] = [
      [1.3, 15, 1.19],
      [1.1, 60, 3.01],
      [0.7, 45, 7.1],
    ];
    for (const [noiseMultiplier, epochs, epsilon] of published) {
      const [sampleRate, steps] = [256 / 60_000, Math.floor((epochs * 60_000) / 256)];
      expect(classicalEpsilon(noiseMultiplier, sampleRate, steps, 1e-5) / epsilon).toBeCloseTo(1, 2);
      const improved = epsilonOf({ noiseMultiplier, sampleRate, steps, delta: 1e-5 });
      expect(improved).toBeLessThan(epsilon);
      expect(improved).toBeGreaterThan(0.7 * epsilon);
    }
  });

  // Theorem 8 of Balle & Wang 2018: the exact delta of the Gaussian mechanism.
  it("is never below the exact epsilon of one Gaussian step", () => {
    const normal = (x: number) => 0.5 * Math.exp(logErfc(-x / Math.SQRT2));
    for (const sigma of [0.7, 1, 3, 10]) {
      const epsilon = epsilonOf({ noiseMultiplier: sigma, sampleRate: 1, steps: 1, delta: 1e-5 });
      const exact = normal(0.5 / sigma - epsilon * sigma) - Math.exp(epsilon) * normal(-0.5 / sigma - epsilon * sigma);
      expect(exact).toBeLessThan(1e-5);
      expect(exact).toBeGreaterThan(1e-7);
    }
  });

  it("grows with steps and sample rate, falls with noise and delta", () => {
    const base = { noiseMultiplier: 1, sampleRate: 0.01, steps: 1000, delta: 1e-5 };
    const epsilon = epsilonOf(base);
    expect(epsilonOf({ ...base, steps: 2000 })).toBeGreaterThan(epsilon);
    expect(epsilonOf({ ...base, sampleRate: 0.02 })).toBeGreaterThan(epsilon);
    expect(epsilonOf({ ...base, noiseMultiplier: 1.1 })).toBeLessThan(epsilon);
    expect(epsilonOf({ ...base, delta: 1e-4 })).toBeLessThan(epsilon);
    expect(epsilonOf({ ...base, steps: 0 })).toBe(0);
    expect(epsilonOf({ ...base, noiseMultiplier: 0 })).toBe(Number.POSITIVE_INFINITY);
  });

  it("refuses values out of range", () => {
    const base = { noiseMultiplier: 1, sampleRate: 0.01, steps: 1000, delta: 1e-5 };
    expect(() => epsilonOf({ ...base, sampleRate: 0 })).toThrow("sample rate must lie in (0, 1], got 0");
    expect(() => epsilonOf({ ...base, delta: 1 })).toThrow("delta must lie in (0, 1), got 1");
    expect(() => epsilonOf({ ...base, steps: 1.5 })).toThrow("steps must be a whole number, got 1.5");
    expect(() => epsilonOf({ ...base, noiseMultiplier: -1 })).toThrow("noise multiplier must be at least 0, got -1");
  });
});

describe("noiseFor", () => {
  it("keeps within the budget and hardly below it", () => {
    for (const epsilon of [0.1, 1, 8, 100]) {
      const run = { sampleRate: 0.008, steps: 5000, delta: 1e-5 };
      const spent = epsilonOf({ ...run, noiseMultiplier: noiseFor({ ...run, epsilon }) });
      expect(spent).toBeLessThanOrEqual(epsilon);
      expect(spent).toBeGreaterThan(0.999 * epsilon);
    }
  });

  it("refuses a budget that no noise meets", () => {
    const run = { sampleRate: 1, steps: 1_000_000, delta: 1e-5 };
    expect(() => noiseFor({ ...run, epsilon: 1e-4 })).toThrow("epsilon must be above");
  });
});

describe("defaultDelta", () => {
  it("is a power of ten below one over the rows, at most 1e-5", () => {
    expect([50, 99_999, 100_000, 1_000_001].map(defaultDelta)).toEqual([1e-5, 1e-5, 1e-6, 1e-7]);
  });
});

describe("logErfc", () => {
  // Values of C's erfc, and the asymptotic series beyond its range.
  it("has the digits of erfc, also where erfc underflows", () => {
    const known: [number, number][] = [
      [-3, Math.log(1.9999779095030015)],
      [0, 0],
      [0.5, Math.log(0.4795001221869535)],
      [2, Math.log(4.677734981047266e-3)],
      [5, Math.log(1.5374597944280349e-12)],
      [100, -10005.177585128913], // -x^2 - log(x sqrt(pi)) - 1 / (2 x^2)
    ];
    for (const [x, wanted] of known) expect(Math.abs(logErfc(x) - wanted)).toBeLessThan(x === 100 ? 1e-8 : 1e-12);
    expect(logErfc(2 - 1e-9)).toBeCloseTo(logErfc(2), 7);
    expect(logErfc(-20)).toBe(Math.LN2);
  });
});
