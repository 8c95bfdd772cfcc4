// How well scores find rows labelled as anomalies: ROC and precision-recall curves.

import * as Plot from "@observablehq/plot";
import { type AnomalyMetrics, anomalyMetrics } from "../../metrics/index.ts";
import { html, type Markup } from "../escape.ts";
import { formatNumber, percent } from "../numbers.ts";
import { chart } from "../plot.ts";
import type { Section } from "../section.ts";
import { score } from "./words.ts";

/** Metrics of scores with labels. @throws DataError for labels without both classes */
export function labelledMetrics(scores: ArrayLike<number>, labels: ArrayLike<number | boolean>): AnomalyMetrics {
  return anomalyMetrics(scores, labels);
}

/** Both curves. */
export function labelSection({
  rows,
  anomalies,
  auc,
  averagePrecision,
  precisionAtN,
  best,
  roc,
  precisionRecall,
}: AnomalyMetrics): Section {
  return {
    id: "labels",
    title: "Against the labels",
    body: html`<p>${formatNumber(anomalies)} of ${formatNumber(rows)} rows are labelled anomalies. Of the ${formatNumber(anomalies)} rows that score highest, ${percent(precisionAtN)} are. The threshold of the best F1 is ${formatNumber(Number(best.threshold.toPrecision(5)))} (precision ${score(best.precision)}, recall ${score(best.recall)}); being chosen on these labels, it is optimistic.</p>
<div class="pair">
<figure>${curve(
      "ROC curve",
      roc.x,
      roc.y,
      ["share of normal rows called anomalies", "share of anomalies found"],
      [
        [0, 0],
        [1, 1],
      ],
    )}
<figcaption><strong>ROC, area ${score(auc)}.</strong> Every threshold from high to low; dashed is guessing.</figcaption></figure>
<figure>${curve(
      "Precision-recall curve",
      precisionRecall.x,
      precisionRecall.y,
      ["recall: share of anomalies found", "precision"],
      [
        [0, anomalies / rows],
        [1, anomalies / rows],
      ],
    )}
<figcaption><strong>Precision and recall, average precision ${score(averagePrecision)}.</strong> Precision: share of anomalies among the rows called so; dashed is guessing.</figcaption></figure>
</div>`,
  };
}

function curve(
  label: string,
  x: readonly number[],
  y: readonly number[],
  [across, up]: readonly [string, string],
  guess: [number, number][],
): Markup {
  return chart({
    label,
    kind: "large",
    height: 400,
    marginTop: 28,
    x: { label: across, domain: [0, 1], ticks: 5 },
    y: { label: up, domain: [0, 1], ticks: 5, grid: true },
    marks: [
      Plot.line(guess, { stroke: "var(--soft)", strokeDasharray: "4,4", strokeWidth: 1.2 }),
      Plot.line(
        x.map((at, i): [number, number] => [at, y[i]!]),
        { stroke: "var(--accent)", strokeWidth: 2.2 },
      ),
      Plot.ruleX([0]),
      Plot.ruleY([0]),
    ],
  });
}
