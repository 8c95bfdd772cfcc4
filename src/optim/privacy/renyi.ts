// Renyi differential privacy of the Gaussian mechanism on Poisson samples (Mironov, Talwar & Zhang 2019): each row takes
// part with probability q, what is summed has norm at most 1 a row, noise N(0, sigma^2) is added per coordinate.

import { logErfc } from "./log-erfc.ts";

/** Orders at which the divergence is followed: 1.1 to 10.9 in tenths, 11 to 64, and some above for small epsilons. */
export const ORDERS: readonly number[] = [
  ...Array.from({ length: 99 }, (_, i) => (11 + i) / 10),
  ...Array.from({ length: 54 }, (_, i) => 11 + i),
  ...[80, 96, 128, 192, 256, 512, 1024],
];

/** Renyi divergence of one step at `order` > 1, in nats; `sampleRate` in (0, 1], `noiseMultiplier` > 0. */
export function renyiOfStep(sampleRate: number, noiseMultiplier: number, order: number): number {
  if (sampleRate === 1) return order / (2 * noiseMultiplier ** 2);
  const logMoment = Number.isInteger(order)
    ? logMomentOfInteger(sampleRate, noiseMultiplier, order)
    : logMomentOfFraction(sampleRate, noiseMultiplier, order);
  return Math.max(logMoment, 0) / (order - 1);
}

// A = sum_k binom(a, k) (1 - q)^(a - k) q^k exp((k^2 - k) / (2 sigma^2)), section 3.3, equation 6.
function logMomentOfInteger(q: number, sigma: number, order: number): number {
  let total = Number.NEGATIVE_INFINITY;
  let logBinomial = 0;
  for (let k = 0; k <= order; k++) {
    total = logAdd(
      total,
      logBinomial + (order - k) * Math.log1p(-q) + k * Math.log(q) + (k * k - k) / (2 * sigma ** 2),
    );
    logBinomial += Math.log((order - k) / (k + 1));
  }
  return total;
}

// The same moment for any order, as two series that meet where both densities are equal, section 3.3, equation 7. The
// terms alternate in sign once k > order, so what is cut off is smaller than the last term.
function logMomentOfFraction(q: number, sigma: number, order: number): number {
  const middle = sigma ** 2 * Math.log(1 / q - 1) + 0.5;
  const [logQ, logRest, root] = [Math.log(q), Math.log1p(-q), Math.SQRT2 * sigma];
  let [positive, negative] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [logBinomial, sign] = [0, 1];
  for (let k = 0; ; k++) {
    const j = order - k;
    const below =
      logBinomial + j * logRest + k * logQ + (k * k - k) / (2 * sigma ** 2) - Math.LN2 + logErfc((k - middle) / root);
    const above =
      logBinomial + k * logRest + j * logQ + (j * j - j) / (2 * sigma ** 2) - Math.LN2 + logErfc((middle - j) / root);
    const term = logAdd(below, above);
    if (sign > 0) positive = logAdd(positive, term);
    else negative = logAdd(negative, term);
    if (k > order && term < SMALLEST_TERM) return positive + Math.log1p(-Math.exp(negative - positive));
    logBinomial += Math.log(Math.abs(j) / (k + 1));
    if (j < 0) sign = -sign;
  }
}

// The moment is at least 1, so a term of exp(-32) is at the rounding of the sum.
const SMALLEST_TERM = -32;

// log(exp(a) + exp(b))
function logAdd(a: number, b: number): number {
  const [low, high] = a < b ? [a, b] : [b, a];
  return low === Number.NEGATIVE_INFINITY ? high : high + Math.log1p(Math.exp(low - high));
}
