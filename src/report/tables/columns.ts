// How each column is spread: real, held out and synthetic drawn over each other, the least alike first.

import * as Plot from "@observablehq/plot";
import type { ColumnQuality } from "../../metrics/index.ts";
import type { ColumnDistribution, Shares, TableComparison } from "../../tasks/index.ts";
import { type Content, html, type Markup } from "../escape.ts";
import { count, formatShort } from "../numbers.ts";
import { chart } from "../plot.ts";
import type { Section } from "../section.ts";
import { score } from "./words.ts";

const MOST = 48;
const FAR = 0.9;

/** Small multiples of all columns. */
export function distributionsSection({ quality, distributions, rows }: TableComparison): Section {
  const scores = new Map(quality.columns.map((column) => [column.column, column]));
  const worst = (one: ColumnDistribution) => scores.get(one.column)?.score ?? 2;
  const order = [...distributions].sort((a, b) => worst(a) - worst(b));
  const shown = order.slice(0, MOST);
  const rest = order.length - shown.length;
  return {
    id: "columns",
    title: "Columns",
    body: html`<p>How the cells of each column are spread, as shares of all rows, the least alike first. The number is its column shape: 1 is identical.${rest > 0 && ` ${count(rest, "further column")}, more alike than these, not shown.`}</p>
${sidesLegend(rows.holdout !== undefined)}
<div class="trio">${shown.map((one) => figure(one, scores.get(one.column)))}</div>`,
  };
}

/** What grey, dots and blue stand for. */
export function sidesLegend(holdout: boolean): Markup {
  return html`<ul class="legend key-line"><li><span class="swatch square" style="background:var(--idle)"></span>real</li>${
    holdout && html`<li><span class="swatch thin"></span>real, held out</li>`
  }<li><span class="swatch line" style="color:var(--accent)"></span>synthetic</li></ul>`;
}

function figure(one: ColumnDistribution, quality: ColumnQuality | undefined): Markup {
  const aside = [
    ...(one.kind !== "levels" && one.atom ? [`${one.atom.value}: ${pair(one.atom.shares)}, not drawn`] : []),
    ...(one.missing.real > 0 || one.missing.synthetic > 0 ? [`missing: ${pair(one.missing)}`] : []),
    ...(one.kind !== "levels" && one.scale === "log" ? ["logarithmic axis"] : []),
  ];
  const value = quality?.score;
  const far = typeof value === "number" && value < FAR;
  return html`<figure class="column"><figcaption><strong>${one.column}</strong><span class="score${far ? " far" : ""}">${score(value)}</span>${
    aside.length > 0 && html`<span class="aside">${aside.join(" \u00b7 ")}</span>`
  }</figcaption>${one.kind === "levels" ? bars(one) : histogram(one)}</figure>`;
}

// `91.7 % real, 91.5 % synthetic`
function pair({ real, synthetic }: Shares): string {
  return `${share(real)} % real, ${share(synthetic)} % synthetic`;
}

function share(value: number): string {
  const text = (100 * value).toFixed(1);
  return value > 0 && text === "0.0" ? "<0.1" : text;
}

function bars({ levels, other }: ColumnDistribution & { readonly kind: "levels" }): Markup {
  const all: [name: Content, title: string, soft: boolean, shares: Shares][] = [
    ...levels.map(({ name, shares }): [Content, string, boolean, Shares] => [name, name, false, shares]),
    ...(other
      ? [[`${other.levels} others`, "all other levels", true, other.shares] as [Content, string, boolean, Shares]]
      : []),
  ];
  const most = Math.max(
    ...all.map(([, , , { real, holdout = 0, synthetic }]) => Math.max(real, holdout, synthetic)),
    1e-9,
  );
  const place = (value: number) => `${((100 * value) / most).toFixed(1)}%`;
  return html`<ul class="levels">${all.map(
    ([name, title, soft, { real, holdout, synthetic }]) =>
      html`<li><span class="name${soft ? " soft" : ""}" title="${title}">${name}</span><span class="track"><i class="real" style="width:${place(real)}"></i>${
        holdout !== undefined && html`<i class="holdout" style="left:${place(holdout)}"></i>`
      }<i class="synthetic" style="left:${place(synthetic)}"></i></span><span class="share">${share(real)} <b>${share(synthetic)}</b> %</span></li>`,
  )}</ul>`;
}

function histogram({ kind, edges, scale, shares }: ColumnDistribution & { readonly kind: "number" | "date" }): Markup {
  const at = (x: number): number | Date => (kind === "date" ? new Date(x) : x);
  const bins = shares.real.map((real, i) => ({ x1: at(edges[i]!), x2: at(edges[i + 1]!), share: real }));
  const line = (of: readonly number[]) =>
    of.flatMap((y, i) => [
      { x: at(edges[i]!), y },
      { x: at(edges[i + 1]!), y },
    ]);
  const type = kind === "date" ? "utc" : scale === "log" ? "log" : "linear";
  return chart({
    label: "Histogram of one column: real and synthetic rows",
    kind: "small",
    width: 320,
    height: 150,
    marginLeft: 12,
    marginRight: 12,
    marginBottom: 26,
    marginTop: 6,
    x: { type, label: null, ticks: 4, ...(kind === "number" && { tickFormat: formatShort }) },
    y: { axis: null },
    marks: [
      Plot.rectY(bins, { x1: "x1", x2: "x2", y: "share", fill: "var(--idle)", fillOpacity: 0.45, inset: 0 }),
      ...(shares.holdout
        ? [
            Plot.line(line(shares.holdout), {
              x: "x",
              y: "y",
              stroke: "var(--soft)",
              strokeWidth: 1.3,
              strokeDasharray: "1.5,2.5",
            }),
          ]
        : []),
      Plot.line(line(shares.synthetic), { x: "x", y: "y", stroke: "var(--accent)", strokeWidth: 1.8 }),
      Plot.ruleY([0]),
    ],
  });
}
