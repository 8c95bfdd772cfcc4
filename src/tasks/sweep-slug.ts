// Names of a sweep's runs: `latent-8_rate-0.001_seed-1`, or a variant's own, fit for folders everywhere.

import type { Json } from "../models/index.ts";
import type { Axis } from "./sweep-config.ts";
import { VARIANT } from "./sweep-variants.ts";

/** Short names of fields: the end of each path that tells it from the others, e.g. `rate` of `train.optimiser.rate`. */
export function fieldNames(paths: readonly string[]): string[] {
  const parts = paths.map((path) => {
    const keys = path.split(".");
    // "objective" says more than "kind".
    return keys.length > 1 && keys.at(-1) === "kind" ? keys.slice(0, -1) : keys;
  });
  for (let length = 1; length < 8; length++) {
    const names = parts.map((keys) => keys.slice(-length).join("."));
    if (new Set(names).size === names.length) return names;
  }
  return [...paths];
}

const MOST_LETTERS = 120;

/** One name a run, no two alike. */
export function slugsOf(
  runs: readonly { readonly values: Readonly<Record<string, Json>>; readonly seed?: number }[],
  axes: readonly Axis[],
): string[] {
  const names = fieldNames(axes.map(({ path }) => path));
  const taken = new Set<string>();
  return runs.map(({ values, seed }) => {
    const parts = axes.map(({ path }, i) => {
      const value = valueSlug(values[path]!);
      return path === VARIANT ? value : `${clean(names[i]!)}-${value}`;
    });
    if (seed !== undefined) parts.push(`seed-${seed}`);
    const whole = parts.join("_").slice(0, MOST_LETTERS);
    let slug = whole;
    for (let number = 2; taken.has(slug.toLowerCase()); number++) slug = `${whole}-${number}`;
    taken.add(slug.toLowerCase());
    return slug;
  });
}

function valueSlug(value: Json): string {
  if (typeof value === "number") return String(value);
  if (typeof value !== "object" || value === null) return clean(String(value)) || "empty";
  return clean(leavesOf(value).join("-")).slice(0, 40) || "empty";
}

function leavesOf(value: Json): string[] {
  if (typeof value !== "object" || value === null) return [String(value)];
  return Object.values(value).flatMap((inner) => leavesOf(inner as Json));
}

const clean = (text: string): string => text.replace(/[^A-Za-z0-9.+-]+/g, "-").replace(/^[-.]+|[-.]+$/g, "");
