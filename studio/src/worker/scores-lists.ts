// From scores to what is looked at: the strangest items with reasons, labels to judge the scores by, and the file.

import { cellText, type SeriesRows, type SourceColumn, writeCsv } from "vaekit/data";
import { averagePrecision, rocAuc } from "vaekit/statistics";
import { tailProbability } from "vaekit/tasks";
import type { Items } from "./api.ts";
import { viewOfData } from "./items-view.ts";
import { lastScores, type Scored } from "./scores-run.ts";

/** What a column adds to a row's score, and what it adds on average. */
export interface Reason {
  readonly name: string;
  readonly nats: number;
  readonly usual?: number | undefined;
}

/** Items of a list. */
export interface Listed {
  readonly items: Items;
  /** Place in the part of the item that shows it: a window for a time stamp. */
  readonly open: readonly number[];
  /** Tables: the columns that add most beyond what is usual, the first one most. */
  readonly reasons: readonly (readonly Reason[])[];
  /** Time series: the stamp or number of the row. */
  readonly names?: readonly string[] | undefined;
}

const REASONS = 3;

/** Scored items, rows or time stamps as they are shown. */
export function listItems(indices: readonly number[]): Listed {
  const all = lastScores();
  const { dataset } = all;
  const open = dataset.schema.kind === "series" ? indices.map((row) => windowOf(all, row)) : indices;
  return {
    items: viewOfData(dataset, open),
    open,
    reasons: indices.map((index) => reasonsOf(all, index).slice(0, REASONS)),
    ...(dataset.schema.kind === "series" && { names: indices.map((row) => stampOf(dataset.series!, row)) }),
  };
}

/** Every column's part in a row's score, the strangest first. */
export function reasonsOf({ contributions, names, usualNats }: Scored, row: number): Reason[] {
  if (contributions === undefined || names === undefined) return [];
  return names
    .map((name, c) => ({ name, nats: contributions[row * names.length + c]!, usual: usualNats?.[c] }))
    .sort((a, b) => b.nats - (b.usual ?? 0) - (a.nats - (a.usual ?? 0)));
}

/** Labels of what was scored: those of the data, or the levels of a column. */
export interface ScoreLabels {
  readonly labels: Int32Array;
  readonly names: readonly string[];
}

const MOST_LEVELS = 12;

/** Columns of a table with few levels, to judge the scores by. */
export function labelColumns({ dataset }: Scored): string[] {
  return (dataset.table?.columns ?? []).flatMap((column) => {
    const levels = levelsOf(column, Math.min(dataset.count, 5000));
    return levels.length >= 2 && levels.length <= MOST_LEVELS ? [column.name] : [];
  });
}

/** Labels of the data, or of a column where one is named; undefined where there are none. */
export function labelsFor({ dataset }: Scored, name: string | undefined): ScoreLabels | undefined {
  const column = dataset.table?.columns.find((one) => one.name === name);
  if (column !== undefined) {
    const names = levelsOf(column, dataset.count).sort();
    const of = new Map(names.map((level, i) => [level, i]));
    const labels = Int32Array.from({ length: dataset.count }, (_, i) => of.get(textOf(column, i)) ?? -1);
    return { labels, names };
  }
  const { labels, schema } = dataset;
  if (labels === undefined || schema.kind === "series") return undefined;
  const most = labels.reduce((a, b) => Math.max(a, b), -1);
  return { labels: labels.slice(), names: Array.from({ length: most + 1 }, (_, i) => schema.labels?.[i] ?? String(i)) };
}

/** How well the scores rank the items with one label before the others; items without a label are left out. */
export function rankQuality(labels: Int32Array, anomalous: number) {
  const { score } = lastScores();
  const known = Array.from(labels.keys()).filter((i) => labels[i]! >= 0 && !Number.isNaN(score[i]!));
  const [values, positive] = [known.map((i) => score[i]!), known.map((i) => Number(labels[i] === anomalous))];
  return { auc: rocAuc(values, positive), averagePrecision: averagePrecision(values, positive) };
}

/** The scores as CSV, with the columns of `vaekit score`; above the threshold is an anomaly. */
export function scoresCsv(threshold: number): string {
  const all = lastScores();
  const { method } = all;
  const [names, row] =
    method === "series"
      ? stampRows(all, threshold)
      : method === "rows"
        ? tableRows(all, threshold)
        : itemRows(all, threshold);
  return writeCsv(
    names,
    Array.from({ length: all.score.length }, (_, i) => row(i)),
  );
}

type Rows = readonly [names: string[], row: (index: number) => (string | number)[]];

function itemRows({ score, reconstruction, kl, dataset: { labels, schema } }: Scored, threshold: number): Rows {
  const divergence = kl && kl.length > 0 ? kl : undefined;
  return [
    ["index", "score", "reconstruction", ...(divergence ? ["kl"] : []), ...(labels ? ["label"] : []), "anomaly"],
    (i) => [
      i,
      Math.fround(score[i]!),
      reconstruction![i]!,
      ...(divergence ? [divergence[i]!] : []),
      ...(labels ? [schema.labels?.[labels[i]!] ?? labels[i]!] : []),
      Number(score[i]! > threshold),
    ],
  ];
}

function tableRows(all: Scored, threshold: number): Rows {
  const { score, usual, names = [], contributions } = all;
  return [
    ["row", "score", ...(usual ? ["tail_probability"] : []), "anomaly", "most", ...names.map((name) => `nats:${name}`)],
    (i) => [
      i + 1,
      score[i]!,
      ...(usual ? [tailProbability(usual, score[i]!)] : []),
      Number(score[i]! > threshold),
      reasonsOf(all, i)[0]!.name,
      ...contributions!.subarray(i * names.length, (i + 1) * names.length),
    ],
  ];
}

function stampRows({ score, series, usual, dataset }: Scored, threshold: number): Rows {
  const rows = dataset.series!;
  const { step, window, windows } = series!;
  return [
    ["time", "series", "score", "window_score", "windows", ...(usual ? ["tail_probability"] : []), "anomaly"],
    (i) => [
      stampOf(rows, i),
      rows.names[rows.of[i]!]!,
      step[i]!,
      window[i]!,
      windows[i]!,
      ...(usual ? [tailProbability(usual, score[i]!)] : []),
      Number(score[i]! > threshold),
    ],
  ];
}

function stampOf({ stamps, source }: SeriesRows, row: number): string {
  const place = source[row]!;
  return (stamps && cellText(stamps, place)) ?? String(place + 1);
}

// The window that holds a row nearest its middle.
function windowOf({ dataset }: Scored, row: number): number {
  const { starts } = dataset.series!;
  const steps = dataset.schema.kind === "series" ? dataset.schema.window : 1;
  let best = 0;
  for (let i = 0; i < starts.length; i++) {
    const off = Math.abs(starts[i]! + steps / 2 - row);
    if (off < Math.abs(starts[best]! + steps / 2 - row)) best = i;
  }
  return best;
}

const textOf = ({ cells }: SourceColumn, row: number) => cellText(cells, row)?.trim() ?? "";

// Up to a few more levels than are of use.
function levelsOf(column: SourceColumn, count: number): string[] {
  const found = new Set<string>();
  for (let i = 0; i < count && found.size <= MOST_LEVELS; i++) found.add(textOf(column, i));
  found.delete("");
  return [...found];
}
