// Several runs side by side: their numbers in one table, and what each restores of the same held-out pictures.

import { float32, rows, sizeOf } from "../array/index.ts";
import { checkSchema } from "../data/index.ts";
import type { Overview, TableComparison } from "../tasks/index.ts";
import { html } from "./escape.ts";
import { type Measure, measuresOf } from "./measures.ts";
import { formatNumber } from "./numbers.ts";
import { pictureGrid, scaleFor } from "./pictures.ts";
import { scrolling } from "./rows.ts";
import type { Section } from "./section.ts";
import { score } from "./tables/words.ts";

/** Compares a run with others on the same data. @throws DataError when their items differ */
export function besideSection(overview: Overview, others: readonly Overview[]): Section {
  for (const { file } of others) checkSchema(overview.file.schema, file.schema, `run ${file.config.preset}`);
  const runs = [overview, ...others];
  const names = namesOf(runs);
  const table = html`<table><thead><tr><th scope="col" class="text">measure</th>${names.map(
    (name) => html`<th scope="col">${name}</th>`,
  )}</tr></thead><tbody>
<tr><th scope="row">Items</th>${runs.map((run) => html`<td>${formatNumber(lastPart(run).count)}, ${lastName(run)}</td>`)}</tr>
${measures(runs).map(
  ({ name, unit, of }) =>
    html`<tr><th scope="row">${name} <span class="unit">${unit}</span></th>${runs.map(
      (run) => html`<td>${of.get(run)?.text(lastPart(run)) ?? "\u2013"}</td>`,
    )}</tr>`,
)}
${comparisons(runs).map(
  ([name, unit, values]) =>
    html`<tr><th scope="row">${name} <span class="unit">${unit}</span></th>${values.map((value) => html`<td>${value}</td>`)}</tr>`,
)}
<tr><th scope="row">Parameters</th>${runs.map(({ parameters }) => html`<td>${formatNumber(parameters)}</td>`)}</tr>
<tr><th scope="row">Epochs</th>${runs.map(({ history }) => html`<td>${history.length}</td>`)}</tr>
</tbody></table>`;
  return {
    id: "beside",
    title: "Side by side",
    body: html`<p>${names.map((name, i) => `Run ${i + 1}: ${name}`).join(", ")}; on the same held-out items.</p>
${overview.file.schema.kind === "image" && strips(runs)}
${scrolling("Runs side by side", table)}`,
  };
}

// Preset names; with a number where two runs share one.
function namesOf(runs: readonly Overview[]): string[] {
  const presets = runs.map(({ file }) => file.config.preset);
  return presets.map((name, i) => (presets.indexOf(name) === presets.lastIndexOf(name) ? name : `${name} (${i + 1})`));
}

const lastName = ({ evaluations }: Overview) => Object.keys(evaluations).at(-1)!;
const lastPart = (run: Overview) => run.evaluations[lastName(run)]!;

interface Shared {
  readonly name: string;
  readonly unit: string;
  /** The measure of each run that has it: an autoencoder's error is no likelihood, whatever field it stands in. */
  readonly of: Map<Overview, Measure>;
}

// Every measure that some run has, once.
function measures(runs: readonly Overview[]): Shared[] {
  const found = new Map<string, Shared>();
  for (const run of runs) {
    for (const measure of measuresOf(run)) {
      const { name, unit } = measure;
      const shared = found.get(`${name} ${unit}`) ?? { name, unit, of: new Map() };
      shared.of.set(run, measure);
      found.set(`${name} ${unit}`, shared);
    }
  }
  return [...found.values()];
}

// What synthetic rows are worth, where the runs are of a table.
function comparisons(runs: readonly Overview[]): [name: string, unit: string, values: string[]][] {
  if (runs.every(({ table }) => table === undefined)) return [];
  const row = (name: string, unit: string, of: (table: TableComparison) => number | null | undefined) =>
    [name, unit, runs.map(({ table }) => score(table && of(table)))] as [string, string, string[]];
  return [
    row("Column shapes", "1 is best", ({ quality }) => quality.columnShapes),
    row("Pair trends", "1 is best", ({ quality }) => quality.columnPairTrends),
    row("Detection AUC", "0.5 cannot be told", ({ detection }) => detection?.auc),
  ];
}

// Each original above what every run made of it.
function strips(runs: readonly Overview[]) {
  const { itemShape, reconstructions } = runs[0]!;
  const scale = scaleFor(itemShape, 84);
  const [height, width] = [itemShape[1]! * scale, itemShape[2]! * scale];
  const lines = ["original", ...runs.map((_, i) => `run ${i + 1}`)];
  const count = Math.min(12, ...runs.map((run) => run.reconstructions.error.length));
  const item = (_: unknown, i: number) => {
    const parts = [reconstructions.originals, ...runs.map((run) => run.reconstructions.restored)].map((items) =>
      rows(items, i, i + 1),
    );
    const shape = [parts.length, ...itemShape];
    const data = new Float32Array(sizeOf(shape));
    parts.forEach((part, k) => {
      data.set(part.data, k * part.data.length);
    });
    const alt = `Item ${i + 1}: ${lines.join(" above ")}`;
    return html`<li>${pictureGrid(float32(data, shape), { columns: 1, scale, alt })}</li>`;
  };
  return html`<div class="strips" style="--width:${width}px;--ratio:${height / width};--tall:${width}"><div class="key" aria-hidden="true">${lines.map((line) => html`<span>${line}</span>`)}</div>
<ul>${Array.from({ length: count }, item)}</ul></div>`;
}
