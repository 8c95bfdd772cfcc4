// Where items lie in latent space: a plane of codes coloured by class, and for two dimensions what each place decodes to.

import * as Plot from "@observablehq/plot";
import type { LatentMap, Manifold, Overview } from "../tasks/index.ts";
import { html, type Markup } from "./escape.ts";
import { factsOf } from "./facts.ts";
import { klFigure } from "./kl-bars.ts";
import { count, percent, quantile } from "./numbers.ts";
import { pictureGrid, scaleFor } from "./pictures.ts";
import { CHART_WIDTH, chart, legend } from "./plot.ts";
import type { Section } from "./section.ts";
import { CLASS_COLOURS, classColour } from "./style.ts";

const MOST_CLASSES = CLASS_COLOURS.light.length;

/** The map of codes, the manifold and the bars of KL, as far as there are any. */
export function latentSection(overview: Overview): Section {
  const { map, manifold, itemShape } = overview;
  const { variational, latent, item } = factsOf(overview);
  const names = classNames(map);
  const coloured = names.length > 0 && names.length <= MOST_CLASSES;
  const frame = frameOf(map.points);
  const shown = points(map, coloured).filter(({ x, y }) => inside(x, frame.x) && inside(y, frame.y));
  const beyond = map.points.length / 2 - shown.length;
  const prior = variational && map.method === "latent";
  const caption = [
    map.method === "latent"
      ? `${variational ? "Posterior means" : "Codes"} of held-out ${item}s, the two latent dimensions as they are.`
      : `${variational ? "Posterior means" : "Codes"} of held-out ${item}s on the two principal axes of ${count(latent, "dimension")}.`,
    coloured && map.labelColumn !== undefined ? `Coloured by ${map.labelColumn}.` : "",
    names.length > MOST_CLASSES ? `Not coloured: ${names.length} classes.` : "",
    prior ? "Dashed: one and two standard deviations of the prior." : "",
    beyond > 0 ? `${count(beyond, "point")} beyond the frame.` : "",
  ];
  return {
    id: "latent",
    title: "Latent space",
    body: html`<p>Each point is one ${item}. What lies close together is alike to the model.</p>
<div class="pair">
<figure>${scatter(shown, frame, map, prior, coloured ? names : [])}
${coloured && legend(names.map((name, i) => ({ name, colour: classColour(i) })))}
<figcaption><strong>Map.</strong> ${caption.filter(Boolean).join(" ")}</figcaption></figure>
${manifold && plane(manifold, itemShape)}
${klFigure(overview)}
</div>`,
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly colour: string;
}

interface Frame {
  readonly x: [number, number];
  readonly y: [number, number];
}

function classNames({ labels, labelNames }: LatentMap): string[] {
  if (labels === undefined) return [];
  const most = labels.reduce((a, b) => Math.max(a, b), 0);
  return labelNames ? [...labelNames] : Array.from({ length: most + 1 }, (_, i) => String(i));
}

function points({ points: values, labels }: LatentMap, coloured: boolean): Point[] {
  return Array.from({ length: values.length / 2 }, (_, i) => ({
    x: values[2 * i]!,
    y: values[2 * i + 1]!,
    colour: coloured ? classColour(labels![i]!) : "var(--accent)",
  }));
}

// Equal scales on both axes, outliers left out.
function frameOf(values: Float32Array): Frame & { readonly height: number } {
  const range = (axis: 0 | 1) => {
    const sorted = Float64Array.from({ length: values.length / 2 }, (_, i) => values[2 * i + axis]!).sort();
    const [low, high] = [quantile(sorted, 0.003), quantile(sorted, 0.997)];
    const room = 0.06 * (high - low) || 0.5;
    return [Math.max(low - room, sorted[0]! - room), Math.min(high + room, sorted.at(-1)! + room)] as [number, number];
  };
  const [x, y] = [range(0), range(1)];
  const ratio = (y[1] - y[0]) / (x[1] - x[0]);
  const clamped = Math.max(0.6, Math.min(1, ratio));
  if (ratio < clamped) widen(y, clamped * (x[1] - x[0]));
  if (ratio > clamped) widen(x, (y[1] - y[0]) / clamped);
  return { x, y, height: Math.round(CHART_WIDTH * clamped) };
}

function widen(range: [number, number], span: number): void {
  const extra = (span - (range[1] - range[0])) / 2;
  range[0] -= extra;
  range[1] += extra;
}

const inside = (value: number, [low, high]: [number, number]) => value >= low && value <= high;

function scatter(
  shown: readonly Point[],
  { x, y, height }: Frame & { readonly height: number },
  { method, explained }: LatentMap,
  prior: boolean,
  names: readonly string[],
): Markup {
  const axis = (i: 0 | 1) =>
    method === "latent" ? `dimension ${i + 1}` : `axis ${i + 1}, ${percent(explained?.[i] ?? 0)} of variance`;
  return chart({
    label: `Scatter plot of the codes of ${count(shown.length, "item")}${names.length > 0 ? `, coloured by ${names.length} classes` : ""}`,
    kind: "large",
    height: height + 20,
    marginLeft: 48,
    marginBottom: 46,
    marginRight: 12,
    x: { label: axis(0), domain: x, ticks: 6 },
    y: { label: axis(1), domain: y, ticks: 6 },
    marks: [
      Plot.dot(shown, { x: "x", y: "y", fill: "colour", r: 2, fillOpacity: shown.length > 800 ? 0.55 : 0.8 }),
      ...classMarks(shown, names, x),
      ...(prior ? [1, 2].map((radius) => circle(radius, x, y)) : []),
    ],
    color: { type: "identity" },
  });
}

// Names at the median of each class, with a halo, for those who cannot tell the colours.
function classMarks(shown: readonly Point[], names: readonly string[], x: [number, number]): Plot.Markish[] {
  const unit = (x[1] - x[0]) / CHART_WIDTH;
  const middles = names.flatMap((name, i) => {
    const members = shown.filter(({ colour }) => colour === classColour(i));
    if (members.length === 0 || name.length > 14) return [];
    const median = (axis: "x" | "y") => quantile(Float64Array.from(members, (point) => point[axis]).sort(), 0.5);
    const y = median("y");
    return [{ x: median("x"), y, middle: y, name, width: (4 + 4.5 * name.length) * unit }];
  });
  for (let round = 0; round < 30; round++) separate(middles, 15 * unit);
  const look = { fill: "var(--ink)", stroke: "var(--plot-background)", strokeWidth: 4, fontWeight: 700, fontSize: 14 };
  // A name far from its class would mislead more than help.
  const near = middles.filter(({ y, middle }) => Math.abs(y - middle) < 11 * unit);
  return [Plot.text(near, { x: "x", y: "y", text: "name", ...look })];
}

// Pushes labels that overlap apart, up and down.
function separate(labels: { readonly x: number; y: number; readonly width: number }[], line: number): void {
  for (const [i, a] of labels.entries()) {
    for (const b of labels.slice(i + 1)) {
      const missing = line - Math.abs(a.y - b.y);
      if (missing <= 0 || Math.abs(a.x - b.x) > a.width + b.width) continue;
      const push = (a.y >= b.y ? missing : -missing) / 2;
      a.y += push;
      b.y -= push;
    }
  }
}

function circle(radius: number, x: [number, number], y: [number, number]): Plot.Markish {
  const ring = Array.from({ length: 73 }, (_, i) => {
    const angle = (i / 72) * 2 * Math.PI;
    const point: [number, number] = [radius * Math.cos(angle), radius * Math.sin(angle)];
    return inside(point[0], x) && inside(point[1], y) ? point : [Number.NaN, Number.NaN];
  });
  return Plot.line(ring, { stroke: "var(--ink)", strokeOpacity: 0.55, strokeDasharray: "4,4", strokeWidth: 1 });
}

function plane({ steps, range, items }: Manifold, itemShape: readonly number[]): Markup {
  const alt = `Grid of ${steps} by ${steps} pictures decoded from the latent plane`;
  const edge = String(range);
  return html`<figure>${pictureGrid(items, { columns: steps, scale: scaleFor(itemShape, 28), gap: 0, alt })}
<figcaption><strong>Manifold.</strong> What the decoder draws at each place of the plane: dimension 1 from \u2212${edge} to ${edge} rightwards, dimension 2 upwards.</figcaption></figure>`;
}
