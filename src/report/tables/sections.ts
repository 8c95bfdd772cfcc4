// A comparison of tables as the sections of a page.

import type { TableComparison } from "../../tasks/index.ts";
import { html } from "../escape.ts";
import { formatNumber } from "../numbers.ts";
import type { Section } from "../section.ts";
import { associationsSection } from "./associations.ts";
import { distributionsSection } from "./columns.ts";
import { efficacySection } from "./efficacy.ts";
import { privacySection } from "./privacy.ts";
import { samplesSection } from "./samples.ts";
import { DEFINITIONS, score } from "./words.ts";

/** Columns, pairs, rows, learning, privacy and what the numbers mean. */
export function comparisonSections(comparison: TableComparison): Section[] {
  return [
    distributionsSection(comparison),
    associationsSection(comparison),
    samplesSection(comparison),
    efficacySection(comparison),
    privacySection(comparison),
    measuresSection(comparison),
  ].filter((section) => section !== undefined);
}

function measuresSection({ rows, quality, independentQuality, detection, notes }: TableComparison): Section {
  const { most } = rows;
  const limits = [
    ...(Math.max(rows.real, rows.synthetic, rows.holdout ?? 0) > most.all
      ? [`Of each table ${formatNumber(most.all)} rows were measured, drawn at random.`]
      : []),
    ...(rows.holdout !== undefined && rows.holdout < rows.synthetic
      ? [`Fewer rows score lower by chance: there are ${formatNumber(rows.holdout)} held-out ones.`]
      : []),
    ...(detection
      ? [
          `Detection learned from ${formatNumber(detection.trainRows)} rows of each table and was judged on ${formatNumber(detection.testRows)} others; with more rows it finds finer differences, so compare it between reports of the same numbers only.`,
        ]
      : []),
  ];
  const entries: [string, string][] = [
    ["Column shapes", DEFINITIONS.shapes],
    ["Pair trends", DEFINITIONS.pairs],
    [
      "Overall",
      `${DEFINITIONS.overall} No headline: the real columns, each shuffled by itself so that nothing hangs together any more, still reach ${score(independentQuality.overall)} here (columns drawn independently reach 0.96 on the Adult census table). Pair trends and detection tell more.`,
    ],
    ["Detection AUC", DEFINITIONS.detection],
  ];
  return {
    id: "measures",
    title: "How this was measured",
    body: html`<p>${[...notes, ...limits].join(" ")}${quality.columns.length > 0 && ` Missing cells of numbers are left out of their shapes; everywhere else they are a category of their own.`}</p>
<dl class="glossary definitions">${entries.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>`,
  };
}
