// What a page of scores needs, gathered while rows stream past: all scores, the strangest rows, and known labels.

import { cellLevels, cellText, type SourceColumn, type Table } from "../data/index.ts";
import { ConfigError, didYouMean } from "../errors.ts";
import type { ScoresReport, TopRow } from "../report/index.ts";
import { type RowScores, tailProbability } from "../tasks/index.ts";

const TOP = 50;

/** What is known before the first row. */
export interface PageFacts {
  readonly data: string;
  readonly run: string;
  readonly threshold: number;
  readonly thresholdFrom: string;
  readonly trainScores?: Float32Array | undefined;
  readonly usual?: Float32Array | undefined;
  /** Column that says which rows are anomalies. */
  readonly labels?: string | undefined;
}

/** Collects a page. */
export class ScoresPage {
  private readonly facts: PageFacts;
  private readonly scores: Float64Array[] = [];
  private readonly labels: (string | null)[] = [];
  private top: TopRow[] = [];
  private names: readonly string[] = [];
  private rows = 0;

  constructor(facts: PageFacts) {
    this.facts = facts;
  }

  /** Takes the next rows with their scores. @throws ConfigError when the column of labels is not there */
  add(table: Table, { score, names, contributions }: RowScores): void {
    const { labels, trainScores } = this.facts;
    this.names = names;
    this.scores.push(score);
    if (labels !== undefined) {
      const levels = cellLevels(columnOf(table, labels).cells, {
        name: labels,
        type: "categorical",
        missing: 0,
        marker: "",
      });
      for (const level of levels) this.labels.push(level);
    }
    const columns = names.map((name) => table.columns.find((column) => column.name === name));
    const order = Array.from(score.keys())
      .sort((a, b) => score[b]! - score[a]!)
      .slice(0, TOP);
    const found = order.map(
      (row): TopRow => ({
        row: this.rows + row,
        score: score[row]!,
        ...(trainScores ? { tail: tailProbability(trainScores, score[row]!) } : {}),
        contributions: contributions.slice(row * names.length, (row + 1) * names.length),
        cells: columns.map((column) => column && cellText(column.cells, row)),
      }),
    );
    this.top = [...this.top, ...found].sort((a, b) => b.score - a.score).slice(0, TOP);
    this.rows += table.count;
  }

  /** Everything the page shows. */
  report(notes: readonly string[]): ScoresReport {
    const { data, run, threshold, thresholdFrom, trainScores, usual, labels } = this.facts;
    const scores = new Float64Array(this.rows);
    let at = 0;
    for (const piece of this.scores) {
      scores.set(piece, at);
      at += piece.length;
    }
    return {
      data,
      run,
      scores,
      threshold,
      thresholdFrom,
      names: this.names,
      top: this.top,
      notes,
      ...(trainScores && { trainScores }),
      ...(usual && { usual }),
      ...(labels !== undefined && { labels: anomalies(this.labels, labels) }),
    };
  }
}

function columnOf(table: Table, name: string): SourceColumn {
  const found = table.columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const names = table.columns.map((column) => column.name);
  throw new ConfigError(`--labels: no column "${name}"${didYouMean(name, names)}`);
}

const YES = /^(1|1\.0|true|t|yes|y|anomaly|anomalous|outlier|fraud|attack|abnormal)$/i;

// The level that says yes, else the rarer of two.
function anomalies(levels: readonly (string | null)[], name: string): Uint8Array {
  const counts = new Map<string, number>();
  for (const level of levels) if (level !== null) counts.set(level, (counts.get(level) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => a[1] - b[1]).map(([level]) => level);
  if (sorted.length !== 2) {
    throw new ConfigError(
      `--labels: "${name}" must tell anomalies from other rows by two values, got ${sorted.length}: ${sorted.slice(0, 5).join(", ")}`,
    );
  }
  const positive = sorted.find((level) => YES.test(level)) ?? sorted[0];
  return Uint8Array.from(levels, (level) => Number(level === positive));
}
