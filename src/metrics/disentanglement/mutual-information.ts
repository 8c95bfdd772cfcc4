// Mutual information of latent dimensions and factors, counted in bins, in nats.

import { binEdges, binOf, valueRange } from "../../statistics/index.ts";
import type { LabelledCodes } from "./labelled-codes.ts";

/** Mutual information in nats of two columns of codes 0 to size - 1, by their relative frequencies. */
export function mutualInformation(a: Int32Array, sizeA: number, b: Int32Array, sizeB: number): number {
  const joint = new Float64Array(sizeA * sizeB);
  const [countsA, countsB] = [new Float64Array(sizeA), new Float64Array(sizeB)];
  for (let i = 0; i < a.length; i++) {
    joint[a[i]! * sizeB + b[i]!]!++;
    countsA[a[i]!]!++;
    countsB[b[i]!]!++;
  }
  let sum = 0;
  for (let x = 0; x < sizeA; x++) {
    for (let y = 0; y < sizeB; y++) {
      const count = joint[x * sizeB + y]!;
      if (count > 0) sum += count * Math.log((count * a.length) / (countsA[x]! * countsB[y]!));
    }
  }
  return Math.max(0, sum / a.length);
}

/** Entropy in nats of a column of codes 0 to size - 1. */
export function entropy(codes: Int32Array, size: number): number {
  return mutualInformation(codes, size, codes, size);
}

/** Entropies in nats of the factors. */
export function factorEntropies({ factors }: LabelledCodes): number[] {
  return factors.map(({ codes, levels }) => entropy(codes, levels.length));
}

/**
 * Mutual information in nats [latent][factors], the dimensions cut into bins of equal width over their range. Counting
 * makes it too large by about (bins - 1)(levels - 1) / 2n of n items (Miller 1955). @throws ConfigError for no bins
 */
export function mutualInformationMatrix({ dimensions, factors }: LabelledCodes, bins = 20): number[][] {
  return dimensions.map((column) => {
    const edges = binEdges(valueRange(column), bins);
    const binned = Int32Array.from(column, (value) => binOf(edges, value));
    return factors.map(({ codes, levels }) => mutualInformation(binned, bins, codes, levels.length));
  });
}
