// Separated attribute predictability (Kumar et al. 2018): does one dimension alone predict a factor, and no second one?

import { Generator } from "../../array/index.ts";
import { pearson } from "../../statistics/index.ts";
import { type FactorColumn, type LabelledCodes, splitItems, takeItems } from "./labelled-codes.ts";
import { type Gap, gapOf } from "./mig.ts";

/** Options of `sapScore`. */
export interface SapOptions {
  /** Key of the split into items to learn from and to be judged. Default 0. */
  readonly seed?: number;
  /** Names of factors that are amounts, scored by the squared correlation. Default none: every factor is a class. */
  readonly ordered?: readonly string[];
}

/**
 * For each factor the gap between the two dimensions that predict it best by themselves. A class is predicted by
 * thresholds halfway between the neighbouring means of classes (a linear discriminant of equal priors and variances,
 * where disentanglement_lib has a linear support vector machine) learned on two thirds of the items; it is scored by
 * balanced accuracy on the others. Chance is 1 / levels, so a factor that one dimension alone tells reaches 1 - 1 / levels.
 */
export function sapScore(sample: LabelledCodes, { seed = 0, ordered = [] }: SapOptions = {}): Gap {
  const [train, test] = splitItems(sample.count, new Generator(seed, "SAP")).map((items) => takeItems(sample, items));
  return gapOf(
    sample.factors.map((factor, j) =>
      sample.dimensions.map((column, d) => {
        if (ordered.includes(factor.name)) return squaredCorrelation(column, factor);
        const means = classMeans(train!.dimensions[d]!, train!.factors[j]!);
        return balancedAccuracy(means, test!.dimensions[d]!, test!.factors[j]!);
      }),
    ),
  );
}

function squaredCorrelation(column: Float64Array, { codes, levels }: FactorColumn): number {
  const values = Float64Array.from(codes, (code) => levels[code]!);
  return (pearson(column, values) ?? 0) ** 2;
}

// NaN for a class without items.
function classMeans(column: Float64Array, { codes, levels }: FactorColumn): Float64Array {
  const counts = new Float64Array(levels.length);
  const sums = new Float64Array(levels.length);
  codes.forEach((code, i) => {
    counts[code]!++;
    sums[code]! += column[i]!;
  });
  return sums.map((sum, code) => sum / counts[code]!);
}

// Mean over the classes of the share of their items whose nearest mean is that of the class.
function balancedAccuracy(means: Float64Array, column: Float64Array, { codes, levels }: FactorColumn): number {
  const counts = new Float64Array(levels.length);
  const hits = new Float64Array(levels.length);
  codes.forEach((code, i) => {
    counts[code]!++;
    const value = column[i]!;
    let nearest = -1;
    for (let c = 0; c < means.length; c++) {
      if (nearest < 0 ? !Number.isNaN(means[c]!) : Math.abs(value - means[c]!) < Math.abs(value - means[nearest]!)) {
        nearest = c;
      }
    }
    if (nearest === code) hits[code]!++;
  });
  const recalls = [...hits.keys()].filter((code) => counts[code]! > 0).map((code) => hits[code]! / counts[code]!);
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}
