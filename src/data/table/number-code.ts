// One number as a code and a value, and back, by a fitted encoding: atoms first, then the parts of the line.

import { internalError } from "../../errors.ts";
import { normalCdf, normalQuantile } from "./_normal-score.ts";
import type { NumberEncoding, NumberParts } from "./schema.ts";

/** Encodes into its own fields, so that a loop over cells makes no objects. */
export interface NumberCoder {
  /** Result of the last `encode`. */
  code: number;
  /** Result of the last `encode`; 0 for atoms. */
  value: number;
  /** Encodes a finite number; false when it lies outside what was fitted, or between values that are all codes. */
  encode(x: number): boolean;
  /** The number of a code and a value. */
  decode(code: number, value: number): number;
}

/** t(x) of an encoding. */
export function transformOf(transform: NumberEncoding["transform"]): (x: number) => number {
  if (transform.kind === "identity") return (x) => x;
  const { shift, unit } = transform;
  return (x) => (x < shift ? -Math.log1p((shift - x) / unit) : Math.log1p((x - shift) / unit));
}

/** The x of t(x). */
export function inverseTransformOf(transform: NumberEncoding["transform"]): (t: number) => number {
  if (transform.kind === "identity") return (t) => t;
  const { shift, unit } = transform;
  return (t) => (t < 0 ? shift - unit * Math.expm1(-t) : shift + unit * Math.expm1(t));
}

/** Number of codes of an encoding of numbers. */
export function numberCodes(encoding: NumberEncoding): number {
  return encoding.atoms.length + partCount(encoding.parts);
}

function partCount(parts: NumberParts): number {
  if (parts.kind === "none") return 0;
  return parts.kind === "bins" ? parts.bins.length : parts.kind === "modes" ? parts.modes.length : 1;
}

/** A part of the line: writes part and value of t(x) into the coder. */
interface Part {
  encode(t: number, out: { code: number; value: number }): void;
  decode(part: number, value: number): number;
  /** Ends of what was fitted, in units of t. */
  readonly low: number;
  readonly high: number;
}

/** The coder of an encoding; `range` is what counts as seen where the parts have no ends of their own (modes, scaled). */
export function numberCoder(
  encoding: NumberEncoding,
  range: { readonly min: number; readonly max: number },
): NumberCoder {
  const { atoms } = encoding;
  const count = atoms.length;
  const forward = transformOf(encoding.transform);
  const backward = inverseTransformOf(encoding.transform);
  const codeOf = new Map(atoms.map((atom, code) => [atom, code]));
  const part = partOf(encoding, forward(range.min), forward(range.max));
  const low = Math.min(part?.low ?? Number.POSITIVE_INFINITY, ...atoms.map(forward));
  const high = Math.max(part?.high ?? Number.NEGATIVE_INFINITY, ...atoms.map(forward));
  const coder: NumberCoder = {
    code: 0,
    value: 0,
    encode(x) {
      if (count > 0) {
        const atom = codeOf.get(x);
        if (atom !== undefined) {
          coder.code = atom;
          coder.value = 0;
          return true;
        }
      }
      if (part === undefined) {
        coder.code = nearest(atoms, x);
        coder.value = 0;
        return false;
      }
      const t = forward(x);
      part.encode(t, coder);
      coder.code += count;
      return t >= low && t <= high;
    },
    decode(code, value) {
      if (code < count) return atoms[code]!;
      if (part === undefined) throw internalError(`code ${code} of an encoding of ${count} atoms`);
      return backward(part.decode(code - count, value));
    },
  };
  return coder;
}

function partOf({ parts, standardDeviation }: NumberEncoding, low: number, high: number): Part | undefined {
  switch (parts.kind) {
    case "none":
      return undefined;
    case "bins":
      return bins(parts.bins);
    case "modes":
      return { ...modes(parts.modes), low, high };
    case "scaled":
      return {
        encode(t, out) {
          const { mean, deviation, limit = Number.POSITIVE_INFINITY } = parts;
          out.code = 0;
          out.value = Math.max(-limit, Math.min(limit, (t - mean) / deviation));
        },
        decode: (_, value) => parts.mean + value * parts.deviation,
        low,
        high,
      };
    case "quantile":
      return quantile(parts.knots, standardDeviation > 0 ? standardDeviation : 1);
  }
}

