// The reference numbers made by make_curved.py: Bessel functions, spheres and the Poincare ball.

import { readFileSync } from "node:fs";

/** Rows of curved.json; a Bessel row has numbers only. */
export const curved = JSON.parse(readFileSync(new URL("./fixtures/curved.json", import.meta.url), "utf8")) as {
  readonly bessel: readonly Readonly<
    Record<"v" | "x" | "logI" | "logIe" | "logReduced" | "ratio" | "gap" | "ratioSlope", number>
  >[];
  readonly sphere: readonly (Readonly<Record<"mu" | "x", readonly number[]>> &
    Readonly<
      Record<
        "m" | "kappa" | "logProb" | "entropy" | "kl" | "klSlope" | "logArea" | "first" | "firstSlope" | "second",
        number
      >
    > & { readonly secondSlope: number })[];
  readonly angles: readonly Readonly<Record<"m" | "kappa" | "angle" | "rate", number>>[];
  readonly acceptance: readonly Readonly<Record<"m" | "kappa" | "acceptance", number>>[];
  readonly ball: readonly (Readonly<Record<"m" | "c" | "distance" | "factor" | "logProb", number>> &
    Readonly<Record<"x" | "y" | "u" | "sum" | "exponential" | "logarithm" | "scale" | "z", readonly number[]>>)[];
};

/** Rows of a table grouped by some of their numbers. */
export function groupedBy<T>(rows: readonly T[], key: (row: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
  return [...groups];
}
