// The measure of a sweep against each varied field, every run a dot; of a grid over two fields also their plane.

import * as Plot from "@observablehq/plot";
import { type Axis, betterOf, type SweepConfig, type SweepOutcome, VARIANT } from "../tasks/index.ts";
import { logTicks } from "./comparison-curves.ts";
import { valueText } from "./comparison-numbers.ts";
import { html, type Markup } from "./escape.ts";
import { formatNumber, formatShort } from "./numbers.ts";
import { chart, legend } from "./plot.ts";
import type { Section } from "./section.ts";
import type { SweepReport } from "./sweep-report.ts";

interface Dot {
  readonly value: unknown;
  readonly measure: number;
  readonly name: string;
  readonly best: boolean;
}

/** A plot for each varied field; nothing where none is varied or no run has a measure. */
export function fieldsSection({ config, ranked }: SweepReport): Section | undefined {
  const measured = ranked.filter(({ measure }) => measure !== undefined);
  if (config.axes.length === 0 || measured.length === 0) return undefined;
  const figures = config.axes.map((axis) => fieldFigure(axis, config, measured));
  const named = config.axes.length === 1 && config.axes[0]!.path === VARIANT;
  const means = config.axes.some((axis) => isDiscrete(axis, config)) && (!named || config.repeats > 1);
  const way = betterOf(config.measure) === "lower" ? "lower" : "higher";
  return {
    id: "fields",
    title: named ? "Variants" : "What each field does",
    body: html`<p>${config.measure} of every run${!named && " against the value of one field, whatever the others were"}; ${way} is better.</p>
${legend([
  { name: "a run", colour: "var(--accent)" },
  { name: "the best run", colour: "var(--second)" },
  ...(means ? [{ name: "mean of the runs with that value" }] : []),
])}
<div class="${named ? "" : figures.length % 3 === 0 || figures.length > 4 ? "trio" : "pair"}">${figures}</div>`,
  };
}

// Values drawn from a range are hardly ever alike.
const isDiscrete = (axis: Axis, { search }: SweepConfig): boolean => axis.kind === "values" || search.kind === "grid";

function fieldFigure(axis: Axis, config: SweepConfig, measured: readonly SweepOutcome[]): Markup {
  const { path } = axis;
  const discrete = isDiscrete(axis, config);
  const numeric = measured.every(({ run }) => typeof run.values[path] === "number");
  const dots = measured.map(({ run, measure: value }, i): Dot => {
    const found = run.values[path];
    return { value: numeric ? found : valueText(found), measure: value!, name: run.name, best: i === 0 };
  });
  const y = measureScale(dots.map((dot) => dot.measure));
  const means = discrete ? meansOf(dots, numeric) : [];
  const levels = levelsOf(axis, dots);
  // Words side by side need room.
  const wide = path === VARIANT || levels.join("").length > MOST_LETTERS;
  if (!numeric && wide) return lyingFigure(path, config, { dots, means, levels, y });
  const look = { x: "value", y: "measure" };
  const marks = [
    ...(numeric
      ? [Plot.line(means, { ...look, stroke: "var(--soft)", strokeDasharray: "4,3" })]
      : [Plot.tickY(means, { ...look, stroke: "var(--soft)", strokeDasharray: "4,3", strokeWidth: 1.5, inset: 6 })]),
    runDots(dots, look),
  ];
  return html`<figure class="above">${caption(path, y.logarithmic)}${chart({
    label: "The measure of each run against one field",
    kind: "large",
    height: 270,
    marginTop: 12,
    inset: 8,
    color: { type: "identity" },
    r: { type: "identity" },
    x: numeric
      ? fieldScale(axis, dots, discrete)
      : { type: "band", label: null, tickSize: 0, domain: levels, tickFormat: shortLevel },
    y: { label: config.measure, grid: true, nice: true, tickFormat: formatShort, ...y.scale },
    opacity: { type: "identity" },
    marks,
  })}</figure>`;
}

const MOST_LETTERS = 50;

const caption = (path: string, logarithmic: boolean) =>
  html`<figcaption><strong>${path}</strong>${logarithmic && html` <span>(measure on a log scale)</span>`}</figcaption>`;

// The best lies on top.
const runDots = (dots: readonly Dot[], look: { readonly x: string; readonly y: string }) =>
  Plot.dot([...dots].reverse(), {
    ...look,
    fill: (dot: Dot) => (dot.best ? "var(--second)" : "var(--accent)"),
    fillOpacity: (dot: Dot) => (dot.best ? 1 : 0.75),
    r: (dot: Dot) => (dot.best ? 5.5 : 4),
    title: (dot: Dot) => `${dot.name}: ${formatNumber(dot.measure)}`,
  });

interface Lying {
  readonly dots: readonly Dot[];
  readonly means: readonly { readonly value: unknown; readonly measure: number }[];
  readonly levels: readonly unknown[];
  readonly y: ReturnType<typeof measureScale>;
}

