// What happened during training: each loss term on training and validation items, and what was scheduled or watched.

import * as Plot from "@observablehq/plot";
import type { Overview } from "../tasks/index.ts";
import { html, type Markup } from "./escape.ts";
import { type Facts, factsOf } from "./facts.ts";
import { formatShort, percent } from "./numbers.ts";
import { betaText, lossText } from "./objective-text.ts";
import { chart, legend } from "./plot.ts";
import type { Section } from "./section.ts";

type History = Overview["history"];
type Series = readonly { readonly epoch: number; readonly value: number }[];

interface Panel {
  readonly title: string;
  /** Training, then validation; or one line. */
  readonly lines: readonly Series[];
}

const TRAIN = "var(--accent)";
const VALIDATION = "var(--second)";

/** Curves by epoch; nothing without history. */
export function curvesSection(overview: Overview): Section | undefined {
  const { history, file } = overview;
  if (history.length === 0) return undefined;
  const facts = factsOf(overview);
  const validated = history.some(({ validation }) => validation !== undefined);
  const { objective } = file.config.model;
  const warmed = objective.kind === "elbo" && objective.warmUp !== undefined;
  const { model } = file.config;
  const panels = [...terms(history, facts, model), ...watched(history, model)];
  // Two or four stand better in pairs than as a row of three and a rest.
  const wide = panels.length % 3 !== 0 && panels.length <= 4;
  return {
    id: "training",
    title: "Training",
    body: html`<p>Sums over a ${facts.item}'s ${facts.element}s, averaged over items${facts.variational && ", in nats"}, by epoch.${
      warmed &&
      validated &&
      " Beta grows during warm-up: the training loss uses it as it is, the validation loss its final value."
    }</p>
${legend([
  { name: "training", colour: TRAIN },
  ...(validated ? [{ name: "validation", colour: VALIDATION }] : []),
  ...(facts.bestEpoch === undefined ? [] : [{ name: `epoch ${facts.bestEpoch}, whose weights were kept` }]),
])}
<div class="${wide ? "pair" : "trio"}">${panels.map((panel) => figure(panel, facts.bestEpoch, wide ? 500 : 380))}</div>
<p class="soft below">${constants(history, model)}</p>`,
  };
}

type ModelConfig = Overview["file"]["config"]["model"];

function terms(history: History, facts: Facts, model: ModelConfig): Panel[] {
  const names = facts.variational ? (["loss", "reconstruction", "kl"] as const) : (["loss"] as const);
  const plain = !facts.variational && (model.penalties ?? []).length === 0;
  const titles = {
    loss: plain ? "Loss" : `Loss: ${lossText(model)}`,
    reconstruction: "Reconstruction",
    kl: "KL",
  };
  return names.flatMap((name) => {
    const train = series(history, (record) => record.train[name]);
    const validation = series(history, (record) => record.validation?.[name]);
    return train.length + validation.length === 0 ? [] : [{ title: titles[name], lines: [train, validation] }];
  });
}

// Terms that penalties and latents add, by their names in the log.
const TITLES: Readonly<Record<string, string>> = {
  totalCorrelation: "Total correlation",
  mutualInformation: "Mutual information of items and latents",
  dimensionKl: "KL of single dimensions",
  mmd: "Discrepancy from the prior (MMD)",
  dip: "Covariance's distance from the identity",
  adversary: "How surely the opponent tells codes from the prior",
  opponent: "The opponent's cross-entropy",
  quantisation: "Distance from the codes",
};
const SHOWN: ReadonlySet<string> = new Set(["loss", "reconstruction", "kl", "elbo", "bound", "perplexity"]);

function otherTerms(history: History): [title: string, values: Series][] {
  const names = new Set(history.flatMap(({ train }) => Object.keys(train)).filter((name) => !SHOWN.has(name)));
  return [...names].map((name) => [TITLES[name] ?? words(name), series(history, ({ train }) => train[name])]);
}

