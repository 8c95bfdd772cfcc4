// Curves of several runs over each other, one colour a run: the bound on held-out and on training items, and its two terms.

import * as Plot from "@observablehq/plot";
import type { ComparedRun, RunComparison } from "../tasks/index.ts";
import { COLOURED, runColour } from "./comparison-runs.ts";
import { epochAxis, powersOfTen } from "./curves.ts";
import { html, type Markup } from "./escape.ts";
import { formatShort } from "./numbers.ts";
import { chart, legend } from "./plot.ts";
import type { Section } from "./section.ts";

type Record = ComparedRun["history"][number];

interface Point {
  readonly epoch: number;
  readonly value: number;
}

interface Panel {
  readonly title: string;
  /** One line a run; empty where it has none. */
  readonly lines: readonly (readonly Point[])[];
}

/** Overlaid curves by epoch; nothing where no run has a history. */
export function overlaidSection({ runs }: RunComparison): Section | undefined {
  const some = runs.some(variational);
  const held = runs.some(({ history }) => history.some(({ validation }) => validation));
  const bound = (terms: Terms | undefined, run: ComparedRun) => (variational(run) ? negative(terms?.elbo) : undefined);
  const error = (terms: Terms | undefined, run: ComparedRun) => (variational(run) ? undefined : terms?.loss);
  const term = (name: "reconstruction" | "kl") => (record: Record, run: ComparedRun) =>
    variational(run) ? (record.validation ?? record.train)[name] : undefined;
  const panels = [
    panel(runs, "Negative ELBO on validation items", ({ validation }, run) => bound(validation, run)),
    panel(runs, "Negative ELBO on training items", ({ train }, run) => bound(train, run)),
    panel(runs, "Reconstruction", term("reconstruction")),
    panel(runs, "KL", term("kl")),
    panel(runs, "Error of autoencoders on validation items", ({ validation }, run) => error(validation, run)),
    panel(runs, "Error of autoencoders on training items", ({ train }, run) => error(train, run)),
  ].filter((found) => found !== undefined);
  if (panels.length === 0) return undefined;
  const wide = panels.length % 3 !== 0;
  const many = runs.length > COLOURED;
  return {
    id: "curves",
    title: "Training",
    body: html`<p>By epoch, averaged over items${some && `, in nats; the KL counted in full, whatever beta a run was trained with. Reconstruction and KL are of ${held ? "the validation items" : "the training items"}`}. A dot marks the epoch whose weights were kept.</p>
${legend([
  ...runs.slice(0, COLOURED).map(({ name }, i) => ({ name, colour: runColour(i) })),
  ...(many ? [{ name: `${runs.length - COLOURED} further runs`, colour: "var(--idle)" }] : []),
])}
<div class="${wide ? "pair" : "trio"}">${panels.map((found) => figure(found, runs, wide ? 500 : 380))}</div>`,
  };
}

type Terms = { readonly elbo?: number; readonly loss?: number };

const variational = ({ file }: ComparedRun) => file.config.model.kind !== "autoencoder";
const negative = (value: number | undefined) => (value === undefined ? undefined : -value);

function panel(
  runs: readonly ComparedRun[],
  title: string,
  value: (record: Record, run: ComparedRun) => number | undefined,
): Panel | undefined {
  const lines = runs.map((run) =>
    run.history.flatMap((record) => {
      const v = value(record, run);
      return v === undefined || !Number.isFinite(v) ? [] : [{ epoch: record.epoch, value: v }];
    }),
  );
  return lines.every(({ length }) => length === 0) ? undefined : { title, lines };
}

function figure({ title, lines }: Panel, runs: readonly ComparedRun[], width: number): Markup {
  const points = lines.flat();
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const logarithmic = low > 0 && high > 20 * low;
  const epochs = points.map(({ epoch }) => epoch);
  const look = { x: "epoch", y: "value" };
  const drawn = lines.map((line, i) => {
    const kept = runs[i]!.file.results?.bestEpoch;
    const colour = runColour(i);
    return [
      Plot.line(line, {
        ...look,
        stroke: colour,
        strokeWidth: i < COLOURED ? 2 : 1,
        strokeOpacity: i < COLOURED ? 0.9 : 0.6,
      }),
      Plot.dot(
        line.filter(({ epoch }) => line.length === 1 || epoch === kept),
        { ...look, fill: colour, r: i < COLOURED ? 3.5 : 2, title: () => runs[i]!.name },
      ),
    ];
  });
  return html`<figure class="above"><figcaption><strong>${title}</strong>${logarithmic && html` <span>(log scale)</span>`}</figcaption>${chart(
    {
      label: `${title} by epoch, a line for each run`,
      width,
      ...(width > 400 ? { kind: "large" } : {}),
      height: 60 + 0.45 * width,
      marginTop: 12,
      x: epochAxis(epochs),
      y: {
        label: null,
        grid: true,
        nice: true,
        tickFormat: formatShort,
        ...(logarithmic ? { type: "log" as const, ticks: logTicks(low, high) } : { ticks: 5 }),
      },
      // The first runs lie on top.
      marks: drawn.reverse().flat(),
    },
  )}</figure>`;
}

/** Ticks of a logarithmic axis within its values: powers of ten, and where these are few, steps between them. */
export function logTicks(low: number, high: number): number[] {
  const within = (ticks: readonly number[]) => ticks.filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
  const powers = within(powersOfTen(low, high));
  if (powers.length >= 3) return powers;
  const first = 10 ** Math.floor(Math.log10(low));
  const steps = powers.length === 2 ? [1, 3] : [1, 2, 5];
  return within([1, 10, 100].flatMap((power) => steps.map((step) => Number((step * power * first).toPrecision(3)))));
}
