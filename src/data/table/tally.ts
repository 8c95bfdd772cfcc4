// Distinct values of a column with how often they occur: what types are inferred and encodings fitted from.

/** Distinct numbers in ascending order. */
export interface NumberTally {
  readonly values: Float64Array;
  readonly counts: Float64Array;
  /** Sum of the counts. */
  readonly total: number;
}

/** Distinct texts in the order they first occur in. */
export interface TextTally {
  readonly texts: readonly string[];
  readonly counts: readonly number[];
  /** Row each first occurs in, from 0. */
  readonly rows: readonly number[];
  /** Cells that hold nothing, or blanks only. */
  readonly empty: number;
}

/** Counts the trimmed texts of `cells`. */
export function tallyTexts(cells: readonly (string | null)[]): TextTally {
  const index = new Map<string, number>();
  const texts: string[] = [];
  const counts: number[] = [];
  const rows: number[] = [];
  let empty = 0;
  for (let i = 0; i < cells.length; i++) {
    const text = cells[i]?.trim() ?? "";
    if (text === "") {
      empty++;
      continue;
    }
    const at = index.get(text);
    if (at !== undefined) counts[at]!++;
    else {
      index.set(text, texts.length);
      texts.push(text);
      counts.push(1);
      rows.push(i);
    }
  }
  return { texts, counts, rows, empty };
}

/** Counts the numbers of `cells`; NaN is left out. */
export function tallyNumbers(cells: Float64Array): NumberTally {
  let size = 0;
  const sorted = new Float64Array(cells.length);
  for (let i = 0; i < cells.length; i++) if (!Number.isNaN(cells[i]!)) sorted[size++] = cells[i]!;
  return tallySorted(sorted.subarray(0, size).sort());
}

function tallySorted(sorted: Float64Array): NumberTally {
  let distinct = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) distinct++;
  const values = new Float64Array(distinct);
  const counts = new Float64Array(distinct);
  for (let i = 0, at = -1; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) values[++at] = sorted[i]! + 0;
    counts[at]!++;
  }
  return { values, counts, total: sorted.length };
}

/** Joins numbers that were counted apart (1 and 1.0) and brings them into order. */
export function tallyWeighted(numbers: readonly number[], weights: readonly number[]): NumberTally {
  const order = Array.from(numbers, (_, i) => i).sort((a, b) => numbers[a]! - numbers[b]!);
  const values: number[] = [];
  const counts: number[] = [];
  let total = 0;
  for (const i of order) {
    total += weights[i]!;
    if (values.length > 0 && values[values.length - 1] === numbers[i]) counts[counts.length - 1]! += weights[i]!;
    else {
      values.push(numbers[i]!);
      counts.push(weights[i]!);
    }
  }
  return { values: Float64Array.from(values), counts: Float64Array.from(counts), total };
}

/** `tally` without the values that `drop` says. */
export function withoutValues(tally: NumberTally, drop: (value: number, index: number) => boolean): NumberTally {
  const values = new Float64Array(tally.values.length);
  const counts = new Float64Array(values.length);
  let [size, total] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    if (drop(tally.values[i]!, i)) continue;
    values[size] = tally.values[i]!;
    counts[size++] = tally.counts[i]!;
    total += tally.counts[i]!;
  }
  return { values: values.subarray(0, size), counts: counts.subarray(0, size), total };
}

/** Quantiles at ascending fractions in [0, 1] of all cells of a tally, linear between order statistics (type 7). */
export function tallyQuantiles(tally: NumberTally, fractions: readonly number[]): number[] {
  const { values, counts, total } = tally;
  let at = 0;
  let through = counts[0] ?? 0;
  return fractions.map((fraction) => {
    const position = Math.min(total - 1, Math.max(0, fraction * (total - 1)));
    const below = Math.floor(position);
    while (through <= below && at < values.length - 1) through += counts[++at]!;
    const low = values[at]!;
    const rest = position - below;
    if (rest === 0 || through > below + 1 || at === values.length - 1) return low;
    return low + rest * (values[at + 1]! - low);
  });
}
