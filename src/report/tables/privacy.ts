// Whether training rows show through: each measure beside what unseen rows give, and the distances behind them.

import * as Plot from "@observablehq/plot";
import type { Finding, PrivacyMeasure, PrivacyName } from "../../metrics/index.ts";
import type { TableComparison } from "../../tasks/index.ts";
import { html, type Markup } from "../escape.ts";
import { formatNumber } from "../numbers.ts";
import { chart, legend } from "../plot.ts";
import type { Section } from "../section.ts";
import { score } from "./words.ts";

const NAMES: Readonly<Record<PrivacyName, string>> = {
  closerToTrain: "Closer to a training row",
  identified: "Singled out",
  membership: "Membership guessed",
  exactCopies: "Exact copies",
  nearCopies: "Near copies",
  distanceRatio: "Nearest to second nearest",
};

const FINDINGS: Readonly<Record<Finding, string>> = { none: "no sign", weak: "weak sign", clear: "clear sign" };

/** Measures of leaks; nothing where no rows were held out. */
export function privacySection({ privacy }: TableComparison): Section | undefined {
  if (privacy === undefined) return undefined;
  const { measures, histogram, rows } = privacy;
  return {
    id: "privacy",
    title: "Privacy",
    body: html`<p>Whether rows that the model learned from show through. Each measure stands beside what rows of the same source give that no model saw. Neighbours of ${formatNumber(rows.queries)} rows of each kind were looked for among ${formatNumber(rows.train)} training, ${formatNumber(rows.holdout)} held-out and ${formatNumber(rows.synthetic)} synthetic rows. No sign is not a proof: a guarantee needs training with differential privacy.</p>
<dl class="measures">${measures.map(measure)}</dl>
<div class="pair"><figure>${distances(histogram)}
${legend([
  { name: "held-out rows", colour: "var(--idle)" },
  { name: "synthetic rows", colour: "var(--accent)" },
])}
<figcaption><strong>Distance to the closest training row.</strong> A differing category counts 1, a number up to 1. Synthetic rows much closer than held-out ones would be a leak.</figcaption></figure></div>`,
  };
}

function measure({ name, value, baseline, finding, words }: PrivacyMeasure): Markup {
  return html`<div><dt>${NAMES[name]} <span class="badge ${finding}">${FINDINGS[finding]}</span></dt>
<dd class="value"><b>${amount(name, value)}</b> where ${amount(name, baseline)} is no leak</dd><dd>${words}</dd></div>`;
}

function amount(name: PrivacyName, value: number): string {
  if (name === "membership" || name === "distanceRatio") return score(value);
  return `${(100 * value).toFixed(value > 0 && value < 0.01 ? 2 : 1)} %`;
}

function distances({ edges, synthetic, holdout }: NonNullable<TableComparison["privacy"]>["histogram"]): Markup {
  const shares = (counts: readonly number[]) => {
    const total = Math.max(
      1,
      counts.reduce((sum, n) => sum + n, 0),
    );
    return counts.map((n, i) => ({ x1: edges[i]!, x2: edges[i + 1]!, share: n / total }));
  };
  const line = shares(synthetic).flatMap(({ x1, x2, share }) => [
    { x: x1, y: share },
    { x: x2, y: share },
  ]);
  return chart({
    label: "Histogram of distances to the closest training row: held-out and synthetic rows",
    kind: "large",
    height: 220,
    marginLeft: 16,
    x: { label: "distance", ticks: 6 },
    y: { axis: null },
    marks: [
      Plot.rectY(shares(holdout), { x1: "x1", x2: "x2", y: "share", fill: "var(--idle)", fillOpacity: 0.45, inset: 0 }),
      Plot.line(line, { x: "x", y: "y", stroke: "var(--accent)", strokeWidth: 2 }),
      Plot.ruleY([0]),
    ],
  });
}
