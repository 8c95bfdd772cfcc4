// Anomaly scores of rows as a page: their spread with the threshold, the strangest rows with what makes them so, and how
// well the scores find labelled rows.

import { VERSION } from "../../version.ts";
import { navigation, renderPage } from "../document.ts";
import { html } from "../escape.ts";
import { count, formatNumber, percent } from "../numbers.ts";
import type { Section } from "../section.ts";
import { tile, tileList } from "../tiles.ts";
import { labelledMetrics, labelSection } from "./label-curves.ts";
import { contributionsSection, rankingSection } from "./ranking.ts";
import { spreadSection } from "./score-spread.ts";
import type { ScoresReport } from "./scores.ts";
import { TABLE_STYLE } from "./style.ts";
import { score as three } from "./words.ts";

const METHOD =
  "The score of a row is its negative evidence lower bound in nats: how badly the model can explain its cells, summed over columns, and what its code costs.";

/** The page as HTML text. The same scores give the same text. @throws DataError for labels without both classes */
export function renderScores(report: ScoresReport): string {
  const { data, run, scores, threshold, thresholdFrom, labels, method = METHOD, notes = [] } = report;
  const found = Array.from(scores).filter((score) => score >= threshold).length;
  const metrics = labels && labelledMetrics(scores, labels);
  const sections: Section[] = [
    spreadSection(report),
    ...(metrics ? [labelSection(metrics)] : []),
    ...(report.top.length > 0 ? [rankingSection(report), contributionsSection(report)] : []),
  ];
  const title = `Anomalies in ${data}`;
  const share = percent(found / Math.max(1, scores.length));
  const verdict = `${formatNumber(found)} of ${count(scores.length, "row")} (${share}) score at least ${formatNumber(threshold)}${thresholdFrom ? `, the threshold ${thresholdFrom}` : ""}.${
    metrics
      ? ` Ranked by score, labelled anomalies come before normal rows with probability ${three(metrics.auc)} (ROC-AUC; 0.5 is guessing).`
      : ""
  }`;
  const tiles = [
    tile("Rows", formatNumber(scores.length), "scored"),
    tile("Anomalies", formatNumber(found), `${share} of the rows`),
    tile("Threshold", formatNumber(threshold), thresholdFrom ?? "score or more"),
    ...(metrics
      ? [
          tile("ROC-AUC", three(metrics.auc), "0.5 is guessing, 1 is best"),
          tile(
            "Average precision",
            three(metrics.averagePrecision),
            `${three(metrics.anomalies / metrics.rows)} is guessing`,
          ),
          tile("Best F1", three(metrics.best.f1), `at a score of ${formatNumber(metrics.best.threshold)}`),
        ]
      : []),
  ];
  return renderPage({
    title,
    header: html`<header>
<p class="overline">vaekit anomaly report</p>
<h1>${title}</h1>
<p class="soft">scored by ${run}</p>
<p class="lead">${verdict}</p>
${tileList(tiles)}
${navigation(sections)}
</header>`,
    sections: sections.map((section, i) =>
      i > 0
        ? section
        : {
            ...section,
            body: html`<p>${method}</p>${section.body}${notes.length > 0 && html`<ul class="plain">${notes.map((note) => html`<li>${note}</li>`)}</ul>`}`,
          },
    ),
    footer: `Made with vaekit ${VERSION}. This page needs no network.`,
    style: TABLE_STYLE,
  });
}
