// The privacy accountant: what steps of noisy sums over Poisson samples cost, and the noise that a budget asks for.
// Rows are what is protected: data sets are neighbours when one has a row that the other has not.

import { ConfigError } from "../../errors.ts";
import { ORDERS, renyiOfStep } from "./renyi.ts";

/** Steps of a mechanism. */
export interface PrivacySteps {
  /** Probability with which each row takes part in a step, in (0, 1]. */
  readonly sampleRate: number;
  readonly steps: number;
  /** Probability with which the bound may fail, in (0, 1). */
  readonly delta: number;
}

/**
 * Epsilon such that all steps together are (epsilon, delta)-differentially private: Renyi divergences add up over steps and
 * are turned into epsilon as Canonne, Kamath & Steinke 2020 show (proposition 12), at the best of the orders.
 * `noiseMultiplier`: standard deviation of the noise in units of the clipping norm. @throws ConfigError for values out of range
 */
export function epsilonOf({ noiseMultiplier, ...run }: PrivacySteps & { readonly noiseMultiplier: number }): number {
  check(run);
  if (!(noiseMultiplier >= 0)) {
    throw new ConfigError(`privacy: the noise multiplier must be at least 0, got ${noiseMultiplier}`);
  }
  const { sampleRate, steps, delta } = run;
  if (steps === 0) return 0;
  if (noiseMultiplier === 0) return Number.POSITIVE_INFINITY;
  return bestOverOrders((order) => steps * renyiOfStep(sampleRate, noiseMultiplier, order), delta);
}

/**
 * The smallest noise multiplier, up to one part in 10,000, with which all steps cost at most `epsilon`.
 * @throws ConfigError for values out of range, and when no noise is enough
 */
export function noiseFor({ epsilon, ...run }: PrivacySteps & { readonly epsilon: number }): number {
  check(run);
  const least = bestOverOrders(() => 0, run.delta);
  if (!(epsilon > least)) {
    throw new ConfigError(
      `privacy: epsilon must be above ${least.toPrecision(2)} at delta ${run.delta}, got ${epsilon}; allow more`,
    );
  }
  const enough = (noiseMultiplier: number) => epsilonOf({ ...run, noiseMultiplier }) <= epsilon;
  let high = 1;
  while (!enough(high)) {
    high *= 2;
    if (high > MOST_NOISE) {
      throw new ConfigError(
        `privacy: epsilon ${epsilon} at delta ${run.delta} over ${run.steps} steps needs a noise multiplier above ${MOST_NOISE}; allow more epsilon or train for fewer epochs`,
      );
    }
  }
  let low = high / 2;
  while (low > LEAST_NOISE && enough(low)) [low, high] = [low / 2, low];
  while (high / low > 1 + 1e-4) {
    const middle = Math.sqrt(low * high);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The delta taken by default: the largest power of ten below 1 / rows, at most 1e-5. */
export function defaultDelta(rows: number): number {
  let exponent = 5;
  while (10 ** exponent <= rows) exponent++;
  return Number(`1e-${exponent}`);
}

const MOST_NOISE = 1e5;
const LEAST_NOISE = 1e-2;

// epsilon = min over orders a of rho(a) + log((a - 1) / a) - (log delta + log a) / (a - 1)
function bestOverOrders(divergence: (order: number) => number, delta: number): number {
  let best = Number.POSITIVE_INFINITY;
  // From above: whole orders are cheap, and what they give rules most of the low ones out.
  for (let i = ORDERS.length - 1; i >= 0; i--) {
    const a = ORDERS[i]!;
    const rest = Math.log1p(-1 / a) - (Math.log(delta) + Math.log(a)) / (a - 1);
    // The divergence is never negative.
    if (rest < best) best = Math.min(best, divergence(a) + rest);
  }
  return Math.max(best, 0);
}

function check({ sampleRate, steps, delta }: PrivacySteps): void {
  if (!(sampleRate > 0 && sampleRate <= 1)) {
    throw new ConfigError(`privacy: the sample rate must lie in (0, 1], got ${sampleRate}`);
  }
  if (!(Number.isInteger(steps) && steps >= 0)) {
    throw new ConfigError(`privacy: steps must be a whole number, got ${steps}`);
  }
  if (!(delta > 0 && delta < 1)) throw new ConfigError(`privacy: delta must lie in (0, 1), got ${delta}`);
}
