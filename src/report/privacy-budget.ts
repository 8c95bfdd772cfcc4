// What private training promises and what it does not: the same words in the report and in the model card.

import * as Plot from "@observablehq/plot";
import { type Overview, privacyIn } from "../tasks/index.ts";
import { factList } from "./data-card.ts";
import { html, type Markup } from "./escape.ts";
import { factsOf } from "./facts.ts";
import { formatNumber } from "./numbers.ts";
import { chart } from "./plot.ts";
import type { Section } from "./section.ts";

/** The promise of a private run, in a paragraph of plain text; undefined for others. */
export function privacyStatement(overview: Overview): string | undefined {
  const privacy = privacyIn(overview.file);
  if (privacy === undefined) return undefined;
  const { item } = factsOf(overview);
  return (
    `Training used DP-SGD: the weights are (\u03b5 = ${rounded(privacy.epsilon)}, \u03b4 = ${privacy.delta.toExponential()})-differentially private for the presence of any single ` +
    `training ${item} (one ${item}, not one person with several ${item}s), with Poisson sampling and an RDP accountant. The number of ${item}s is treated as known. ` +
    "Not covered: column types, ranges, categories, quantiles and missing markers, which are read from the data unless you give them with --schema; " +
    "the choice of settings by looking at results; losses, reports, thresholds and checkpoints. " +
    "The guarantee holds only while the training key is secret; arithmetic is 32-bit floating point."
  );
}

/** The section of a private run's report; undefined for others. */
export function privacyBudgetSection(overview: Overview): Section | undefined {
  const privacy = privacyIn(overview.file);
  if (privacy === undefined) return undefined;
  const { item } = factsOf(overview);
  const { clip, noiseMultiplier, sampleRate, steps } = privacy;
  const delta = privacy.delta.toExponential();
  return {
    id: "privacy-budget",
    title: "Differential privacy",
    body: html`<p>${privacyStatement(overview)!}</p>
${factList([
  ["Spent", `\u03b5 = ${rounded(privacy.epsilon)} at \u03b4 = ${delta}, on ${formatNumber(steps)} steps`],
  ["Noise", `${formatNumber(noiseMultiplier)} times the limit on the gradient of one ${item}, norm ${clip}`],
  ["Sampling", `each ${item} in ${formatNumber(100 * sampleRate)} % of steps, independent of all others`],
  [
    "How to read it",
    `any statement about the weights is at most ${rounded(Math.exp(privacy.epsilon))} times as likely with a ${item} as without it, but for a probability of ${delta}`,
  ],
])}
${spentChart(overview)}`,
  };
}

// Upwards, so that what is said is true.
function rounded(bound: number): string {
  const unit = 10 ** (Math.floor(Math.log10(bound)) - 3);
  return String(Number((Math.ceil(bound / unit) * unit).toPrecision(4)));
}

function spentChart({ history }: Overview): Markup | false {
  const spent = history.flatMap(({ epoch, epsilon }) => (epsilon === undefined ? [] : [{ epoch, epsilon }]));
  if (spent.length < 2) return false;
  const plot = chart({
    label: "Epsilon spent by epoch",
    x: { label: "epoch", labelAnchor: "center", tickFormat: String },
    y: { label: null, grid: true, zero: true, nice: true },
    marks: [Plot.line(spent, { x: "epoch", y: "epsilon", stroke: "var(--accent)", strokeWidth: 2 })],
  });
  return html`<div class="trio"><figure class="above"><figcaption><strong>\u03b5 spent</strong> by epoch</figcaption>${plot}</figure></div>`;
}
