// Several runs side by side as a page: numbers with the best marked, curves over each other, what their configs differ in,
// and for pictures what each run makes and restores.

import type { ComparedMeasure, ComparedPictures, RunComparison } from "../tasks/index.ts";
import { VERSION } from "../version.ts";
import { overlaidSection } from "./comparison-curves.ts";
import { differencesSection, numbersSection } from "./comparison-numbers.ts";
import { pictureSections } from "./comparison-pictures.ts";
import { COMPARISON_STYLE } from "./comparison-runs.ts";
import { navigation, renderPage } from "./document.ts";
import { html, type Markup } from "./escape.ts";
import { count, formatNumber, formatSeconds } from "./numbers.ts";
import type { Section } from "./section.ts";
import { tile, tileList } from "./tiles.ts";

/** The page as HTML text. The same comparison gives the same text. */
export function renderComparison(comparison: RunComparison, pictures?: ComparedPictures): string {
  const { runs } = comparison;
  const names = [...new Set(runs.map(({ file }) => file.data.name))];
  const title = `${count(runs.length, "run")} on ${names.join(" and ")}`;
  const sections = comparisonSections(comparison, pictures);
  return renderPage({
    title,
    header: html`<header>
<p class="overline">vaekit comparison</p>
<h1>${title}</h1>
<p class="soft">${shortList(runs.map(({ name }) => name))}</p>
<p class="lead">${verdict(comparison)}</p>
${tileList(bestTiles(comparison))}
${navigation(sections)}
</header>`,
    sections,
    footer: `Made with vaekit ${VERSION}. This page needs no network.`,
    style: COMPARISON_STYLE,
  });
}

/** The sections of a comparison, for pages that hold more. */
export function comparisonSections(comparison: RunComparison, pictures?: ComparedPictures): Section[] {
  return [
    numbersSection(comparison),
    overlaidSection(comparison),
    differencesSection(comparison),
    ...(pictures ? pictureSections(pictures) : []),
  ].filter((section) => section !== undefined);
}

/** Up to eight names. */
export function shortList(names: readonly string[]): string {
  return names.length <= 8
    ? names.join(" \u00b7 ")
    : `${names.slice(0, 8).join(" \u00b7 ")} and ${names.length - 8} more`;
}

const HEADLINES = ["nll", "negativeElbo", "reconstructionError", "meanSquaredError"];

function headline({ measures }: RunComparison): ComparedMeasure | undefined {
  const decided = measures.filter(({ best }) => best.length > 0);
  return HEADLINES.map((key) => decided.find((measure) => measure.key === key)).find((found) => found !== undefined);
}

function verdict(comparison: RunComparison): string {
  const { runs, differences } = comparison;
  const measure = headline(comparison);
  const fields = `Their settings differ in ${count(differences.length, "field")}.`;
  if (measure === undefined) {
    return comparison.notes[0] ?? `No number tells these runs apart. ${fields}`;
  }
  const { values, best, label, unit } = measure;
  const [first] = best;
  const others = values.flatMap((value, i) => (value === undefined || best.includes(i) ? [] : [value]));
  const next = measure.better === "lower" ? Math.min(...others) : Math.max(...others);
  const runner = values.indexOf(next);
  return `${runs[first!]!.name} has the best ${label}: ${formatNumber(values[first!]!)}${unit && ` ${unit}`}, ${formatNumber(Math.abs(next - values[first!]!))} ahead of ${runs[runner]!.name}. ${fields}`;
}

function bestTiles({ runs, measures }: RunComparison): Markup[] {
  const smallest = least(runs.map(({ parameters }) => parameters));
  const fastest = least(runs.map(({ seconds }) => seconds));
  return [
    ...measures
      .filter(({ best }) => best.length > 0)
      .slice(0, 4)
      .map(({ label, values, best }) => tile(`Best ${label}`, formatNumber(values[best[0]!]!), runs[best[0]!]!.name)),
    tile("Fewest parameters", formatNumber(runs[smallest]!.parameters), runs[smallest]!.name),
    tile("Shortest training", formatSeconds(runs[fastest]!.seconds), runs[fastest]!.name),
  ];
}

const least = (values: readonly number[]) => values.indexOf(Math.min(...values));
