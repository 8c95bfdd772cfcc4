// Mutual information gap (Chen et al. 2018): is a factor told by one dimension and by no second one?

import type { LabelledCodes } from "./labelled-codes.ts";
import { factorEntropies, mutualInformationMatrix } from "./mutual-information.ts";

/** Options of `mutualInformationGap`. */
export interface MigOptions {
  /** Bins of equal width that a dimension is cut into. Default 20, as in disentanglement_lib. */
  readonly bins?: number;
}

/** Gap between the two dimensions that tell most of each factor. */
export interface Gap {
  /** Mean over the factors, 0 to 1. */
  readonly score: number;
  /** Of each factor. */
  readonly gaps: readonly number[];
}

/**
 * For each factor the gap between its largest and its second largest mutual information with a dimension, as a share of
 * the factor's entropy (Chen et al. 2018, eq. 6). A factor of more values than bins cannot reach 1. @throws ConfigError for no bins
 */
export function mutualInformationGap(sample: LabelledCodes, { bins = 20 }: MigOptions = {}): Gap {
  const matrix = mutualInformationMatrix(sample, bins);
  const entropies = factorEntropies(sample);
  return gapOf(entropies.map((total, j) => matrix.map((row) => row[j]! / total)));
}

/** Gap of values [factors][latent]; with one dimension there is nothing to subtract. */
export function gapOf(values: readonly (readonly number[])[]): Gap {
  const gaps = values.map((row) => {
    const [first, second = 0] = [...row].sort((a, b) => b - a);
    return first! - second;
  });
  return { score: gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length, gaps };
}
