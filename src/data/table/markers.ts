// Texts that mean a missing cell, and the rule by which they count: "None" beside numbers is a gap, beside "Brick" a level.

import type { TextTally } from "./tally.ts";

/** Texts taken for missing cells where the user names none; an empty cell is one in any case. */
export const DEFAULT_MISSING: readonly string[] = [
  "?",
  "NA",
  "N/A",
  "n/a",
  "NaN",
  "nan",
  "null",
  "NULL",
  "None",
  "none",
  "-",
  ".",
];

// In a column of texts these are levels: a reader would not take them for a gap.
const WEAK: ReadonlySet<string> = new Set(["None", "none", "-", "."]);

/** A tally split into what is there and what is missing. */
export interface SplitTally {
  readonly present: TextTally;
  /** Missing cells, empty ones among them. */
  readonly missing: number;
  /** The most common text of a missing cell; "" where they are empty. */
  readonly marker: string;
}

/** Takes the markers out of a tally. */
export function splitMissing(tally: TextTally, markers: readonly string[]): SplitTally {
  const known = new Set(markers);
  const kept: number[] = [];
  let [missing, marker, most] = [tally.empty, "", tally.empty];
  for (let i = 0; i < tally.texts.length; i++) {
    const count = tally.counts[i]!;
    if (!known.has(tally.texts[i]!)) kept.push(i);
    else {
      missing += count;
      if (count > most) [marker, most] = [tally.texts[i]!, count];
    }
  }
  if (kept.length === tally.texts.length) return { present: tally, missing, marker };
  const present = {
    texts: kept.map((i) => tally.texts[i]!),
    counts: kept.map((i) => tally.counts[i]!),
    rows: kept.map((i) => tally.rows[i]!),
    empty: 0,
  };
  return { present, missing, marker };
}

/**
 * The default markers that count in a column of texts: all but "None", "none", "-" and "."; and not "NA" where the other
 * levels, ten at least, are codes of two capital letters (Namibia).
 */
export function markersOfTexts(tally: TextTally): readonly string[] {
  const others = tally.texts.filter((text) => !DEFAULT_MISSING.includes(text));
  const codes = others.length >= 10 && others.every((text) => /^[A-Z]{2}$/.test(text));
  return DEFAULT_MISSING.filter((marker) => !WEAK.has(marker) && !(codes && marker === "NA"));
}
