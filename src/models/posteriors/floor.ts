// Normal posteriors whose KL from N(0, 1) never falls below a floor (Razavi et al. 2019, delta-VAE, for independent
// latents), so that they cannot collapse: the scale stays in an interval, and the mean makes up for what is missing.

import { add, less, log, maximum, mul, sigmoid, sqrt, square, sub, type Tensor, where } from "../../graph/index.ts";

// Share by which the floor is raised, so that it holds in 32-bit floats; below it the root's slope, which has no bound, is zero.
const ROUNDING = 1e-6;

/**
 * The two standard deviations s of a centred normal with KL(N(0, s^2) || N(0, 1)) = (s^2 - 1 - ln s^2) / 2 = `rate` nats,
 * one below 1 and one above; `rate` above 0.
 */
export function deviationsOfRate(rate: number): readonly [low: number, high: number] {
  const missing = (s: number) => rate - (s * s - 1) / 2 + Math.log(s);
  // At the outer ends the KL is above the rate: rate + s^2 / 2 at one, at least (s - 1)^2 / 2 = rate at the other.
  return [root(missing, Math.exp(-rate - 0.5), 1), root(missing, 1 + Math.sqrt(2 * rate), 1)];
}

/** A posterior's mean and log-variance [batch, size] from free ones, so that the KL of each dimension is at least `rate`. */
export function withFloor(mean: Tensor, logVariance: Tensor, rate: number): { mean: Tensor; logVariance: Tensor } {
  const [low, high] = deviationsOfRate(rate);
  const deviation = add(mul(sigmoid(logVariance), high - low), low);
  const logOf = mul(log(deviation), 2);
  // mean^2 >= 2 rate + 1 + ln s^2 - s^2 is what the KL needs; the paper's means are positive, here they take the sign of
  // the free ones, so that the posteriors of all items together may lie around zero.
  const bound = (2 * rate + 1) * (1 + ROUNDING);
  const needed = sqrt(maximum(sub(add(logOf, bound), square(deviation)), ROUNDING));
  const side = where(less(mean, 0), -1, 1);
  return { mean: add(mean, mul(side, needed)), logVariance: logOf };
}

// Bisection between a point where f is negative and one where it is not; gives a point of the latter kind.
function root(f: (x: number) => number, outer: number, inner: number): number {
  let [negative, positive] = [outer, inner];
  for (let i = 0; i < 100; i++) {
    const middle = (negative + positive) / 2;
    if (f(middle) < 0) negative = middle;
    else positive = middle;
  }
  return positive;
}
