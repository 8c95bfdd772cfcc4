// The numbers of several runs in one table with the best marked, and the fields in which their configs differ.

import { type ComparedMeasure, type ComparedRun, latentWidth, type RunComparison } from "../tasks/index.ts";
import { runName } from "./comparison-runs.ts";
import { kindText, layersText } from "./config-card.ts";
import { type Content, html, type Markup } from "./escape.ts";
import { formatNumber, formatSeconds } from "./numbers.ts";
import { scrolling } from "./rows.ts";
import type { Section } from "./section.ts";

// Few runs stand as columns, which reads best; many as rows.
const MOST_COLUMNS = 5;

/** Numbers of every run. */
export function numbersSection({ runs, measures, notes }: RunComparison): Section {
  const facts: Line[] = [
    { head: "Preset", cells: runs.map(({ file }) => file.config.preset), text: true },
    { head: "Latent dimensions", cells: runs.map(({ file }) => formatNumber(latentWidth(file))) },
    { head: "Parameters", cells: runs.map(({ parameters }) => formatNumber(parameters)) },
    { head: "Epochs", cells: runs.map(({ epochs }) => formatNumber(epochs)) },
    { head: "Training", cells: runs.map(({ seconds }) => formatSeconds(seconds)) },
  ];
  const marked = measures.some(({ best }) => best.length > 0);
  return {
    id: "numbers",
    title: "Numbers",
    body: html`<p>${evaluatedOn(runs)}${marked && " The best of each is marked, where one way is better."}</p>
${notes.length > 0 && html`<ul class="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>`}
${lineTable("Numbers", runs, [...measures.map(measureLine), ...facts])}`,
  };
}

/** Fields of the configs that differ; a sentence where none does. */
export function differencesSection({ runs, differences }: RunComparison): Section {
  const lines = differences.map(
    ({ path, values }): Line => ({
      head: html`<code>${path}</code>`,
      cells: values.map(valueText),
      text: true,
    }),
  );
  return {
    id: "configs",
    title: "Settings that differ",
    body:
      lines.length === 0
        ? html`<p>The runs have the same data and config.</p>`
        : html`<p>Every field of data and config that is not the same in all runs; a dash where a run has no such field.</p>${lineTable("Settings that differ", runs, lines)}`,
  };
}

/** A value of a config in words. */
export function valueText(value: unknown): string {
  if (value === undefined) return "\u2013";
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (Array.isArray(value) && typeof value[0]?.kind === "string") return layersText(value);
  if (typeof (value as { kind?: unknown } | null)?.kind === "string") return kindText(value as { kind: string });
  return JSON.stringify(value);
}

interface Line {
  readonly head: Content;
  /** One a run. */
  readonly cells: readonly Content[];
  /** Words rather than numbers. */
  readonly text?: boolean;
}

function measureLine({ label, unit, values, best }: ComparedMeasure): Line {
  const name = label[0]!.toUpperCase() + label.slice(1);
  return {
    head: html`${name}${unit !== "" && html` <span class="unit">${unit}</span>`}`,
    cells: values.map((value, i) => {
      if (value === undefined) return "\u2013";
      const text = formatNumber(value);
      return best.includes(i) ? html`<strong class="best">${text}</strong>` : text;
    }),
  };
}

function lineTable(label: string, runs: readonly ComparedRun[], lines: readonly Line[]): Markup {
  const kind = ({ text, cells }: Line, i: number) => (long(cells[i]) ? "wrap" : text ? "text" : "");
  const cell = (line: Line, i: number) => html`<td class="${kind(line, i)}">${line.cells[i]}</td>`;
  const words = lines.every(({ text }) => text);
  const table =
    runs.length <= MOST_COLUMNS
      ? html`<table class="runs"><thead><tr><td></td>${runs.map((run, i) => html`<th scope="col" class="${words && "text"}">${runName(run, i)}</th>`)}</tr></thead>
<tbody>${lines.map((line) => html`<tr><th scope="row">${line.head}</th>${runs.map((_, i) => cell(words ? line : { ...line, text: false }, i))}</tr>`)}</tbody></table>`
      : html`<table class="runs"><thead><tr><th scope="col" class="text">Run</th>${lines.map((line) => html`<th scope="col" class="${line.text && "text"}">${line.head}</th>`)}</tr></thead>
<tbody>${runs.map((run, i) => html`<tr><th scope="row">${runName(run, i)}</th>${lines.map((line) => cell(line, i))}</tr>`)}</tbody></table>`;
  return scrolling(label, table);
}

const long = (content: Content): boolean => typeof content === "string" && content.length > 28;

function evaluatedOn(runs: readonly ComparedRun[]): string {
  const found = new Set(
    runs.map(
      ({ file: { results = {}, data } }) =>
        `${formatNumber(Number(results.count))} ${results.part} items of ${data.name}`,
    ),
  );
  return found.size === 1 ? `Measured on the ${[...found][0]}.` : `Measured on ${[...found].join("; ")}.`;
}
