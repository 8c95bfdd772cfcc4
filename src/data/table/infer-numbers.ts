// Which style a column of numbers has, and what lies in it: ranges, tails, values that stand out.

import { decimalsOf, numberParser } from "./numbers.ts";
import type { NumberFacts } from "./schema.ts";
import { type NumberTally, tallyQuantiles, withoutValues } from "./tally.ts";

/** A style found, and the texts that do not follow it. */
export interface FoundNumbers {
  readonly style: Pick<NumberFacts, "decimals" | "padded" | "decimalMark" | "groupMark">;
  readonly values: readonly number[];
  /** Indices of texts that are no numbers of this style. */
  readonly bad: readonly number[];
  /** Digits that are no numbers: leading zeros, or more of them than a number can hold. */
  readonly codes: boolean;
  /** Every comma could be a decimal mark or one of thousands; it was taken as the latter. */
  readonly ambiguous: boolean;
}

type Marks = Pick<NumberFacts, "decimalMark" | "groupMark">;

const STYLES: readonly Marks[] = [
  { decimalMark: "." },
  { decimalMark: ".", groupMark: "," },
  { decimalMark: "," },
  { decimalMark: ",", groupMark: "." },
  { decimalMark: ".", groupMark: " " },
  { decimalMark: ",", groupMark: " " },
  { decimalMark: ".", groupMark: "'" },
];

/** The style in which most of `texts` are numbers, of equals the plain one first, then thousands before decimal commas. */
export function findNumbers(texts: readonly string[], marks?: Marks): FoundNumbers {
  let best = readAs(texts, marks ?? STYLES[0]!);
  let others = 0;
  if (marks === undefined && best.bad.some((i) => /\d[,.' \u00a0\u202f]\d/.test(texts[i]!))) {
    for (const style of STYLES.slice(1)) {
      const found = readAs(texts, style);
      if (found.bad.length < best.bad.length) [best, others] = [found, 0];
      else if (found.bad.length === best.bad.length && style.decimalMark === ",") others++;
    }
  }
  const { decimalMark, groupMark } = best.marks;
  const good = best.bad.length < texts.length;
  let [decimals, fewest] = [0, Number.POSITIVE_INFINITY];
  let codes = false;
  let grouped = false;
  for (let i = 0; i < texts.length; i++) {
    const [text, value] = [texts[i]!, best.values[i]!];
    if (Number.isNaN(value)) continue;
    const point = text.lastIndexOf(decimalMark);
    const digits = /[eE]/.test(text) ? decimalsOf(value) : point < 0 ? 0 : text.length - point - 1;
    if (digits > decimals) decimals = digits;
    if (digits < fewest) fewest = digits;
    if (/^[+-]?0\d/.test(text) || (Math.abs(value) > Number.MAX_SAFE_INTEGER && /^[+-]?\d+$/.test(text))) codes = true;
    if (groupMark !== undefined && !grouped) grouped = text.slice(0, point < 0 ? undefined : point).length > 3;
  }
  const style = {
    decimals,
    ...(good && decimals > 0 && fewest === decimals && { padded: true }),
    decimalMark,
    ...(groupMark !== undefined && grouped && { groupMark }),
  };
  const ambiguous = groupMark === "," && others > 0 && decimals === 0;
  return { style, values: best.values, bad: best.bad, codes, ambiguous };
}

function readAs(texts: readonly string[], marks: Marks) {
  const parse = numberParser(marks);
  const bad: number[] = [];
  const values = texts.map((text, i) => {
    const value = parse(text);
    if (Number.isNaN(value)) bad.push(i);
    return value;
  });
  return { marks, values, bad };
}

/**
 * Facts of the numbers of a column, one at least.
 * - inflated: the most common value holds over a tenth of the cells and more than twice as many as the next, beside at
 *   least 20 other values;
 * - heavy-tailed: away from that value, the distance from the median to the 0.5% or the 99.5% quantile is over 10 times
 *   half the distance between the quartiles (normal: 3.8, exponential: 8.4), or over 4 times that to the 5% or 95%
 *   quantile where the quartiles fall together;
 * - bounded: smallest and largest value are each held by at least 5 cells and 0.5% of them, beside 10 other values.
 */
export function numberFacts(tally: NumberTally, style: FoundNumbers["style"]): NumberFacts {
  const { values, counts, total } = tally;
  const last = values.length - 1;
  let [top, second] = [0, -1];
  for (let i = 1; i <= last; i++) {
    if (counts[i]! > counts[top]!) [top, second] = [i, top];
    else if (second < 0 || counts[i]! > counts[second]!) second = i;
  }
  const inflated = last >= 20 && counts[top]! > total / 10 && counts[top]! > 2 * counts[second]!;
  const rest = inflated ? withoutValues(tally, (_, i) => i === top) : tally;
  const enough = Math.max(5, total / 200);
  return {
    ...style,
    min: values[0]!,
    max: values[last]!,
    ...(inflated && { inflatedAt: values[top]! }),
    heavyTailed: rest.values.length > 10 && tailsOf(rest) !== "none",
    bounded: last >= 11 && counts[0]! >= enough && counts[last]! >= enough,
  };
}

/** On which sides of the median a column has a heavy tail, by the rule of `numberFacts`. */
export function tailsOf(tally: NumberTally): "none" | "low" | "high" | "both" {
  const [a, b, c, median, d, e, f] = tallyQuantiles(tally, [0.005, 0.05, 0.25, 0.5, 0.75, 0.95, 0.995]) as number[];
  const quartiles = (d! - c!) / 2;
  const heavy = (tail: number, middle: number) =>
    quartiles > 0 ? tail > 10 * quartiles : middle > 0 && tail > 4 * middle;
  const low = heavy(median! - a!, median! - b!);
  const high = heavy(f! - median!, e! - median!);
  return low ? (high ? "both" : "low") : high ? "high" : "none";
}
