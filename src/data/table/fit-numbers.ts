// The encoding of a column of numbers or times, fitted on its values: which are codes of their own, and the parts of the rest.

import { fitVariationalMixture } from "../../statistics/variational-mixture.ts";
import { tailsOf } from "./infer-numbers.ts";
import { transformOf } from "./number-code.ts";
import type { NumberEncoding, NumberParts } from "./schema.ts";
import { type NumberTally, tallyQuantiles, withoutValues } from "./tally.ts";

/** How numbers are encoded. */
export interface NumberOptions {
  /**
   * Kind of the parts: `bins` (default), `modes`, `quantile`, `scaled`, or `standard`: plain standardisation without atoms
   * and logarithms, cut off 10 standard deviations from the mean.
   */
  readonly numbers: "bins" | "modes" | "quantile" | "scaled" | "standard";
  /** Most bins; default 50. */
  readonly bins: number;
  /** Most distinct values that may all be codes of their own (bins); default 130. */
  readonly atoms: number;
  /** Most modes; default 10. */
  readonly modes: number;
}

const KNOTS = 17;
const FEWEST_ROWS_OF_A_BIN = 10;
const FEWEST_ROWS_OF_AN_ATOM = 5;
const MOST_QUANTILES = 1000;

/**
 * Fits an encoding. Atoms are, for bins: every value where there are at most `atoms` of them with 5 rows each on average,
 * otherwise those that hold 1 / bins of the rows, 5 at least; for all kinds: the inflated value. What is no atom goes, by its
 * logarithm where the column is heavy-tailed, into the parts: bins of equal counts (10 rows at least, as far as there are
 * so many), a mixture, one scaled part, or quantiles (1000 at most).
 */
export function fitNumbers(
  tally: NumberTally,
  facts: { readonly min: number; readonly inflatedAt?: number; readonly heavyTailed?: boolean },
  options: NumberOptions,
): NumberEncoding {
  const { values, counts, total } = tally;
  const identity = { kind: "identity" } as const;
  if (total === 0) return atomsOnly([facts.min], [0], facts.min, 0);
  if (options.numbers === "standard" && values.length > 1) {
    const { mean, deviation } = moments(tally, (x) => x);
    const parts = { kind: "scaled", mean, deviation, limit: 10 } as const;
    return {
      kind: "numbers",
      atoms: [],
      atomCounts: [],
      transform: identity,
      parts,
      mean,
      standardDeviation: deviation,
    };
  }
  const few = options.numbers === "bins" && values.length <= options.atoms && total >= 5 * values.length;
  const enough = options.numbers === "bins" ? Math.max(FEWEST_ROWS_OF_AN_ATOM, total / options.bins) : total + 1;
  let isAtom = (i: number) => few || values[i] === facts.inflatedAt || counts[i]! >= enough;
  let rest = withoutValues(tally, (_, i) => isAtom(i));
  if (rest.values.length === 1) {
    isAtom = () => true;
    rest = withoutValues(tally, () => true);
  }
  const atoms: number[] = [];
  for (let i = 0; i < values.length; i++) if (isAtom(i)) atoms.push(i);
  const transform = facts.heavyTailed && rest.total > 0 ? logTransform(rest) : identity;
  const forward = transformOf(transform);
  const { mean, deviation } = moments(tally, forward);
  const moved: NumberTally = { ...rest, values: rest.values.map(forward) };
  return {
    kind: "numbers",
    atoms: atoms.map((i) => values[i]!),
    atomCounts: atoms.map((i) => counts[i]!),
    transform,
    parts: rest.total === 0 ? { kind: "none" } : fitParts(moved, options),
    mean,
    standardDeviation: deviation,
  };
}

function atomsOnly(atoms: number[], atomCounts: number[], mean: number, standardDeviation: number): NumberEncoding {
  const transform = { kind: "identity" } as const;
  return { kind: "numbers", atoms, atomCounts, transform, parts: { kind: "none" }, mean, standardDeviation };
}

