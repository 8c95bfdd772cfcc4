// Some rows of both tables, one above the other, so that their columns line up.

import type { SampleRows, TableComparison } from "../../tasks/index.ts";
import { html, type Markup } from "../escape.ts";
import { scrolling } from "../rows.ts";
import type { Section } from "../section.ts";

const MOST_COLUMNS = 40;

/** Real and synthetic rows. */
export function samplesSection({ samples }: TableComparison): Section {
  const columns = samples.columns.slice(0, MOST_COLUMNS);
  const more = samples.columns.length > columns.length;
  const body = (title: string, rows: SampleRows, kind: string): Markup =>
    html`<tbody class="${kind}"><tr><th scope="rowgroup" colspan="${columns.length}">${title}</th></tr>${rows.map(
      (row) =>
        html`<tr>${columns.map((_, j) => {
          const cell = row[j];
          const text = cell === null || cell === undefined || cell === "" ? "\u2013" : cell;
          return html`<td class="${isNumber(text) ? "" : "text"}">${text}</td>`;
        })}</tr>`,
    )}</tbody>`;
  return {
    id: "rows",
    title: "Rows",
    body: html`<p>Synthetic rows and real ones, drawn at random.${more && ` The first ${MOST_COLUMNS} of ${samples.columns.length} columns.`} The real rows are copies of the data: share this page as you may share them.</p>
${scrolling(
  "Synthetic and real rows",
  html`<table class="rows"><thead><tr>${columns.map((name, j) => html`<th scope="col"${numeric(samples.real, j) ? "" : html` class="text"`}>${name}</th>`)}</tr></thead>${body("Synthetic", samples.synthetic, "made")}${body("Real", samples.real, "real")}</table>`,
)}`,
  };
}

function numeric(rows: SampleRows, column: number): boolean {
  const cells = rows.map((row) => row[column]).filter((cell) => typeof cell === "string" && cell !== "");
  return cells.length > 0 && cells.every((cell) => isNumber(cell!));
}

const isNumber = (text: string) => /^[+-]?[\d.,' ]*\d$/.test(text);