function bins(all: readonly { readonly knots: readonly number[] }[]): Part {
  const knots = all.map((bin) => Float64Array.from(bin.knots));
  const starts = Float64Array.from(knots, (each) => each[0]!);
  const [first, last] = [knots[0]!, knots[knots.length - 1]!];
  const [low, high] = [first[0]!, last[last.length - 1]!];
  return {
    encode(t, out) {
      let bin = 0;
      for (let step = starts.length; bin + 1 < step; ) {
        const middle = (bin + step) >> 1;
        if (starts[middle]! <= t) bin = middle;
        else step = middle;
      }
      const own = knots[bin]!;
      const [start, end] = [own[0]!, own[own.length - 1]!];
      out.code = bin;
      // Beyond the ends: in widths of the bin, one at most.
      if (t < start) out.value = Math.max(-1, (t - start) / (end - start));
      else if (t > end) out.value = bin === starts.length - 1 ? Math.min(2, 1 + (t - end) / (end - start)) : 1;
      else out.value = rankOf(own, t);
    },
    decode(bin, value) {
      const own = knots[bin]!;
      const [start, end] = [own[0]!, own[own.length - 1]!];
      if (value < 0) return start + value * (end - start);
      if (value > 1) return end + (value - 1) * (end - start);
      return atRank(own, value);
    },
    low,
    high,
  };
}

function modes(all: Extract<NumberParts, { kind: "modes" }>["modes"]): Pick<Part, "encode" | "decode"> {
  const offset = all.map(({ weight, deviation }) => Math.log(weight / deviation));
  return {
    encode(t, out) {
      let [best, most] = [0, Number.NEGATIVE_INFINITY];
      for (let j = 0; j < all.length; j++) {
        const z = (t - all[j]!.mean) / all[j]!.deviation;
        const score = offset[j]! - 0.5 * z * z;
        if (score > most) [best, most] = [j, score];
      }
      out.code = best;
      out.value = (t - all[best]!.mean) / (4 * all[best]!.deviation);
    },
    decode: (mode, value) => all[mode]!.mean + value * 4 * all[mode]!.deviation,
  };
}

/** What ranks 0 and 1 are moved inwards by, so that their normal scores are finite. */
export function quantileMargin(knots: number): number {
  return 0.5 / knots;
}

// Beyond the ends: on from the last score, in standard deviations of the column.
function quantile(knots: readonly number[], deviation: number): Part {
  const own = Float64Array.from(knots);
  const [low, high] = [own[0]!, own[own.length - 1]!];
  const margin = quantileMargin(own.length);
  const end = normalQuantile(1 - margin);
  return {
    encode(t, out) {
      out.code = 0;
      if (t < low) out.value = -end + (t - low) / deviation;
      else if (t > high) out.value = end + (t - high) / deviation;
      else out.value = normalQuantile(margin + (1 - 2 * margin) * rankOf(own, t));
    },
    decode(_, value) {
      if (value < -end) return low + (value + end) * deviation;
      if (value > end) return high + (value - end) * deviation;
      return atRank(own, Math.min(1, Math.max(0, (normalCdf(value) - margin) / (1 - 2 * margin))));
    },
    low,
    high,
  };
}

/** Where t lies along ascending knots, in [0, 1]; the middle of knots that are equal to it. t lies between the ends. */
function rankOf(knots: Float64Array, t: number): number {
  const last = knots.length - 1;
  // First knot >= t.
  let [low, high] = [0, last];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (knots[middle]! >= t) high = middle;
    else low = middle + 1;
  }
  if (knots[low] === t) {
    let equal = low;
    while (equal < last && knots[equal + 1] === t) equal++;
    return last === 0 ? 0.5 : (low + equal) / 2 / last;
  }
  const before = knots[low - 1]!;
  return (low - 1 + (t - before) / (knots[low]! - before)) / last;
}

/** The number at a rank in [0, 1]. */
function atRank(knots: Float64Array, rank: number): number {
  const position = rank * (knots.length - 1);
  const at = Math.min(knots.length - 2, Math.floor(position));
  if (at < 0) return knots[0]!;
  const [low, high] = [knots[at]!, knots[at + 1]!];
  return low === high ? low : low + (position - at) * (high - low);
}

// Few atoms (130): looked at one by one, since it is rare that a number is none of them.
function nearest(atoms: readonly number[], x: number): number {
  let best = 0;
  for (let i = 1; i < atoms.length; i++) if (Math.abs(atoms[i]! - x) < Math.abs(atoms[best]! - x)) best = i;
  return best;
}
