// How far latent dimensions stand for the known factors of the data: what each tells of each, and the scores.

import * as Plot from "@observablehq/plot";
import type { Disentanglement } from "../tasks/index.ts";
import { type Content, html, type Markup } from "./escape.ts";
import { count, formatNumber } from "./numbers.ts";
import { chart } from "./plot.ts";
import { scrolling } from "./rows.ts";
import type { Section } from "./section.ts";

const MOST_DIMENSIONS = 32;

/** The heat map of mutual information, the scores, and those of each factor. */
export function disentanglementSection(found: Disentanglement): Section {
  const { count: items, factors, notes } = found;
  return {
    id: "disentanglement",
    title: "Disentanglement",
    body: html`<p>Does each known factor have a latent dimension of its own? Posterior means of ${count(items, "item")} against ${count(factors.length, "factor")}. ${notes.join(" ")}</p>
<div class="pair">
<figure>${heatMap(found)}
<figcaption><strong>Mutual information.</strong> Share of each factor's entropy that a dimension tells by itself, in percent. A column with a single full cell is a factor with a dimension of its own.${leftOut(found)}</figcaption></figure>
<div>${scrolling("Disentanglement scores", scoresTable(found))}</div>
</div>
<h3>By factor</h3>
${scrolling("Scores of each factor", factorsTable(found))}`,
  };
}

interface Cell {
  readonly factor: string;
  readonly dimension: number;
  readonly share: number;
  readonly title: string;
}

function heatMap(found: Disentanglement): Markup {
  const { factors, mutualInformation } = found;
  const shown = shownDimensions(found);
  const cells: Cell[] = shown.flatMap((dimension) =>
    factors.map(({ name, entropy }, j) => {
      const nats = mutualInformation[dimension]![j]!;
      const title = `dimension ${dimension + 1}, ${name}: ${nats.toFixed(3)} of ${entropy.toFixed(3)} nats`;
      return { factor: name, dimension, share: Math.min(1, nats / entropy), title };
    }),
  );
  return chart({
    label: `Heat map of mutual information between ${shown.length} latent dimensions and ${count(factors.length, "factor")}`,
    kind: "large",
    height: 50 + Math.max(140, 26 * shown.length),
    marginTop: 26,
    marginBottom: 6,
    x: { type: "band", domain: factors.map(({ name }) => name), axis: "top", label: null, tickSize: 0, padding: 0.04 },
    y: {
      type: "band",
      domain: shown,
      label: "latent dimension",
      labelAnchor: "center",
      tickSize: 0,
      tickFormat: (dimension: number) => String(dimension + 1),
      padding: 0.06,
    },
    color: { type: "identity" },
    opacity: { type: "identity" },
    marks: [
      Plot.cell(cells, { x: "factor", y: "dimension", fill: "var(--line)", fillOpacity: 0.35, title: "title" }),
      Plot.cell(cells, {
        x: "factor",
        y: "dimension",
        fill: "var(--accent)",
        fillOpacity: ({ share }: Cell) => share,
        title: "title",
      }),
      // With an outline, so that it is legible on any shade of both schemes.
      Plot.text(cells, {
        x: "factor",
        y: "dimension",
        text: ({ share }: Cell) => String(Math.round(100 * share)),
        fill: "var(--ink)",
        stroke: "var(--page)",
        strokeWidth: 3,
      }),
    ],
  });
}

// All dimensions, or those that tell most of some factor, in their order.
function shownDimensions({ factors, mutualInformation }: Disentanglement): number[] {
  const best = mutualInformation.map((row) => Math.max(...row.map((nats, j) => nats / factors[j]!.entropy)));
  const ranked = [...best.keys()].sort((a, b) => best[b]! - best[a]! || a - b);
  return ranked.slice(0, MOST_DIMENSIONS).sort((a, b) => a - b);
}

function leftOut({ mutualInformation }: Disentanglement): string {
  if (mutualInformation.length <= MOST_DIMENSIONS) return "";
  return ` Drawn: ${MOST_DIMENSIONS} of ${formatNumber(mutualInformation.length)} dimensions, those that tell most.`;
}

function scoresTable({ scores, factors }: Disentanglement): Markup {
  const chance = `accuracy; ${(1 / factors.length).toFixed(2)} by chance`;
  const rows: readonly (readonly [name: string, value: number, meaning: Content])[] = [
    ["\u03b2-VAE score", scores.betaVae, chance],
    ["FactorVAE score", scores.factorVae, chance],
    ["MIG", scores.mig, "a factor is told by one dimension, no second one"],
    ["SAP", scores.sap, "the same by how well one dimension predicts"],
    ["DCI disentanglement", scores.disentanglement, "a dimension counts for one factor only"],
    ["DCI completeness", scores.completeness, "a factor is told by one dimension only"],
    ["DCI informativeness", scores.informativeness, "accuracy of trees on all dimensions"],
    ["Modularity", scores.modularity, "a dimension tells of one factor only"],
    ["Explicitness", scores.explicitness, "how well a linear model reads factors; 0.5 by chance"],
  ];
  return html`<table><thead><tr><th scope="col" class="text">score</th><th scope="col">value</th><th scope="col" class="text">1 is best</th></tr></thead><tbody>${rows.map(
    ([name, value, meaning]) =>
      html`<tr><th scope="row">${name}</th><td>${value.toFixed(3)}</td><td class="text soft">${meaning}</td></tr>`,
  )}</tbody></table>`;
}

function factorsTable({ factors, mutualInformation }: Disentanglement): Markup {
  const best = (j: number) => mutualInformation.reduce((most, row, d, all) => (row[j]! > all[most]![j]! ? d : most), 0);
  return html`<table><thead><tr><th scope="col" class="text">factor</th>${[
    "values",
    "best dimension",
    "MIG",
    "SAP",
    "informativeness",
    "explicitness",
  ].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${factors.map(
    ({ name, levels, migGap, sapGap, informativeness, explicitness }, j) =>
      html`<tr><th scope="row">${name}</th><td>${levels}</td><td>${best(j) + 1}</td>${[
        migGap,
        sapGap,
        informativeness,
        explicitness,
      ].map((value) => html`<td>${value.toFixed(3)}</td>`)}</tr>`,
  )}</tbody></table>`;
}
