// From scores to labels: a threshold and tail probabilities by the scores of the training rows.

import { ConfigError } from "../errors.ts";
import { countBelow, quantile } from "../statistics/index.ts";

/** How many rows are to be called anomalies; one of the two. */
export interface ThresholdChoice {
  /** Share of the training rows that are taken for anomalies, in (0, 0.5]. */
  readonly contamination?: number | undefined;
  /** Quantile of the training scores above which a row is an anomaly, in (0, 1). */
  readonly quantile?: number | undefined;
}

/**
 * The score above which a row is an anomaly, from ascending training scores; undefined where none was chosen.
 * @throws ConfigError when both are given, or a share is out of range
 */
export function thresholdOf(ascending: ArrayLike<number>, choice: ThresholdChoice): number | undefined {
  const { contamination, quantile: share } = choice;
  if (contamination !== undefined && share !== undefined) {
    throw new ConfigError("--contamination and --quantile say the same in two ways; give one of them");
  }
  if (contamination !== undefined) {
    if (contamination > 0 && contamination <= 0.5) return quantile(ascending, 1 - contamination);
    throw new ConfigError(`--contamination: must lie above 0 and up to 0.5, got ${contamination}; try 0.05`);
  }
  if (share === undefined) return undefined;
  if (share > 0 && share < 1) return quantile(ascending, share);
  throw new ConfigError(`--quantile: must lie between 0 and 1, got ${share}; try 0.99`);
}

/**
 * Probability that a row of the training part scores this high or higher, by `count` training scores of which `ascending` are
 * evenly spaced quantiles: between 1 / (count + 1) and 1.
 */
export function tailProbability(ascending: ArrayLike<number>, score: number, count = ascending.length): number {
  const below = countBelow(ascending, score);
  return Math.max(1 / (count + 1), (ascending.length - below) / ascending.length);
}
