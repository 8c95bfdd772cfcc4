// How columns hang together: three triangles of correlations and associations, and the pairs that differ most.

import * as Plot from "@observablehq/plot";
import type { PairQuality } from "../../metrics/index.ts";
import type { TableComparison } from "../../tasks/index.ts";
import { html, type Markup } from "../escape.ts";
import { formatNumber } from "../numbers.ts";
import { chart } from "../plot.ts";
import { scrolling } from "../rows.ts";
import type { Section } from "../section.ts";
import { score } from "./words.ts";

const MOST = 30;
const WORST = 8;
const LABEL = 15;

/** Triangles of real, synthetic and difference; nothing for a table of one column. */
export function associationsSection({ quality }: TableComparison): Section | undefined {
  const { columns, pairs, pairsLeftOut } = quality;
  if (pairs.length === 0) return undefined;
  const names = chosen(
    columns.map(({ column }) => column),
    pairs,
  );
  const known = new Set(names);
  const drawn = pairs.filter(({ columns: [a, b] }) => known.has(a) && known.has(b));
  const differences = drawn.flatMap(({ real, synthetic }) =>
    real === null || synthetic === null ? [] : [Math.abs(synthetic - real)],
  );
  const largest = Math.max(0.05, ...differences);
  const notes = [
    "Pearson's correlation of two numbers, otherwise Cram\u00e9r's V, which has no sign.",
    ...(columns.length > names.length
      ? [`Drawn: ${names.length} of ${columns.length} columns, those that hang together most.`]
      : []),
    ...(pairsLeftOut > 0
      ? [`${formatNumber(pairsLeftOut)} pairs were not measured; those measured were drawn at random.`]
      : []),
  ];
  const difference = ({ real, synthetic }: PairQuality) =>
    real === null || synthetic === null ? null : synthetic - real;
  const figures: [string, string, (pair: PairQuality) => number | null, number][] = [
    ["Real", "", ({ real }) => real, 1],
    ["Synthetic", "", ({ synthetic }) => synthetic, 1],
    ["Difference", `synthetic \u2212 real; full colour: \u00b1${largest.toFixed(2)}`, difference, largest],
  ];
  return {
    id: "pairs",
    title: "Pairs of columns",
    body: html`<p>${notes.join(" ")}</p>
<div class="ramp"><span>\u22121</span><i></i><span>1</span></div>
<div class="matrices${names.length > 16 ? " wide" : ""}">${figures.map(
      ([title, aside, value, most]) =>
        html`<figure><figcaption><strong>${title}</strong> <span>${aside}</span></figcaption>${triangle(title, names, drawn, value, most)}</figure>`,
    )}</div>
${worstPairs(pairs)}`,
  };
}

// All columns, or those with the strongest associations, in the table's order.
function chosen(names: readonly string[], pairs: readonly PairQuality[]): string[] {
  if (names.length <= MOST) return [...names];
  const strength = new Map<string, number>();
  for (const { columns, real } of pairs) {
    for (const name of columns) strength.set(name, Math.max(strength.get(name) ?? 0, Math.abs(real ?? 0)));
  }
  const ranked = [...names].sort((a, b) => (strength.get(b) ?? 0) - (strength.get(a) ?? 0));
  const kept = new Set(ranked.slice(0, MOST));
  return names.filter((name) => kept.has(name));
}

function triangle(
  title: string,
  names: readonly string[],
  pairs: readonly PairQuality[],
  value: (pair: PairQuality) => number | null,
  most: number,
): Markup {
  const cells = pairs.map((pair) => {
    const v = value(pair);
    const [across, down] = pair.columns;
    return {
      across,
      down,
      fill: v === null ? "var(--line)" : v < 0 ? "var(--second)" : "var(--accent)",
      opacity: v === null ? 0.6 : Math.min(1, Math.abs(v) / most),
      text: `${across} \u00d7 ${down}: ${v === null ? "not defined" : formatNumber(Number(v.toFixed(3)))}`,
    };
  });
  const many = names.length > 16;
  const size = many ? 9 : 11;
  const margin = Math.ceil(6 + size * 0.56 * Math.min(LABEL, Math.max(...names.map((name) => name.length))));
  const label = (name: string) => (name.length > LABEL ? `${name.slice(0, LABEL - 1)}\u2026` : name);
  return chart({
    label: `${title} associations of ${names.length} columns as a triangle of cells`,
    width: many ? 520 : 360,
    height: many ? 520 : 360,
    marginLeft: margin,
    marginBottom: margin,
    marginTop: 2,
    marginRight: 2,
    style: { fontSize: `${size}px` },
    x: {
      type: "band",
      domain: names.slice(0, -1),
      label: null,
      tickSize: 0,
      tickRotate: -90,
      tickFormat: label,
      padding: 0.06,
    },
    y: { type: "band", domain: names.slice(1), label: null, tickSize: 0, tickFormat: label, padding: 0.06 },
    color: { type: "identity" },
    opacity: { type: "identity" },
    marks: [
      Plot.cell(cells, { x: "across", y: "down", fill: "var(--line)", fillOpacity: 0.35, title: "text" }),
      Plot.cell(cells, { x: "across", y: "down", fill: "fill", fillOpacity: "opacity", title: "text" }),
    ],
  });
}

function worstPairs(pairs: readonly PairQuality[]): Markup | undefined {
  const worst = pairs
    .filter((pair): pair is PairQuality & { score: number } => pair.score !== null)
    .sort((a, b) => a.score - b.score)
    .slice(0, WORST);
  if (worst.length === 0) return undefined;
  const measure = { CorrelationSimilarity: "correlation", ContingencySimilarity: "Cram\u00e9r's V" };
  const row = ({ columns, metric, score: value, real, synthetic }: (typeof worst)[number]) =>
    html`<tr><th scope="row">${columns.join(" \u00d7 ")}</th><td>${score(value)}</td><td>${score(real)}</td><td>${score(synthetic)}</td><td class="text soft nowrap">${measure[metric]}</td></tr>`;
  return html`<h3>Least alike</h3>
${scrolling(
  "Pairs of columns that are least alike",
  html`<table><thead><tr><th scope="col" class="text">pair</th><th scope="col">pair trend</th><th scope="col">real</th><th scope="col">synthetic</th><th scope="col" class="text">by</th></tr></thead><tbody>${worst.map(row)}</tbody></table>`,
)}`;
}
