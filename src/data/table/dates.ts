// Dates and times as a column writes them, read to milliseconds since 1970 in UTC and written back. Which format a
// column has is found in infer-dates.ts.

import { ConfigError } from "../../errors.ts";
import type { DateFacts } from "./schema.ts";

/** Reads and writes the dates of one pattern. */
export interface DateFormat {
  /** Milliseconds since 1970 in UTC; NaN when `text` is no date of this pattern, or one that does not exist (30 February). */
  readonly parse: (text: string) => number;
  readonly format: (time: number) => string;
}

const TOKENS = /YYYY|MM|M|DD|D|HH|mm|ss|\.S{1,9}|Z$|\+00:00$|[^A-Za-z]|T/gy;
const SOURCES: Record<string, string> = {
  YYYY: "(\\d{4})",
  MM: "(\\d{2})",
  DD: "(\\d{2})",
  M: "(\\d{1,2})",
  D: "(\\d{1,2})",
  HH: "(\\d{2})",
  mm: "(\\d{2})",
  ss: "(\\d{2})",
  Z: "(Z|[+-]\\d{2}:?\\d{2})",
};

/**
 * The format of a pattern of YYYY, MM or M, DD or D, HH, mm, ss, a fraction .SSS, and `Z` or `+00:00` at the end; all other
 * marks stand for themselves. Times with an offset are brought to UTC, and written so. Left out: month and day 1, year 1970,
 * time 0. A fraction may be left out when reading.
 * @throws ConfigError for a pattern that holds anything else
 */
export function dateFormat(pattern: string): DateFormat {
  const tokens = pattern.match(TOKENS) ?? [];
  if (tokens.length === 0 || tokens.join("") !== pattern || !/[YMDHms]/.test(pattern)) {
    throw new ConfigError(
      `date format: must be made of YYYY, MM, DD, HH, mm, ss, .SSS and Z, got ${JSON.stringify(pattern)}; write it like YYYY-MM-DD HH:mm:ss`,
    );
  }
  const fields: string[] = [];
  let source = "";
  for (const token of tokens) {
    const kind = kindOf(token);
    if (kind === "") source += token.replace(/[^\w ]/g, "\\$&");
    else {
      fields.push(kind);
      source += kind === "S" ? "(?:\\.(\\d{1,9}))?" : SOURCES[kind === "Z" ? "Z" : token]!;
    }
  }
  const regexp = new RegExp(`^${source}$`);
  const parse = (text: string): number => {
    const match = regexp.exec(text);
    return match === null ? NaN : timeOf(match, fields);
  };
  return { parse, format: (time) => tokens.map(writer(partsOf(time))).join("") };
}

/** `time` rounded to the unit of the column. */
export function roundTime(time: number, unit: DateFacts["unit"]): number {
  const step = UNITS[unit];
  return Math.round(time / step) * step + 0;
}

/** Milliseconds in each unit. */
export const UNITS: Record<DateFacts["unit"], number> = {
  day: 86_400_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
};

/** Days from 1970-01-01 to a date of the proleptic Gregorian calendar; month and day from 1. */
export function daysFromDate(year: number, month: number, day: number): number {
  // Years begin in March, so that the leap day comes last (Hinnant, "chrono-compatible low-level date algorithms").
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719468;
}

// The field a token stands for; "" for a mark that stands for itself.
function kindOf(token: string): string {
  if (token === "+00:00") return "Z";
  if (token.startsWith(".S")) return "S";
  return token in SOURCES ? token[0]! : "";
}

function timeOf(match: RegExpExecArray, fields: readonly string[]): number {
  let [year, month, day, hour, minute, second, fraction, offset] = [1970, 1, 1, 0, 0, 0, 0, 0];
  for (let i = 0; i < fields.length; i++) {
    const text = match[i + 1];
    if (text === undefined) continue;
    const field = fields[i];
    if (field === "Y") year = Number(text);
    else if (field === "M") month = Number(text);
    else if (field === "D") day = Number(text);
    else if (field === "H") hour = Number(text);
    else if (field === "m") minute = Number(text);
    else if (field === "s") second = Number(text);
    else if (field === "S") fraction = Math.floor(Number(`0.${text}`) * 1000 + 1e-6);
    else if (text !== "Z") offset = offsetOf(text);
  }
  const short = month === 2 ? (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28) : LENGTHS[month - 1];
  if (month < 1 || month > 12 || day < 1 || day > short! || hour > 23 || minute > 59 || second > 59) return NaN;
  return ((daysFromDate(year, month, day) * 24 + hour) * 60 + minute - offset) * 60_000 + second * 1000 + fraction;
}

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function offsetOf(text: string): number {
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
  return text.startsWith("-") ? -minutes : minutes;
}

function partsOf(time: number): Record<string, number> {
  const days = Math.floor(time / UNITS.day);
  const rest = Math.floor(time - days * UNITS.day);
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const M = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    Y: yearOfEra + era * 400 + (M <= 2 ? 1 : 0),
    M,
    D: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
    H: Math.floor(rest / 3_600_000),
    m: Math.floor(rest / 60_000) % 60,
    s: Math.floor(rest / 1000) % 60,
    S: rest % 1000,
  };
}

function writer(parts: Record<string, number>): (token: string) => string {
  return (token) => {
    const kind = kindOf(token);
    if (kind === "" || kind === "Z") return token;
    if (kind === "S") {
      return `.${String(parts.S)
        .padStart(3, "0")
        .padEnd(9, "0")
        .slice(0, token.length - 1)}`;
    }
    return String(parts[kind]).padStart(token.length, "0");
  };
}
