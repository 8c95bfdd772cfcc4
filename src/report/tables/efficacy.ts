// What models learn from synthetic rows beside what they learn from real ones.

import type { ClassScores, Efficacy, ModelEfficacy, NumberScores } from "../../metrics/index.ts";
import type { TableComparison } from "../../tasks/index.ts";
import { html, type Markup } from "../escape.ts";
import { formatNumber } from "../numbers.ts";
import { scrolling } from "../rows.ts";
import type { Section } from "../section.ts";
import { score } from "./words.ts";

/** Scores of models that learn the target; nothing without a target. */
export function efficacySection({ efficacy }: TableComparison): Section | undefined {
  if (efficacy === undefined) return undefined;
  const { target, rows } = efficacy;
  return {
    id: "learning",
    title: `Learning ${target}`,
    body: html`<p>Models learn to tell <strong>${target}</strong> from the other columns, once from ${formatNumber(rows.real)} real rows and once from ${formatNumber(rows.synthetic)} synthetic ones; both are tested on ${formatNumber(rows.test)} real rows that were held out. Synthetic rows are worth the more, the closer the two are.</p>
${scrolling(`Scores of models that learned ${target}`, table(efficacy))}`,
  };
}

type Columns = readonly (readonly [title: string, key: string])[];

function table(efficacy: Efficacy): Markup {
  if (efficacy.task === "regression") {
    return scores([["R\u00b2", "r2"]], [...efficacy.models, efficacy.mean] as readonly ModelEfficacy<NumberScores>[]);
  }
  const { positive } = efficacy;
  const columns: Columns = [
    ["accuracy", "accuracy"],
    [positive === null ? "F1, mean over classes" : `F1 of ${positive}`, "f1"],
    ["AUC", "auc"],
  ];
  return scores(columns, [...efficacy.models, efficacy.mean as ModelEfficacy<ClassScores>]);
}

function scores(columns: Columns, models: readonly ModelEfficacy<ClassScores | NumberScores>[]): Markup {
  const value = (side: object, key: string) => score((side as Record<string, number | null>)[key]);
  return html`<table><thead><tr><th scope="col" class="text" rowspan="2">model</th>${columns.map(([title]) => html`<th scope="colgroup" colspan="2">${title}</th>`)}</tr>
<tr>${columns.map(() => html`<th scope="col">real</th><th scope="col">synthetic</th>`)}</tr></thead>
<tbody>${models.map(
    ({ model, real, synthetic }) =>
      html`<tr><th scope="row">${model}</th>${columns.map(([, key]) => html`<td>${value(real, key)}</td><td>${value(synthetic, key)}</td>`)}</tr>`,
  )}</tbody></table>`;
}
