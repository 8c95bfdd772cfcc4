// Which format a column of dates has. Not how one is read; see dates.ts.

import { type DateFormat, dateFormat, UNITS } from "./dates.ts";
import type { DateFacts } from "./schema.ts";

/** A format found, and the texts that do not follow it. */
export interface FoundDates {
  readonly format: string;
  readonly times: readonly number[];
  /** Indices of texts that are no dates of this format. */
  readonly bad: readonly number[];
  /** Day and month could be either way round; the day was taken to come first. */
  readonly ambiguous: boolean;
}

// Day first before month first: where both readings fit every cell, the day is taken to come first.
const DAYS = [
  "YYYY-MM-DD",
  "YYYY/MM/DD",
  "YYYY.MM.DD",
  "DD.MM.YYYY",
  "DD/MM/YYYY",
  "DD-MM-YYYY",
  "MM/DD/YYYY",
  "MM-DD-YYYY",
  "MM.DD.YYYY",
  "D.M.YYYY",
  "D/M/YYYY",
  "M/D/YYYY",
  "YYYY-MM",
];
const TIMES = ["HH:mm", "HH:mm:ss.SSS"];
const LOOKS_LIKE_DATE = /^\d{1,4}[-./:]\d{1,2}/;

/** Whether a text begins as dates do. */
export function looksLikeDate(text: string): boolean {
  return LOOKS_LIKE_DATE.test(text);
}

/** The format that most of `texts` follow (ISO dates and times, days and months in either order), or undefined when none does. */
export function findDates(texts: readonly string[]): FoundDates | undefined {
  let best: (FoundDates & { readonly good: number }) | undefined;
  let ambiguous = false;
  for (const pattern of candidates(texts)) {
    const { parse } = dateFormat(pattern);
    const bad: number[] = [];
    const times = texts.map((text, i) => {
      const time = parse(text);
      if (Number.isNaN(time)) bad.push(i);
      return time;
    });
    const good = times.length - bad.length;
    if (best !== undefined && good === best.good && good > 0 && swapped(pattern) === best.format) ambiguous = true;
    if (best === undefined || good > best.good) {
      best = { format: pattern, times, bad, ambiguous: false, good };
      ambiguous = false;
    }
  }
  if (best === undefined || best.good === 0) return undefined;
  return { format: exactFormat(best.format, texts, best), times: best.times, bad: best.bad, ambiguous };
}

/** Facts of a column of dates in `format`; `times` holds at least one. */
export function dateFacts(format: string, times: ArrayLike<number>): DateFacts {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let step = UNITS.day;
  for (let i = 0; i < times.length; i++) {
    const time = times[i]!;
    if (time < min) min = time;
    if (time > max) max = time;
    if (step > UNITS.minute && time % step !== 0) step = UNITS.minute;
    if (step > UNITS.second && time % step !== 0) step = UNITS.second;
    if (step > UNITS.millisecond && time % step !== 0) step = UNITS.millisecond;
  }
  const unit = (Object.keys(UNITS) as DateFacts["unit"][]).find((name) => UNITS[name] === step)!;
  return { format, unit, min, max };
}

// Patterns that some of the first texts follow: the whole column is then held against these few only.
function candidates(texts: readonly string[]): string[] {
  const first = texts.slice(0, 30).filter((text) => LOOKS_LIKE_DATE.test(text));
  if (first.length === 0) return [];
  const found: string[] = [];
  const tryPattern = (pattern: string) => {
    const format: DateFormat = dateFormat(pattern);
    if (first.some((text) => !Number.isNaN(format.parse(text)))) found.push(pattern);
  };
  for (const day of DAYS) {
    tryPattern(day);
    for (const time of TIMES) {
      for (const zone of ["", "Z"]) {
        tryPattern(`${day}T${time}${zone}`);
        tryPattern(`${day} ${time}${zone}`);
      }
    }
  }
  for (const time of TIMES) tryPattern(time);
  // Padded patterns come first in DAYS, and 01.02.2020 fits D.M.YYYY too: the count of texts that follow decides.
  return found;
}

// The same pattern with day and month exchanged.
function swapped(pattern: string): string {
  return pattern.replace(/[DM]/g, (letter) => (letter === "D" ? "M" : "D"));
}

// Fraction and offset as the texts have them.
function exactFormat(format: string, texts: readonly string[], found: { readonly times: readonly number[] }): string {
  let digits = 0;
  let allZ = true;
  for (let i = 0; i < texts.length; i++) {
    if (Number.isNaN(found.times[i]!)) continue;
    const text = texts[i]!;
    const point = text.lastIndexOf(".");
    const colon = text.lastIndexOf(":");
    if (point > 0 && text.indexOf(":") < point) {
      digits = Math.max(digits, /^\d*/.exec(text.slice(point + 1))![0].length);
    }
    if (colon > 0 && !text.endsWith("Z")) allZ = false;
  }
  let exact = format.replace(".SSS", digits === 0 ? "" : `.${"S".repeat(digits)}`);
  if (exact.endsWith("Z") && !allZ) exact = `${exact.slice(0, -1)}+00:00`;
  return exact;
}
