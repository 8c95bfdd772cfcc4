// Rows of numbers: what a model makes of them, as a table, and whether its samples are spread like the data, as histograms.

import * as Plot from "@observablehq/plot";
import type { Column, VectorSchema } from "../data/index.ts";
import { describeSampler, type Items, type Overview } from "../tasks/index.ts";
import { type Content, html, type Markup } from "./escape.ts";
import { isNoisy } from "./gallery.ts";
import { count, formatAt, quantile } from "./numbers.ts";
import { chart, legend } from "./plot.ts";
import type { Section } from "./section.ts";

const MOST_ROWS = 8;
const MOST_COLUMNS = 12;

/** Held-out rows above what the model makes of them. */
export function rowsSection({ reconstructions, file }: Overview): Section {
  const columns = (file.schema as VectorSchema).columns.slice(0, MOST_COLUMNS);
  const { originals, inputs, restored, error } = reconstructions;
  const shown = Math.min(MOST_ROWS, error.length);
  const lines: [string, Items][] = [
    ["original", originals],
    ...(isNoisy(reconstructions) ? [["input", inputs] as [string, Items]] : []),
    ["restored", restored],
  ];
  const worst = Math.max(...error.subarray(0, shown));
  const body = Array.from(
    { length: shown },
    (_, i) =>
      html`<tbody class="item">${lines.map(
        ([name, items], k) =>
          html`<tr><th scope="row">${name}</th>${cells(items, i, columns)}<td>${k === lines.length - 1 && formatAt(error[i]!, worst)}</td></tr>`,
      )}</tbody>`,
  );
  return {
    id: "reconstructions",
    title: "Reconstructions",
    body: html`<p>Held-out rows and what the model restores from their codes, in the units of the data. Error: mean squared error per column, standardised.${more(file.schema as VectorSchema)}</p>
${scrolling("Reconstructions", html`<table><thead><tr><th scope="col" class="text">row</th>${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}<th scope="col">error</th></tr></thead>${body}</table>`)}`,
  };
}

/** Histograms of each column of the data and of samples; nothing for an autoencoder without a sampler. */
export function columnsSection({ examples, samples, file }: Overview): Section | undefined {
  if (samples === undefined) return undefined;
  const schema = file.schema as VectorSchema;
  const varying = schema.columns.flatMap(({ constant }, j) => (constant ? [] : [j]));
  const shown = varying.slice(0, MOST_COLUMNS);
  const rest = varying.length - shown.length;
  const figures = shown.map(
    (j) =>
      html`<figure class="above"><figcaption><strong>${schema.columns[j]!.name}</strong></figcaption>${histogram(column(examples, j), column(samples, j))}</figure>`,
  );
  const counts = `${count(examples.shape[0]!, "row")} of training data and ${count(samples.shape[0]!, "sample")}`;
  return {
    id: "samples",
    title: "Samples",
    body: html`<p>How new rows, the mean of the likelihood at codes drawn from ${describeSampler(file)}, are spread beside the data, column by column: ${counts}. The outermost bins also hold what lies beyond.${rest > 0 && ` ${count(rest, "further column")} not shown.`}</p>
${legend([
  { name: "training data", colour: "var(--idle)" },
  { name: "samples", colour: "var(--accent)" },
])}
<div class="trio">${figures}</div>`,
  };
}

/** The first rows of items as a table. */
export function rowTable(items: Items, schema: VectorSchema, title: string): Markup {
  const columns = schema.columns.slice(0, MOST_COLUMNS);
  const rows = Array.from({ length: Math.min(MOST_ROWS, items.shape[0]!) }, (_, i) => i);
  return scrolling(
    title,
    html`<table><caption>${title}.${more(schema)}</caption><thead><tr>${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${rows.map((i) => html`<tr>${cells(items, i, columns)}</tr>`)}</tbody></table>`,
  );
}

/** A wide table that scrolls by itself, reachable by keyboard. */
export function scrolling(label: string, table: Markup): Markup {
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${table}</div>`;
}

function more({ size }: VectorSchema): Content {
  return size > MOST_COLUMNS && ` The first ${MOST_COLUMNS} of ${size} columns.`;
}

function cells({ data, shape }: Items, row: number, columns: readonly Column[]): Markup[] {
  return columns.map(
    ({ standardDeviation }, j) => html`<td>${formatAt(data[row * shape[1]! + j]!, standardDeviation)}</td>`,
  );
}

function column({ data, shape: [count, width] }: Items, j: number): number[] {
  return Array.from({ length: count! }, (_, i) => data[i * width! + j]!);
}

// Shares per bin over the middle 98 % of the data.
function histogram(data: readonly number[], samples: readonly number[]): Markup {
  const sorted = Float64Array.from(data).sort();
  let [low, high] = [quantile(sorted, 0.01), quantile(sorted, 0.99)];
  if (!(high > low)) [low, high] = [low - 0.5, low + 0.5];
  const bins = Math.max(10, Math.min(40, Math.round(1.5 * Math.sqrt(data.length))));
  const width = (high - low) / bins;
  const shares = (values: readonly number[]) => {
    const bars = Array.from({ length: bins }, (_, i) => ({ x1: low + i * width, x2: low + (i + 1) * width, share: 0 }));
    for (const value of values) {
      const bin = Math.max(0, Math.min(bins - 1, Math.floor((value - low) / width)));
      bars[bin]!.share += 1 / values.length;
    }
    return bars;
  };
  const outline = shares(samples).flatMap(({ x1, x2, share }) => [
    { x: x1, share },
    { x: x2, share },
  ]);
  return chart({
    label: "Histogram of one column: training data and samples",
    width: 300,
    height: 130,
    marginLeft: 12,
    marginRight: 12,
    marginBottom: 26,
    marginTop: 6,
    x: { label: null, ticks: 4 },
    y: { axis: null },
    marks: [
      Plot.rectY(shares(data), { x1: "x1", x2: "x2", y: "share", fill: "var(--idle)", fillOpacity: 0.45, inset: 0 }),
      Plot.line(outline, { x: "x", y: "share", stroke: "var(--accent)", strokeWidth: 1.8 }),
      Plot.ruleY([0]),
    ],
  });
}
