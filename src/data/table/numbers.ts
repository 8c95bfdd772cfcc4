// Numbers as a column writes them: decimal mark, marks between thousands, number of decimals. Not missing cells; see
// cells.ts.

import type { NumberFacts } from "./schema.ts";

/** The part of a column's facts that says how a number is written. */
export type NumberStyle = Pick<NumberFacts, "decimals" | "padded" | "decimalMark" | "groupMark">;

/** A reader of the numbers of one style: NaN for a text that is none. Blanks around are no part of a number. */
export function numberParser(style: Pick<NumberFacts, "decimalMark" | "groupMark">): (text: string) => number {
  const { decimalMark, groupMark } = style;
  if (groupMark === undefined) {
    return decimalMark === "." ? parsePlain : (text) => (text.includes(".") ? NaN : parsePlain(text.replace(",", ".")));
  }
  const group = groupMark === " " ? "[ \\u00a0\\u202f]" : `\\${groupMark}`;
  const whole = `(?:[1-9]\\d{0,2}(?:${group}\\d{3})+|\\d+)`;
  const pattern = new RegExp(`^[+-]?${whole}(?:\\${decimalMark}\\d*)?(?:[eE][+-]?\\d+)?$`);
  const groups = new RegExp(group, "g");
  return (text) => (pattern.test(text) ? parsePlain(text.replace(groups, "").replace(decimalMark, ".")) : NaN);
}

// Number() also takes blanks, hexadecimal, binary and "Infinity": those end in a letter, or have one at the second place.
function parsePlain(text: string): number {
  const last = text.charCodeAt(text.length - 1);
  if (!((last >= 48 && last <= 57) || last === 46)) return NaN;
  const first = text.charCodeAt(0);
  if (first <= 32 || first === 0xfeff || first === 0xa0) return NaN;
  const second = text.charCodeAt(1);
  if (second > 57 && second !== 69 && second !== 101) return NaN;
  const value = Number(text);
  return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY ? NaN : value + 0;
}

/** `value` as the column writes it: rounded to its decimals, padded with zeros or as short as can be. */
export function formatNumber(value: number, style: NumberStyle): string {
  const text = plain(value, style.decimals, style.padded === true);
  if (style.decimalMark === "." && style.groupMark === undefined) return text;
  const point = text.indexOf(".");
  const whole = point < 0 ? text : text.slice(0, point);
  const grouped = style.groupMark === undefined ? whole : whole.replace(/\B(?=(\d{3})+$)/g, style.groupMark);
  return point < 0 ? grouped : grouped + style.decimalMark + text.slice(point + 1);
}

/** `value` rounded to `decimals` places, as the decimal text would be read again. */
export function roundNumber(value: number, decimals: number): number {
  if (decimals === 0) return Math.round(value) + 0;
  return decimals > 15 ? value : Number(value.toFixed(decimals)) + 0;
}

/** Digits after the decimal mark in the shortest way to write `value`. */
export function decimalsOf(value: number): number {
  if (Number.isInteger(value)) return 0;
  if (Math.round(value * 100) / 100 === value) return Math.round(value * 10) / 10 === value ? 1 : 2;
  const text = String(value);
  const exponent = text.indexOf("e");
  const mantissa = exponent < 0 ? text : text.slice(0, exponent);
  const point = mantissa.indexOf(".");
  const digits = point < 0 ? 0 : mantissa.length - point - 1;
  return Math.max(0, digits - (exponent < 0 ? 0 : Number(text.slice(exponent + 1))));
}

function plain(value: number, decimals: number, padded: boolean): string {
  let text = String(value);
  const point = text.indexOf(".");
  let digits = point < 0 ? 0 : text.length - point - 1;
  // From 17 decimals on, all digits of a double are written.
  const limit = decimals < 17 ? decimals : Math.min(100, decimalsOf(value));
  if (digits > limit || text.includes("e")) {
    text = value.toFixed(limit);
    if (!padded && text.includes(".")) text = text.replace(/\.?0+$/, "");
    digits = decimals;
  } else if (padded && digits < decimals) {
    text = (digits === 0 ? `${text}.` : text) + "0".repeat(decimals - digits);
  }
  return text.startsWith("-") && !/[1-9]/.test(text) ? text.slice(1) : text;
}
