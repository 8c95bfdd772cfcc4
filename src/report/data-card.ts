// The data card: what the model learned from.

import type { Column, DataSchema, SeriesSchema, VectorSchema } from "../data/index.ts";
import type { Overview } from "../tasks/index.ts";
import { type Content, html, type Markup } from "./escape.ts";
import { pictureSheet } from "./gallery.ts";
import { count, formatNumber } from "./numbers.ts";
import { rowTable, scrolling } from "./rows.ts";
import type { Section } from "./section.ts";
import { columnsTable, columnsText } from "./tables/columns-card.ts";

/** Name, counts, schema, notes and examples. */
export function dataSection(overview: Overview): Section {
  const { file, examples, samples, itemShape } = overview;
  const { data, schema } = file;
  const noun = schema.kind === "image" ? "picture" : schema.kind === "series" ? "window" : "row";
  const counts = Object.entries(data.counts).map(([part, number]) => `${part} ${formatNumber(number)}`);
  const options = Object.entries(data.options).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const facts: [string, Content][] = [
    ["Name", data.name],
    ...(data.source === data.name ? [] : [["Source", html`<code>${data.source}</code>`] as [string, Content]]),
    [`${noun[0]!.toUpperCase()}${noun.slice(1)}s`, counts.join(", ")],
    ["Items", itemText(schema)],
    ["Classes", schema.labels ? `${count(schema.labels.length, "label")}: ${list(schema.labels)}` : "no labels"],
    ...(options.length > 0 ? [["Opened with", options.join(", ")] as [string, Content]] : []),
  ];
  return {
    id: "data",
    title: "Data",
    body: html`${factList(facts)}${data.notes.length > 0 && html`<h3>Notes</h3><ul class="plain">${data.notes.map((note) => html`<li>${note}</li>`)}</ul>`}
${
  schema.kind === "table"
    ? columnsTable(schema)
    : schema.kind === "series"
      ? columnTable(schema)
      : schema.kind === "vector"
        ? html`${rowTable(examples, schema, "Rows of the training data")}${columnTable(schema)}`
        : samples === undefined &&
          html`<h3>Examples</h3><figure>${pictureSheet(examples, itemShape, "pictures of the training data")}<figcaption>Training data, drawn at random.</figcaption></figure>`
}`,
  };
}

/** A list of named facts. */
export function factList(facts: readonly (readonly [string, Content])[]): Markup {
  return html`<dl class="facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

/** A schema in plain words. */
export function itemText(schema: DataSchema): string {
  if (schema.kind === "vector") return `${count(schema.size, "numeric column")}, standardised for the model`;
  if (schema.kind === "table") return columnsText(schema);
  if (schema.kind === "series") {
    return `windows of ${schema.window} steps, ${count(schema.columns.length, "channel")} (${list(schema.columns.map(({ name }) => name))}), standardised for the model`;
  }
  const { width, height, channels, values } = schema;
  const colours = { 1: "grey", 3: "RGB", 4: "RGB with opacity" }[channels];
  const levels = { binary: "only 0 and 1", grey: "256 levels", continuous: "continuous" }[values];
  return `${width} \u00d7 ${height} pixels, ${colours}, values in [0, 1] (${levels})`;
}

/** Up to twelve names. */
export function list(names: readonly string[]): string {
  return names.length <= 12 ? names.join(", ") : `${names.slice(0, 12).join(", ")}, and ${names.length - 12} more`;
}

function columnTable({ columns }: VectorSchema | SeriesSchema): Markup {
  const row = ({ name, mean, standardDeviation, min, max, constant }: Column) =>
    html`<tr><th scope="row">${name}</th>${[mean, standardDeviation, min, max].map((v) => html`<td>${formatNumber(v)}</td>`)}<td class="text soft">${constant && "constant"}</td></tr>`;
  return html`<details><summary>Columns as measured on the training part</summary>${scrolling(
    "Columns",
    html`<table><thead><tr><th scope="col" class="text">column</th><th scope="col">mean</th><th scope="col">std. deviation</th><th scope="col">least</th><th scope="col">most</th><td></td></tr></thead><tbody>${columns.map(row)}</tbody></table>`,
  )}</details>`;
}