// The values below each other, as many and long ones are read best.
function lyingFigure(path: string, { measure, repeats }: SweepConfig, { dots, means, levels, y }: Lying): Markup {
  const look = { x: "measure", y: "value" };
  const longest = Math.max(...levels.map((level) => Math.min(18, String(level).length)));
  const strokes = { stroke: "var(--soft)", strokeDasharray: "4,3", strokeWidth: 1.5, inset: 3 };
  return html`<figure class="above below">${caption(path, y.logarithmic)}${chart({
    label: "The measure of each run against one field",
    kind: "large",
    width: 900,
    height: 60 + 26 * levels.length,
    marginLeft: 24 + 8 * longest,
    marginTop: 12,
    inset: 8,
    color: { type: "identity" },
    r: { type: "identity" },
    opacity: { type: "identity" },
    x: { label: measure, grid: true, nice: true, tickFormat: formatShort, ...y.scale },
    y: { type: "band", label: null, tickSize: 0, domain: [...levels] as string[], tickFormat: shortLevel },
    marks: [...(repeats > 1 ? [Plot.tickX(means, { ...look, ...strokes })] : []), runDots(dots, look)],
  })}</figure>`;
}

function fieldScale(axis: Axis, dots: readonly Dot[], discrete: boolean): object {
  const values = [...new Set(dots.map(({ value }) => value as number))].sort((a, b) => a - b);
  const [low, high] = [values[0]!, values.at(-1)!];
  const log = axis.kind === "range" ? axis.scale === "log" : low > 0 && values.length > 2 && high >= 8 * low;
  const ticks = discrete && values.length <= 7 ? values : log ? logTicks(low, high) : 6;
  const look = { label: null, tickFormat: formatShort, ticks };
  // One value leaves an axis without extent.
  const domain = low === high ? { domain: [low - 1, low + 1] } : {};
  return { ...look, ...(log && low < high ? { type: "log" as const } : {}), ...domain };
}

function meansOf(dots: readonly Dot[], numeric: boolean): { value: unknown; measure: number }[] {
  const groups = new Map<unknown, number[]>();
  for (const { value, measure } of dots) groups.set(value, [...(groups.get(value) ?? []), measure]);
  const means = [...groups].map(([value, all]) => ({ value, measure: all.reduce((a, b) => a + b, 0) / all.length }));
  return numeric ? means.sort((a, b) => Number(a.value) - Number(b.value)) : means;
}

function levelsOf(axis: Axis, dots: readonly Dot[]): unknown[] {
  const known = new Set(dots.map(({ value }) => value));
  const given = axis.kind === "values" ? axis.values.map(valueText) : [];
  return given.filter((value) => known.has(value));
}

const shortLevel = (text: string) => (text.length > 18 ? `${text.slice(0, 17)}\u2026` : text);

function measureScale(values: readonly number[]): { scale: object; logarithmic: boolean } {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const logarithmic = low > 0 && high > 20 * low;
  if (!logarithmic) return { logarithmic, scale: { ticks: 5 } };
  return { logarithmic, scale: { type: "log" as const, ticks: logTicks(low, high) } };
}

const MOST_LEVELS = 12;

/** Of a grid over two fields the measure of each pair, mean over seeds; nothing for other sweeps. */
export function pairSection({ config, settings }: SweepReport): Section | undefined {
  const [x, y, ...others] = config.axes;
  if (config.search.kind !== "grid" || x === undefined || y === undefined || others.length > 0) return undefined;
  const level = (axis: Axis, values: SweepReport["settings"][number]["values"]) => valueText(values[axis.path]);
  const cells = settings.map(({ values, mean }, i) => ({
    x: level(x, values),
    y: level(y, values),
    mean,
    best: i === 0,
  }));
  const levels = (name: "x" | "y", axis: Axis) => {
    const found = [...new Set(cells.map((cell) => cell[name]))];
    return found.every((value) => Number.isFinite(Number(value)))
      ? found.sort((a, b) => Number(a) - Number(b))
      : (levelsOf(
          axis,
          found.map((value) => ({ value }) as Dot),
        ) as string[]);
  };
  const [columns, rows] = [levels("x", x), levels("y", y)];
  if (columns.length < 2 || rows.length < 2 || columns.length > MOST_LEVELS || rows.length > MOST_LEVELS)
    return undefined;
  // By rank, so that one bad setting does not make all others look alike.
  const strength = (i: number) => (cells.length === 1 ? 1 : 1 - i / (cells.length - 1));
  const width = Math.min(1000, 120 + 110 * columns.length);
  const longest = Math.max(...rows.map(({ length }) => Math.min(18, length)));
  return {
    id: "pair",
    title: "Both fields together",
    body: html`<p>${config.measure} of each pair${config.repeats > 1 && ", mean over seeds"}; the darker, the better its rank.</p>
<figure class="above below" style="max-width:${width}px"><figcaption><strong>${y.path}</strong> <span>against</span> <strong>${x.path}</strong></figcaption>${chart(
      {
        label: "The measure of each pair of values, darker is better",
        kind: "large",
        width,
        height: 60 + 44 * rows.length,
        marginLeft: 24 + 8 * longest,
        marginTop: 8,
        color: { type: "identity" },
        x: { type: "band", domain: columns, label: null, tickSize: 0, tickFormat: shortLevel },
        y: { type: "band", domain: rows, label: null, tickSize: 0, reverse: true, tickFormat: shortLevel },
        marks: [
          Plot.cell(cells, {
            x: "x",
            y: "y",
            inset: 1.5,
            rx: 4,
            fill: (_: unknown, i: number) =>
              `color-mix(in srgb, var(--accent) ${Math.round(6 + 34 * strength(i))}%, var(--surface))`,
            stroke: (cell: { best: boolean }) => (cell.best ? "var(--second)" : "var(--line)"),
            strokeWidth: 1.5,
          }),
          Plot.text(cells, {
            x: "x",
            y: "y",
            text: ({ mean }: { mean: number }) => formatNumber(mean),
            fill: "var(--ink)",
          }),
        ],
      },
    )}</figure>`,
  };
}
