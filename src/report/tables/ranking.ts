// The strangest rows, each with the cells that make it so, and which columns do so on average.

import * as Plot from "@observablehq/plot";
import { html, type Markup } from "../escape.ts";
import { count, formatAt, formatNumber } from "../numbers.ts";
import { chart } from "../plot.ts";
import type { Section } from "../section.ts";
import type { ScoresReport, TopRow } from "./scores.ts";

const REASONS = 4;
const MOST_ROWS = 50;
const MOST_NAMES = 20;

/** The rows that score highest. */
export function rankingSection(report: ScoresReport): Section {
  const rows = report.top.slice(0, MOST_ROWS);
  const reasons = rows.map((row) => reasonsOf(row, report));
  const most = Math.max(1e-9, ...reasons.flat().map(({ excess }) => excess));
  return {
    id: "ranking",
    title: "Strangest rows",
    body: html`<p>The ${count(rows.length, "row")} that score highest, with the cells that raise the score most${
      report.usual ? " above what is usual for their column" : ""
    }, in the unit of the score.${report.names.includes("latent") && " \u201clatent\u201d is how unusual the combination as a whole is."}</p>
<ol class="ranking">${rows.map((row, i) => entry(row, i, reasons[i]!, most, report))}</ol>`,
  };
}

interface Reason {
  readonly name: string;
  readonly cell: string | null | undefined;
  readonly excess: number;
}

// The parts that lie highest above what is usual.
function reasonsOf({ contributions, cells }: TopRow, { names, usual }: ScoresReport): Reason[] {
  return names
    .map((name, j) => ({ name, cell: cells[j], excess: contributions[j]! - (usual?.[j] ?? 0) }))
    .filter(({ excess }) => excess > 0)
    .sort((a, b) => b.excess - a.excess)
    .slice(0, REASONS);
}

function entry(
  { row, score, tail }: TopRow,
  rank: number,
  reasons: readonly Reason[],
  most: number,
  { labels, threshold }: ScoresReport,
): Markup {
  const above = score >= threshold ? "" : "below the threshold";
  const known = labels === undefined ? "" : labels[row] ? "labelled an anomaly" : "labelled normal";
  return html`<li><span class="rank">${rank + 1}</span>
<span class="what"><b>${formatAt(score, 1)}</b><span>row ${formatNumber(row + 1)}${tail !== undefined && `, tail ${Number(tail.toPrecision(2))}`}</span>${above && html`<span>${above}</span>`}${known && html`<span${labels?.[row] ? html` class="hit"` : ""}>${known}</span>`}</span>
<ul class="reasons">${reasons.map(
    ({ name, cell, excess }) =>
      html`<li><div class="cell"><span title="${name}${cell !== undefined && `: ${cell ?? "missing"}`}">${name}${
        cell !== undefined && html` <b>${cell === null || cell === "" ? "missing" : cell}</b>`
      }</span><span class="plus">+${formatAt(excess, most)}</span></div><i class="bar" style="width:${Math.max(1, (100 * excess) / most).toFixed(1)}%"></i></li>`,
  )}</ul></li>`;
}

/** Mean contribution of each column, over the strangest rows and over all. */
export function contributionsSection({ names, top, usual }: ScoresReport): Section {
  const bars = names
    .map((name, j) => ({
      name,
      strange: top.reduce((sum, { contributions }) => sum + contributions[j]!, 0) / top.length,
      all: usual?.[j],
    }))
    .sort((a, b) => b.strange - (b.all ?? 0) - (a.strange - (a.all ?? 0)));
  const shown = bars.slice(0, MOST_NAMES);
  const width = Math.max(...shown.map(({ name }) => Math.min(18, name.length)));
  const label = (name: string) => (name.length > 18 ? `${name.slice(0, 17)}\u2026` : name);
  return {
    id: "contributions",
    title: "Columns that tell",
    body: html`<p>Mean contribution of each column to the score of the ${count(top.length, "strangest row")}${
      usual ? ", beside that over all rows (grey)" : ""
    }.${bars.length > shown.length && ` The first ${shown.length} of ${bars.length}.`}</p>
<figure class="middle">${chart({
      label: `Bars of the mean contribution of ${shown.length} columns`,
      width: 640,
      height: 44 + 24 * shown.length,
      marginLeft: 16 + 7.2 * width,
      marginRight: 30,
      x: { label: "mean contribution", grid: true, ticks: 6 },
      y: {
        type: "band",
        domain: shown.map(({ name }) => name),
        label: null,
        tickSize: 0,
        tickFormat: label,
        padding: 0.25,
      },
      marks: [
        Plot.barX(shown, {
          y: "name",
          x: "strange",
          fill: "var(--accent)",
          title: ({ name, strange }) => `${name}: ${formatNumber(strange)}`,
        }),
        ...(usual
          ? [
              Plot.barX(shown, {
                y: "name",
                x: ({ all }) => all ?? 0,
                fill: "var(--idle)",
                insetTop: 5,
                insetBottom: 5,
              }),
            ]
          : []),
        Plot.ruleX([0]),
      ],
    })}</figure>`,
  };
}
