// How scores are spread: training rows, the scored ones, the threshold.

import * as Plot from "@observablehq/plot";
import { binEdges, binOf, sorted } from "../../statistics/index.ts";
import { html } from "../escape.ts";
import { formatNumber, formatShort, quantile } from "../numbers.ts";
import { chart, legend } from "../plot.ts";
import type { Section } from "../section.ts";
import type { ScoresReport } from "./scores.ts";

const BINS = 60;

/** Histogram of scores. */
export function spreadSection({ scores, threshold, trainScores, labels }: ScoresReport): Section {
  const ascending = sorted(scores);
  const all = trainScores ? sorted([...Array.from(trainScores), ...ascending]) : ascending;
  // A few rows may score so high that all others would share one bin.
  const [low, middle] = [quantile(all, 0.001), quantile(all, 0.5)];
  const high = Math.max(
    threshold,
    Math.min(all.at(-1)!, Math.max(threshold, quantile(all, 0.95)) + 3 * (threshold - middle)),
  );
  const edges = binEdges([low, Math.max(low, high)], BINS);
  const beyond = ascending.filter((score) => score > edges.at(-1)!).length;
  const own = Array.from({ length: scores.length }, (_, i) => scores[i]!);
  const groups: [name: string, colour: string, values: readonly number[]][] = labels
    ? [
        ["normal rows", "var(--accent)", own.filter((_, i) => !labels[i])],
        ["anomalies by their labels", "var(--second)", own.filter((_, i) => Boolean(labels[i]))],
      ]
    : [["scored rows", "var(--accent)", own]];
  const train = trainScores && shares(Array.from(trainScores), edges);
  const lines = groups.map(([, stroke, values]) => ({ stroke, heights: shares(values, edges) }));
  // The last bin holds what lies beyond, and may be cut off.
  const inner = [...lines.map(({ heights }) => heights), ...(train ? [train] : [])].flatMap((of) => of.slice(0, -1));
  const top = 1.08 * Math.max(1e-9, ...inner);
  return {
    id: "scores",
    title: "Scores",
    body: html`<figure class="middle">${chart({
      label: "Histogram of scores with the threshold",
      kind: "large",
      width: 720,
      height: 250,
      marginLeft: 16,
      marginRight: 16,
      marginTop: 24,
      x: { label: "score", ticks: 10, tickFormat: formatShort },
      y: { axis: null, domain: [0, top] },
      marks: [
        ...(train
          ? [
              Plot.rectY(bars(train, edges, top), {
                x1: "x1",
                x2: "x2",
                y: "share",
                fill: "var(--idle)",
                fillOpacity: 0.4,
                inset: 0,
              }),
            ]
          : []),
        ...lines.map(({ stroke, heights }) =>
          Plot.line(outline(heights, edges, top), { x: "x", y: "y", stroke, strokeWidth: 2 }),
        ),
        Plot.ruleX([threshold], { stroke: "var(--ink)", strokeDasharray: "5,4", strokeWidth: 1.4 }),
        Plot.text([threshold], {
          x: (x: number) => x,
          frameAnchor: "top",
          dy: -14,
          text: () => "threshold",
          fill: "var(--ink)",
        }),
        Plot.ruleY([0]),
      ],
    })}
${legend([
  ...(train ? [{ name: "training rows", colour: "var(--idle)" }] : []),
  ...groups.map(([name, colour]) => ({ name, colour })),
  { name: "threshold" },
])}
<figcaption>Shares of each group per bin.${beyond > 0 && ` The last bin, cut off where it is too high, also holds ${formatNumber(beyond)} rows beyond, up to a score of ${formatNumber(ascending.at(-1)!)}.`}</figcaption></figure>`,
  };
}

function shares(values: readonly number[], edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (const value of values) {
    const bin = Math.max(0, Math.min(edges.length - 2, binOf(edges, value)));
    if (!Number.isNaN(bin)) counts[bin]! += 1 / values.length;
  }
  return counts;
}

function bars(of: readonly number[], edges: readonly number[], top: number) {
  return of.map((share, i) => ({ x1: edges[i]!, x2: edges[i + 1]!, share: Math.min(share, top) }));
}

function outline(of: readonly number[], edges: readonly number[], top: number) {
  return bars(of, edges, top).flatMap(({ x1, x2, share }) => [
    { x: x1, y: share },
    { x: x2, y: share },
  ]);
}