function fitParts(tally: NumberTally, options: NumberOptions): NumberParts {
  switch (options.numbers) {
    case "bins":
      return { kind: "bins", bins: fitBins(tally, options.bins) };
    case "modes":
      return { kind: "modes", modes: fitVariationalMixture(expand(tally, 20_000), { modes: options.modes }) };
    case "scaled":
    case "standard": {
      const { mean, deviation } = moments(tally, (t) => t);
      return { kind: "scaled", mean, deviation };
    }
    case "quantile": {
      const count = Math.max(2, Math.min(MOST_QUANTILES, tally.total));
      return { kind: "quantile", knots: tallyQuantiles(tally, evenly(count)) };
    }
  }
}

/** Bins of equal counts, each from its first value to that of the next; the last to the last value. */
export function fitBins(
  tally: NumberTally,
  most: number,
): { readonly knots: readonly number[]; readonly count: number }[] {
  const { values, counts, total } = tally;
  const wanted = Math.max(1, Math.min(most, Math.floor(total / FEWEST_ROWS_OF_A_BIN)));
  // A bin ends when it holds its share; values are never divided, so a frequent one may make fewer bins.
  const bins: { knots: number[]; count: number }[] = [];
  let [from, count, before] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    count += counts[i]!;
    const ends = i === values.length - 1;
    const share = ((bins.length + 1) * total) / wanted;
    // The next value belongs here when more than half of it falls short of the share.
    const full = !ends && before + count + counts[i + 1]! / 2 > share && bins.length < wanted - 1;
    if (!ends && !full) continue;
    const own = { values: values.subarray(from, i + 1), counts: counts.subarray(from, i + 1), total: count };
    bins.push({ knots: knotsOf(own, ends ? undefined : values[i + 1]!), count });
    before += count;
    [from, count] = [i + 1, 0];
  }
  return bins;
}

// Evenly spaced quantiles of the bin's values and the first of the next bin.
function knotsOf(own: NumberTally, next: number | undefined): number[] {
  if (next === undefined) return tallyQuantiles(own, evenly(KNOTS));
  const values = new Float64Array(own.values.length + 1);
  const counts = new Float64Array(values.length);
  values.set(own.values);
  counts.set(own.counts);
  values[values.length - 1] = next;
  counts[values.length - 1] = 1;
  return tallyQuantiles({ values, counts, total: own.total + 1 }, evenly(KNOTS));
}

// Sides with a heavy tail decide where the logarithm starts from; half the median distance from there is its unit.
function logTransform(rest: NumberTally): NumberEncoding["transform"] {
  const tails = tailsOf(rest);
  const { values } = rest;
  const [median] = tallyQuantiles(rest, [0.5]) as [number];
  const shift = tails === "high" ? values[0]! : tails === "low" ? values[values.length - 1]! : median;
  const order = Array.from(values.keys()).sort((a, b) => Math.abs(values[a]! - shift) - Math.abs(values[b]! - shift));
  const distances: NumberTally = {
    values: Float64Array.from(order, (i) => Math.abs(values[i]! - shift)),
    counts: Float64Array.from(order, (i) => rest.counts[i]!),
    total: rest.total,
  };
  const [half] = tallyQuantiles(distances, [0.5]) as [number];
  // Not so small that the quotient is no number, whatever lies in the middle.
  const least = distances.values[distances.values.length - 1]! * 1e-12;
  const unit = Math.max(least, half / 2);
  return { kind: "log", shift, unit };
}

function moments(tally: NumberTally, forward: (x: number) => number): { mean: number; deviation: number } {
  const { values, counts, total } = tally;
  // From the smallest value in units of the range, so that neither offsets nor sizes eat the digits.
  const base = forward(values[0]!);
  const range = forward(values[values.length - 1]!) - base;
  if (range === 0) return { mean: base, deviation: 0 };
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (counts[i]! * (forward(values[i]!) - base)) / range;
  const centre = sum / total;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += counts[i]! * ((forward(values[i]!) - base) / range - centre) ** 2;
  return { mean: base + range * centre, deviation: range * Math.sqrt(squares / total) };
}

function evenly(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i / (count - 1));
}

// The values as often as they occur, or evenly spaced quantiles where they are more than `most`.
function expand(tally: NumberTally, most: number): Float64Array {
  return Float64Array.from(tallyQuantiles(tally, evenly(Math.max(2, Math.min(most, tally.total)))));
}
