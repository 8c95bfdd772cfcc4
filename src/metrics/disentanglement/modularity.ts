// Modularity (Ridgeway & Mozer 2018): does each dimension tell of one factor only?

import type { LabelledCodes } from "./labelled-codes.ts";
import { mutualInformationMatrix } from "./mutual-information.ts";

/** Options of `modularity`. */
export interface ModularityOptions {
  /** Bins of equal width that a dimension is cut into. Default 20, as in disentanglement_lib. */
  readonly bins?: number;
}

/**
 * Mean over the dimensions of 1 - (squared mutual information with all factors but the largest) / (the largest squared x
 * (factors - 1)), 0 to 1 (Ridgeway & Mozer 2018, eq. 2). A dimension without information counts 0, as in
 * disentanglement_lib; with a single factor every other one counts 1. @throws ConfigError for no bins
 */
export function modularity(sample: LabelledCodes, { bins = 20 }: ModularityOptions = {}): number {
  const others = sample.factors.length - 1;
  const scores = mutualInformationMatrix(sample, bins).map((row) => {
    const squares = row.map((value) => value ** 2);
    const largest = Math.max(...squares);
    if (largest === 0) return 0;
    if (others === 0) return 1;
    const rest = squares.reduce((sum, value) => sum + value, 0) - largest;
    return 1 - rest / (largest * others);
  });
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
