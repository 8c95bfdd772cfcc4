// From the privacy a user asks for to the numbers of a private run: sample rate, noise, capacity of a batch.

import { ConfigError } from "../errors.ts";
import { defaultDelta, epsilonOf, noiseFor } from "../optim/index.ts";
import type { TrainConfig } from "./config.ts";

/** The numbers of a private run; they depend on the config and the number of rows only. */
export interface PrivacyPlan {
  /** The budget: what the whole run costs at most. */
  readonly epsilon: number;
  readonly delta: number;
  /** Largest norm of a row's gradient. */
  readonly clip: number;
  /** Standard deviation of the noise in units of `clip`. */
  readonly noiseMultiplier: number;
  /** Probability with which a row takes part in a step. */
  readonly sampleRate: number;
  /** Rows in a step on average. */
  readonly expectedRows: number;
  /** Rows for which a batch has room. */
  readonly capacity: number;
  readonly stepsPerEpoch: number;
}

// Share of delta for a draw that does not fit into a batch. Dropping rows then is no harmless act: which rows are dropped
// depends on the others, so one row more could change two gradients. The run is therefore counted as failed, which by
// the definition of (epsilon, delta) costs (1 + e^epsilon) times the probability of it, taken from delta.
const OVERFLOW_SHARE = 1e-3;

/** Plans a private run over `rows` items. @throws ConfigError when the budget cannot be met */
export function privacyPlan(config: TrainConfig, rows: number): PrivacyPlan | undefined {
  if (config.private === undefined) return undefined;
  const { epsilon, delta = defaultDelta(rows), clip = 1 } = config.private;
  const sampleRate = Math.min(1, config.batch / rows);
  const stepsPerEpoch = Math.ceil(rows / config.batch);
  const steps = config.epochs * stepsPerEpoch;
  const overflow = (OVERFLOW_SHARE * delta) / (1 + Math.exp(epsilon)) / steps;
  if (!(overflow > 0)) throw new ConfigError(`train.private.epsilon: must be below 700, got ${epsilon}; train without`);
  return {
    epsilon,
    delta,
    clip,
    noiseMultiplier: noiseFor({ epsilon, delta: accountedDelta(delta), sampleRate, steps }),
    sampleRate,
    expectedRows: Math.min(config.batch, rows),
    capacity: capacityFor(rows, sampleRate, overflow),
    stepsPerEpoch,
  };
}

/** What `steps` steps of a plan have cost, as an epsilon at the plan's delta. */
export function spentEpsilon({ noiseMultiplier, sampleRate, delta }: PrivacyPlan, steps: number): number {
  return epsilonOf({ noiseMultiplier, sampleRate, steps, delta: accountedDelta(delta) });
}

const accountedDelta = (delta: number) => delta * (1 - OVERFLOW_SHARE);

// The fewest rows that a draw exceeds with probability at most `overflow`, by Chernoff's bound
// P(Binomial(n, q) >= k) <= exp(-n KL(k / n || q)); about the mean and seven standard deviations.
function capacityFor(rows: number, rate: number, overflow: number): number {
  let [low, high] = [Math.ceil(rows * rate), rows];
  const rare = (k: number) => rows * divergence(k / rows, rate) >= -Math.log(overflow);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (rare(middle + 1)) high = middle;
    else low = middle + 1;
  }
  return high;
}

// KL of two coins, a >= b.
function divergence(a: number, b: number): number {
  const tail = a === 1 ? 0 : (1 - a) * Math.log((1 - a) / (1 - b));
  return a * Math.log(a / b) + tail;
}