function words(name: string): string {
  const text = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${text[0]!.toUpperCase()}${text.slice(1)}`;
}

function watchedSeries(history: History, model: ModelConfig): [title: string, values: Series][] {
  const beta = betaText(model);
  const all: [string, Series][] = [
    ["Learning rate", series(history, ({ rate }) => rate)],
    ...(beta === undefined ? [] : [[beta, series(history, (record) => record.beta)] as [string, Series]]),
    ["Gradient norm before clipping", series(history, ({ gradientNorm }) => gradientNorm)],
    ["Perplexity of the codes in a batch", series(history, ({ train }) => train.perplexity)],
    ...otherTerms(history),
    ["Active units on validation", series(history, ({ validation }) => validation?.activeUnits)],
  ];
  return all.filter(([, values]) => values.length > 0);
}

const changes = (values: Series) => values.some(({ value }) => value !== values[0]!.value);

// What changed is drawn; what stayed the same is said in a line.
function watched(history: History, model: ModelConfig): Panel[] {
  return watchedSeries(history, model)
    .filter(([, values]) => changes(values))
    .map(([title, values]) => ({ title, lines: [values] }));
}

function constants(history: History, model: ModelConfig): string {
  const constant = watchedSeries(history, model)
    .filter(([, values]) => !changes(values))
    .map(([title, values]) => `${title}: ${formatShort(values[0]!.value)} throughout.`);
  const clipped = history.reduce((total, record) => total + record.clipped, 0) / history.length;
  return [...constant, `Gradients clipped in ${clipped === 0 ? "no step" : `${percent(clipped)} of steps`}.`].join(" ");
}

function series(history: History, value: (record: History[number]) => number | undefined): Series {
  return history.flatMap((record) => {
    const v = value(record);
    return v === undefined || !Number.isFinite(v) ? [] : [{ epoch: record.epoch, value: v }];
  });
}

function figure({ title, lines }: Panel, best: number | undefined, width: number): Markup {
  const points = lines.flat();
  const epochs = points.map(({ epoch }) => epoch);
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const logarithmic = low > 0 && high > 100 * low;
  const scale = logarithmic ? { type: "log" as const, ticks: powersOfTen(low, high) } : { ticks: 5 };
  const marks = lines.flatMap((line, i) => {
    const look = { x: "epoch", y: "value" };
    const kept = line.filter(({ epoch }) => epoch === best);
    const dots = line.length === 1 ? line : kept;
    const colour = i === 0 ? TRAIN : VALIDATION;
    return [
      Plot.line(line, { ...look, stroke: colour, strokeWidth: 2 }),
      Plot.dot(dots, { ...look, fill: colour, r: 3.5 }),
    ];
  });
  const drawn = chart({
    label: `${title} by epoch`,
    width,
    ...(width > 400 ? { kind: "large" } : {}),
    height: 60 + 0.45 * width,
    marginTop: 12,
    x: epochAxis(epochs),
    y: { label: null, grid: true, nice: true, tickFormat: formatShort, ...scale },
    marks: [
      ...(best === undefined ? [] : [Plot.ruleX([best], { stroke: "var(--soft)", strokeDasharray: "4,3" })]),
      ...marks,
    ],
  });
  return html`<figure class="above"><figcaption><strong>${title}</strong>${logarithmic && html` <span>(log scale)</span>`}</figcaption>${drawn}</figure>`;
}

/** Ticks of a logarithmic axis, at most seven. */
export function powersOfTen(low: number, high: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const step = Math.ceil((last - first) / 6);
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => 10 ** (first + i * step));
}

/** The axis of epochs. */
export function epochAxis(epochs: readonly number[]) {
  return {
    label: "epoch",
    labelAnchor: "center",
    ticks: wholeTicks(Math.min(...epochs), Math.max(...epochs), 6),
    tickFormat: String,
  } as const;
}

// Ticks at whole numbers, round ones, about `most`.
function wholeTicks(first: number, last: number, most: number): number[] {
  const step = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000].find((size) => (last - first) / size < most) ?? last;
  const ticks = [];
  for (let tick = Math.ceil(first / step) * step; tick <= last; tick += step) ticks.push(tick);
  return ticks;
}
