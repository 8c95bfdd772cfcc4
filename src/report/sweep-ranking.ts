// The runs of a sweep in a table, best first; where settings are repeated, the settings with mean and spread.

import { fieldNames, meanShown, type SweepOutcome } from "../tasks/index.ts";
import { valueText } from "./comparison-numbers.ts";
import { html, type Markup } from "./escape.ts";
import { count, formatAt, formatNumber, formatSeconds } from "./numbers.ts";
import { scrolling } from "./rows.ts";
import type { Section } from "./section.ts";
import type { SweepReport } from "./sweep-report.ts";

/** Ranking of settings or runs, and what failed. */
export function rankingSection(sweep: SweepReport): Section {
  const { config, ranked } = sweep;
  const failed = ranked.filter(({ state }) => state === "failed");
  const runs = runTable(sweep);
  return {
    id: "ranking",
    title: "Ranking",
    body: html`${
      config.repeats > 1
        ? html`<p>Settings by the mean of ${config.measure} over ${count(config.repeats, "seed")}, best first.</p>`
        : html`<p>Runs by ${config.measure}, best first.</p>`
    }
${config.repeats > 1 ? html`${settingTable(sweep)}<details><summary>All runs</summary>${runs}</details>` : runs}
${failed.length > 0 && html`<h3>Failed</h3><ul class="plain">${failed.map(({ run, error }) => html`<li><strong>${run.name}</strong>: ${error}</li>`)}</ul>`}`,
  };
}

function heads({ config }: SweepReport): Markup[] {
  return fieldNames(config.axes.map(({ path }) => path)).map(
    (name, i) => html`<th scope="col" class="text"><abbr title="${config.axes[i]!.path}">${name}</abbr></th>`,
  );
}

// Numbers beside the measure.
function shownHeads({ config }: SweepReport): Markup[] {
  return fieldNames(config.show).map(
    (name, i) => html`<th scope="col"><abbr title="${config.show[i]!}">${name}</abbr></th>`,
  );
}

function shownCells({ config }: SweepReport, outcomes: readonly SweepOutcome[]): Markup[] {
  return config.show.map((name) => {
    const value = meanShown(outcomes, name);
    return html`<td>${value === undefined ? "\u2013" : formatNumber(value)}</td>`;
  });
}

function settingTable(sweep: SweepReport): Markup {
  const { config, settings } = sweep;
  const scale = spreadOf(settings.map(({ mean }) => mean));
  return scrolling(
    "Settings",
    html`<table class="runs"><thead><tr><th scope="col"></th>${heads(sweep)}<th scope="col">${config.measure}</th>${shownHeads(sweep)}<th scope="col">std. deviation</th><th scope="col">runs</th></tr></thead><tbody>${settings.map(
      ({ values, mean, deviation, outcomes }, i) =>
        html`<tr><th scope="row">${i + 1}</th>${config.axes.map(({ path }) => html`<td class="text">${valueText(values[path])}</td>`)}<td>${marked(formatAt(mean, scale), i)}</td>${shownCells(sweep, outcomes)}<td>${deviation === undefined ? "\u2013" : formatAt(deviation, scale)}</td><td>${outcomes.filter(({ measure }) => measure !== undefined).length} of ${outcomes.length}</td></tr>`,
    )}</tbody></table>`,
  );
}

function runTable(sweep: SweepReport): Markup {
  const { config, ranked } = sweep;
  const scale = spreadOf(ranked.flatMap(({ measure }) => (measure === undefined ? [] : [measure])));
  const value = ({ measure, state }: SweepOutcome, i: number) =>
    measure === undefined ? (state === "finished" ? "no number" : state) : marked(formatAt(measure, scale), i);
  return scrolling(
    "Runs",
    html`<table class="runs"><thead><tr><th scope="col"></th>${heads(sweep)}${config.repeats > 1 && html`<th scope="col">seed</th>`}<th scope="col">${config.measure}</th>${shownHeads(sweep)}<th scope="col">training</th><th scope="col" class="text">folder</th></tr></thead><tbody>${ranked.map(
      (outcome, i) =>
        html`<tr><th scope="row">${outcome.measure !== undefined && i + 1}</th>${config.axes.map(({ path }) => html`<td class="text">${valueText(outcome.run.values[path])}</td>`)}${config.repeats > 1 && html`<td>${outcome.run.seed}</td>`}<td>${value(outcome, i)}</td>${shownCells(sweep, [outcome])}<td>${outcome.seconds === undefined ? "" : formatSeconds(outcome.seconds)}</td><td class="text">${outcome.run.name}</td></tr>`,
    )}</tbody></table>`,
  );
}

const marked = (text: string, rank: number) => (rank === 0 ? html`<strong class="best">${text}</strong>` : text);

// Enough digits to tell neighbours apart, one outlier aside.
function spreadOf(values: readonly number[]): number {
  const middle = values.slice(0, Math.max(2, Math.ceil(values.length / 2)));
  const spread = Math.max(...middle) - Math.min(...middle);
  return spread > 0 ? spread : Math.abs(values[0] ?? 1);
}
