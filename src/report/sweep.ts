// A sweep as a page: which setting is best, the measure against each varied field, the ranking, then its best runs side by side.

import { betterOf, type SweepOutcome, type SweepSetting } from "../tasks/index.ts";
import { VERSION } from "../version.ts";
import { comparisonSections } from "./comparison.ts";
import { valueText } from "./comparison-numbers.ts";
import { COMPARISON_STYLE } from "./comparison-runs.ts";
import { navigation, renderPage } from "./document.ts";
import { html, type Markup } from "./escape.ts";
import { count, formatNumber, formatSeconds } from "./numbers.ts";
import { fieldsSection, pairSection } from "./sweep-fields.ts";
import { rankingSection } from "./sweep-ranking.ts";
import type { SweepReport } from "./sweep-report.ts";
import { tile, tileList } from "./tiles.ts";

/** The page as HTML text. The same sweep gives the same text. */
export function renderSweep(sweep: SweepReport): string {
  const { config, ranked, notes, comparison, pictures } = sweep;
  const title = config.title ?? `Sweep over ${list(config.axes.map(({ path }) => path)) || "seeds"}`;
  const about = [
    `data ${config.data}`,
    ...(config.preset === undefined ? [] : [`preset ${config.preset}`]),
    config.search.kind === "grid" ? "grid search" : `random search, seed ${config.search.seed}`,
    ...(config.repeats > 1 ? [count(config.repeats, "seed") + " each"] : []),
  ];
  const finished = ranked.filter(({ state }) => state === "finished").length;
  const beside = comparisonSections(comparison, pictures).map((section) =>
    section.id === "numbers" && comparison.runs.length < finished
      ? { ...section, body: html`<p>The ${comparison.runs.length} best of ${finished} runs.</p>${section.body}` }
      : section,
  );
  const sections = [fieldsSection(sweep), pairSection(sweep), rankingSection(sweep), ...beside].filter(
    (section) => section !== undefined,
  );
  return renderPage({
    title,
    header: html`<header>
<p class="overline">vaekit sweep</p>
<h1>${title}</h1>
<p class="soft">${about.join(" \u00b7 ")}</p>
<p class="lead">${verdict(sweep)}</p>
${notes.length > 0 && html`<ul class="notes above">${notes.map((note) => html`<li>${note}</li>`)}</ul>`}
${tileList(tiles(sweep))}
${navigation(sections)}
</header>`,
    sections,
    footer: `Made with vaekit ${VERSION}. This page needs no network.`,
    style: COMPARISON_STYLE,
  });
}

function verdict({ config, settings }: SweepReport): string {
  const [first, second] = settings;
  if (first === undefined) return `No run has a number ${config.measure}.`;
  const words = Object.entries(first.values).map(([path, value]) => `${path} = ${valueText(value)}`);
  const spread = (setting: SweepSetting) =>
    `${formatNumber(setting.mean)}${setting.deviation === undefined ? "" : ` \u00b1 ${formatNumber(setting.deviation)}`}`;
  const best = `Best ${config.measure}: ${spread(first)}${words.length > 0 ? ` with ${list(words)}` : ""}`;
  if (second === undefined) return `${best}.`;
  // The spread of repeats says whether the first place is more than luck.
  const gap = Math.abs(second.mean - first.mean);
  const noise = Math.max(first.deviation ?? 0, second.deviation ?? 0);
  const doubt = noise > gap ? ", less apart than seeds of one setting are" : "";
  return `${best}. The next setting has ${spread(second)}${doubt}.`;
}

function tiles({ config, ranked, settings }: SweepReport): Markup[] {
  const of = (state: SweepOutcome["state"]) => ranked.filter((outcome) => outcome.state === state);
  const values = ranked.flatMap(({ measure }) => (measure === undefined ? [] : [measure]));
  const seconds = ranked.reduce((sum, outcome) => sum + (outcome.seconds ?? 0), 0);
  const failed = of("failed").length;
  return [
    ...(values.length > 0
      ? [
          tile(`Best ${config.measure}`, formatNumber(values[0]!), `${betterOf(config.measure)} is better`),
          tile("Worst", formatNumber(values.at(-1)!), config.measure),
        ]
      : []),
    tile("Runs", formatNumber(of("finished").length), failed > 0 ? `finished, ${failed} failed` : "finished"),
    ...(config.repeats > 1 ? [tile("Settings", formatNumber(settings.length), `${config.repeats} seeds each`)] : []),
    tile("Training", formatSeconds(seconds), "of all runs together"),
  ];
}

function list(words: readonly string[]): string {
  return words.length <= 1 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
