// The table of final numbers and what each of them means.

import type { Overview } from "../tasks/index.ts";
import { html } from "./escape.ts";
import { factsOf } from "./facts.ts";
import { type Measure, measuresOf, protocolOf } from "./measures.ts";
import { formatNumber } from "./numbers.ts";
import { lossText } from "./objective-text.ts";
import { scrolling } from "./rows.ts";
import type { Section } from "./section.ts";

/** Measures as rows, parts of the data as columns, and a glossary. */
export function evaluationSection(overview: Overview): Section {
  const { evaluations } = overview;
  const { variational, item, evaluation } = factsOf(overview);
  const parts = Object.entries(evaluations);
  const measures = measuresOf(overview);
  const row = ({ name, unit, definition, text }: Measure) =>
    html`<tr><th scope="row"><abbr title="${definition}">${name}</abbr> <span class="unit">${unit}</span></th>${parts.map(
      ([, part]) => html`<td>${text(part) ?? "\u2013"}</td>`,
    )}</tr>`;
  const loss = variational
    ? `The training loss is ${lossText(overview.file.config.model)}: summed over the elements of a ${item}, averaged over ${item}s, in nats (1 nat = 1.44 bits).`
    : `Errors are summed over the elements of a ${item} and averaged over ${item}s.`;
  const note = `${loss} ${variational ? "One posterior sample per item; " : "Made with "}${protocolOf(overview, evaluation)}.`;
  const table = html`<table><thead><tr><th scope="col" class="text">measure</th>${parts.map(
    ([name]) => html`<th scope="col">${name}</th>`,
  )}</tr></thead><tbody>
<tr><th scope="row">Items</th>${parts.map(([, { count }]) => html`<td>${formatNumber(count)}</td>`)}</tr>
${measures.map(row)}</tbody></table>`;
  return {
    id: "evaluation",
    title: "Evaluation",
    body: html`<p>${note}</p>
<div class="pair">${scrolling("Evaluation", table)}
<dl class="glossary">${measures.map(({ name, definition }) => html`<div><dt>${name}</dt><dd>${definition}</dd></div>`)}</dl></div>`,
  };
}
