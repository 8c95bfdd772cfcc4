// Which latent dimensions carry information: KL of each, largest first; of a hierarchy its layers, in their order.

import * as Plot from "@observablehq/plot";
import type { Overview } from "../tasks/index.ts";
import { html, type Markup } from "./escape.ts";
import { factsOf } from "./facts.ts";
import { formatNumber } from "./numbers.ts";
import { chart, legend } from "./plot.ts";

interface Bar {
  readonly kl: number;
  /** From 0. */
  readonly dimension: number;
  readonly rank: number;
  readonly active: boolean;
}

/** Bars of KL per dimension or layer; nothing for an autoencoder. */
export function klFigure(overview: Overview): Markup | undefined {
  const { evaluation, part, item, latent } = factsOf(overview);
  const { klPerDimension, activeUnits = 0 } = evaluation;
  if (klPerDimension === undefined) return undefined;
  if (overview.klGroups) {
    return html`<figure>${layerPlot(klPerDimension, overview.klGroups)}
<figcaption><strong>Information per layer.</strong> KL from posterior to prior, averaged over the ${part} ${item}s: how much of the ${formatNumber(evaluation.kl ?? 0)} nats each layer of latents carries, given what its prior is told.</figcaption></figure>`;
  }
  // One KL of all latents together has no parts to show.
  if (klPerDimension.length < Math.min(2, latent)) return undefined;
  if (klPerDimension.length !== latent) return variables(klPerDimension, overview);
  const bars: Bar[] = klPerDimension
    .map((kl, dimension) => ({ kl, dimension }))
    .sort((a, b) => b.kl - a.kl || a.dimension - b.dimension)
    .map((bar, rank) => ({ ...bar, rank, active: rank < activeUnits }));
  const idle = bars.length - activeUnits;
  // An evaluation counts active units without naming them; the largest KL are theirs but for ties near the threshold.
  const note = idle > 0 && activeUnits > 0 ? " Marked are as many of the largest as are active." : "";
  return html`<figure>${plot(bars, activeUnits)}
${legend([
  { name: `active (${activeUnits})`, colour: "var(--accent)" },
  ...(idle > 0 ? [{ name: `idle (${idle})`, colour: "var(--idle)" }] : []),
])}
<figcaption><strong>Information per dimension.</strong> KL from posterior to prior, averaged over the ${part} ${item}s: how much of the ${formatNumber(evaluation.kl ?? 0)} nats each latent dimension carries. Active: its posterior mean has a variance above 0.01.${note}</figcaption></figure>`;
}

// Latents that come in groups, such as the classes of one variable: no group is active or idle.
function variables(kl: readonly number[], overview: Overview): Markup {
  const { evaluation, part, item, latentText } = factsOf(overview);
  const bars: Bar[] = kl
    .map((value, dimension) => ({ kl: value, dimension }))
    .sort((a, b) => b.kl - a.kl || a.dimension - b.dimension)
    .map((bar, rank) => ({ ...bar, rank, active: true }));
  return html`<figure>${plot(bars, bars.length, "variable")}
<figcaption><strong>Information per variable.</strong> KL from posterior to prior, averaged over the ${part} ${item}s: how much of the ${formatNumber(evaluation.kl ?? 0)} nats each of the ${latentText} carries.</figcaption></figure>`;
}

function layerPlot(kl: readonly number[], names: readonly string[]): Markup {
  const bars = kl.map((value, i) => ({ kl: value, name: names[i]! }));
  const layers = { type: "band", domain: names, label: null, tickSize: 0 } as const;
  const look = {
    fill: "var(--accent)",
    title: ({ name, kl }: { name: string; kl: number }) => `${name}: ${formatNumber(kl)} nats`,
  };
  const amount = { label: "nats", grid: true, ticks: 5 };
  const marks = [Plot.barX(bars, { y: "name", x: "kl", ...look }), Plot.ruleX([0])];
  const label = `Bars of KL per layer of latents, ${bars.length} layers`;
  return chart({ label, kind: "large", height: 70 + 26 * bars.length, marginLeft: 170, x: amount, y: layers, marks });
}

function plot(bars: readonly Bar[], active: number, noun: "dimension" | "variable" = "dimension"): Markup {
  const among = noun === "variable" ? "" : `; ${active} of ${bars.length} dimensions active`;
  const label = `Bars of KL per latent ${noun}, largest first${among}`;
  const every = Math.ceil(bars.length / 24);
  const few = bars.length <= 6;
  const dimensions = {
    type: "band",
    label: `latent ${noun}`,
    labelAnchor: "center",
    tickSize: 0,
    tickFormat: (rank: number) => String(bars[rank]!.dimension + 1),
    ticks: bars.map(({ rank }) => rank).filter((rank) => rank % every === 0),
  } as const;
  const amount = { label: "nats", grid: true, ticks: 5 };
  const look = {
    fill: ({ active }: Bar) => (active ? "var(--accent)" : "var(--idle)"),
    title: ({ dimension, kl }: Bar) => `${noun} ${dimension + 1}: ${formatNumber(kl)} nats`,
  };
  const color = { type: "identity" } as const;
  if (few) {
    const marks = [Plot.barX(bars, { y: "rank", x: "kl", ...look }), Plot.ruleX([0])];
    return chart({ label, kind: "large", height: 70 + 34 * bars.length, x: amount, y: dimensions, color, marks });
  }
  const marks = [Plot.barY(bars, { x: "rank", y: "kl", ...look }), Plot.ruleY([0])];
  const kind = bars.length <= 12 ? "large" : "";
  return chart({ label, kind, height: 300, x: dimensions, y: amount, color, marks });
}
