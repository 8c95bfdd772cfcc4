// What the model needs to know of each column's codes: how many, which carry a value, and where they lie on one common line.

import { normalQuantile } from "./_normal-score.ts";
import { codeCount, encodingOf } from "./columns.ts";
import { quantileMargin, transformOf } from "./number-code.ts";
import { modelled, type NumberEncoding, type TableSchema } from "./schema.ts";

/** The codes of a modelled column. Positions are (t(x) - mean) / standard deviation of the column; all 0 for levels. */
export interface CodeShape {
  readonly name: string;
  /** Number of codes, 1 at least. */
  readonly codes: number;
  /** First code that carries a value; equal to `codes` where none does (a pooled level's value is not the model's). */
  readonly valued: number;
  /** How values lie: `uniform` in [0, 1] (bins), about `normal` (all others). */
  readonly value: "none" | "uniform" | "normal";
  /** [codes]: the position at value 0. */
  readonly position: readonly number[];
  /** [codes]: how far the position moves per unit of value (on average over a bin, at the middle of quantiles). */
  readonly width: readonly number[];
  /** [codes]: log of the values' density over the positions' one, -log(d position / d value); a bin's is the mean over its segments. */
  readonly logDensity: readonly number[];
}

// Segments of no width would have an infinite density: they count as a thousandth of their bin, or a ten-thousandth of a
// standard deviation.
const NARROWEST_SHARE = 1e-3;
const NARROWEST = 1e-4;

/** The shapes of all modelled columns, in order. @throws ConfigError for a column whose encoding was not fitted */
export function codeShapes(schema: TableSchema): CodeShape[] {
  return modelled(schema).map((column): CodeShape => {
    const encoding = encodingOf(column);
    const codes = codeCount(encoding);
    if (encoding.kind === "numbers") return { name: column.name, codes, ...numberShape(encoding, codes) };
    const zeros = new Array<number>(codes).fill(0);
    return { name: column.name, codes, valued: codes, value: "none", position: zeros, width: zeros, logDensity: zeros };
  });
}

function numberShape(encoding: NumberEncoding, codes: number): Omit<CodeShape, "name" | "codes"> {
  const { atoms, parts, mean } = encoding;
  const deviation = encoding.standardDeviation > 0 ? encoding.standardDeviation : 1;
  const forward = transformOf(encoding.transform);
  const place = (t: number) => (t - mean) / deviation;
  const position = atoms.map((atom) => place(forward(atom)));
  const width = atoms.map(() => 0);
  const logDensity = atoms.map(() => 0);
  const add = (start: number, perUnit: number, log = -Math.log(perUnit)) => {
    position.push(start);
    width.push(perUnit);
    logDensity.push(log);
  };
  if (parts.kind === "bins") {
    for (const { knots } of parts.bins) {
      const [start, end] = [knots[0]!, knots[knots.length - 1]!];
      const whole = (end - start) / deviation;
      add(place(start), whole, binLogDensity(knots, deviation, whole));
    }
  } else if (parts.kind === "modes") {
    for (const mode of parts.modes) add(place(mode.mean), (4 * mode.deviation) / deviation);
  } else if (parts.kind === "scaled") add(place(parts.mean), parts.deviation / deviation);
  else if (parts.kind === "quantile") {
    // The slope between the scores -1 and 1.
    const { knots } = parts;
    const margin = quantileMargin(knots.length);
    const at = (rank: number) => knots[Math.round(Math.min(1, Math.max(0, rank)) * (knots.length - 1))]!;
    const [low, high] = [at((0.158655 - margin) / (1 - 2 * margin)), at((0.841345 - margin) / (1 - 2 * margin))];
    const ends = (knots[knots.length - 1]! - knots[0]!) / (2 * normalQuantile(1 - margin));
    add(place(at(0.5)), Math.max(NARROWEST, (high > low ? (high - low) / 2 : ends) / deviation));
  }
  const valued = atoms.length;
  const value = valued === codes ? "none" : parts.kind === "bins" ? "uniform" : "normal";
  return { valued, value, position, width, logDensity };
}

function binLogDensity(knots: readonly number[], deviation: number, whole: number): number {
  const segments = knots.length - 1;
  const narrowest = Math.max(NARROWEST, NARROWEST_SHARE * whole);
  let sum = 0;
  for (let i = 0; i < segments; i++) {
    sum -= Math.log(Math.max(narrowest, ((knots[i + 1]! - knots[i]!) * segments) / deviation));
  }
  return sum / segments;
}
