// score for models of tables: rows in pieces from any table to any table, with what makes each row strange.

import type { Cells, SourceColumn, Table } from "../data/index.ts";
import { streamTable } from "../data/node.ts";
import { ConfigError } from "../errors.ts";
import { spearman } from "../statistics/index.ts";
import {
  hasTrainingScores,
  RowScorer,
  type RowScores,
  scoreRows,
  type TrainedModel,
  tailProbability,
  thresholdOf,
  trainingScoresOf,
  usualContributions,
} from "../tasks/index.ts";
import { openRuntime } from "./input.ts";
import { modelRows } from "./model-rows.ts";
import type { DataOptions, RuntimeOptions } from "./options.ts";
import { outputFile, remark } from "./output.ts";
import { ScoresPage } from "./scores-page.ts";
import { formatNumber } from "./table.ts";
import { intoTable, type TableFileOptions } from "./table-output.ts";
import { UnseenCells } from "./unseen.ts";

/** How rows are scored. */
export interface ScoreRowsOptions extends DataOptions, RuntimeOptions, TableFileOptions {
  readonly samples?: number;
  readonly contamination?: number;
  readonly quantile?: number;
  readonly explain?: boolean;
  readonly strict?: boolean;
  /** Page of scores to write. */
  readonly report?: string;
  readonly seed: number;
}

const PIECE = 16_384;

/** Streams a table through the scorer. */
export async function scoreTableRows(model: TrainedModel, data: string, options: ScoreRowsOptions): Promise<void> {
  const { trained, reading } = modelRows(model, options);
  const { samples, seed, contamination, quantile, explain = false } = options;
  const usual = hasTrainingScores(trained) ? trainingScoresOf(trained) : undefined;
  if (usual === undefined && (contamination ?? quantile) !== undefined) trainingScoresOf(trained);
  const threshold = usual && thresholdOf(usual, { contamination, quantile });
  const file =
    options.report === undefined ? undefined : await outputFile({ ...options, out: options.report }, ["html"]);
  const page = file && new ScoresPage(pageFacts(trained, data, options, usual, threshold));
  const stream = await streamTable(data, reading, PIECE);
  const unseen = new UnseenCells(data, options.strict);
  const started = performance.now();
  const counts = { rows: 0, flagged: 0 };
  const remarks: string[] = [];
  await intoTable(options, async (output) => {
    const runtime = await openRuntime(options);
    const chosen = samples === undefined ? {} : { samples };
    const scorer = await RowScorer.compile(runtime, trained, { seed, ...chosen });
    let first: { rows: Table; score: Float64Array } | undefined;
    for await (const rows of stream.chunks) {
      const scores = await scorer.score(rows, counts.rows);
      unseen.add(scores.unseen);
      page?.add(rows, scores);
      if (page && counts.rows === 0) first = { rows, score: scores.score };
      const table = scoreColumns(scores, counts.rows, usual, usualContributions(trained), threshold, explain);
      await output.write(table);
      counts.rows += rows.count;
      if (threshold !== undefined)
        counts.flagged += scores.score.reduce((n, score) => n + Number(score > threshold), 0);
    }
    await scorer.dispose();
    if (counts.rows === 0) throw new ConfigError(`${data}: no row to score; loosen --where`);
    for (const note of stream.notes) remark(note);
    unseen.report();
    const seconds = (performance.now() - started) / 1000;
    remark(
      `${formatNumber(counts.rows)} rows scored (-ELBO, ${samples ?? 8} draws) and written to ${output.path}, ${formatNumber(Math.round(counts.rows / seconds))} rows/s`,
    );
    if (first && samples !== 0) {
      const other = await scoreRows(runtime, trained, first.rows, { seed: seed + 1, ...chosen });
      const agreement = spearman(first.score, other.score);
      remarks.push(`${formatNumber((1000 * seconds) / counts.rows)} ms a row, reading and writing included`);
      if (agreement !== null) {
        remarks.push(
          `with other draws (seed ${seed + 1}) the first ${formatNumber(first.rows.count)} rows are ranked alike: Spearman correlation ${agreement.toFixed(4)}`,
        );
      }
    }
    if (threshold !== undefined) {
      remark(`${formatNumber(counts.flagged)} rows lie above the threshold ${formatNumber(threshold)}`);
    }
  });
  if (file === undefined || page === undefined) return;
  const { renderScores } = await import("../report/index.ts");
  await file.save(renderScores(page.report([...remarks, ...unseen.lines()])));
  remark(`report: ${file.path}`);
}

const SHARE = 0.05;

// A page draws a threshold in any case.
function pageFacts(
  trained: TrainedModel,
  data: string,
  { contamination, quantile, labels }: ScoreRowsOptions,
  usual: Float32Array | undefined,
  threshold: number | undefined,
) {
  const share = contamination ?? (quantile === undefined ? SHARE : 1 - quantile);
  const means = usualContributions(trained);
  return {
    data,
    run: trained.name,
    threshold: threshold ?? (usual ? thresholdOf(usual, { contamination: SHARE })! : Number.POSITIVE_INFINITY),
    thresholdFrom: `exceeded by ${formatNumber(100 * share)} % of the training rows`,
    trainScores: usual,
    usual: means,
    labels,
  };
}

function scoreColumns(
  { count, score, names, contributions }: RowScores,
  before: number,
  usual: Float32Array | undefined,
  means: Float32Array | undefined,
  threshold: number | undefined,
  explain: boolean,
): Table {
  const numbers = (name: string, value: (row: number) => number): SourceColumn => {
    const cells: Cells = { kind: "number", values: Float64Array.from({ length: count }, (_, row) => value(row)) };
    return { name, cells };
  };
  const size = names.length;
  // The column that adds most beyond what it usually adds.
  const most = (row: number) => {
    const beyond = (c: number) => contributions[row * size + c]! - (means?.[c] ?? 0);
    let best = 0;
    for (let c = 1; c < size; c++) if (beyond(c) > beyond(best)) best = c;
    return names[best]!;
  };
  const columns = [
    numbers("row", (row) => before + row + 1),
    numbers("score", (row) => score[row]!),
    ...(usual ? [numbers("tail_probability", (row) => tailProbability(usual, score[row]!))] : []),
    ...(threshold === undefined ? [] : [numbers("anomaly", (row) => Number(score[row]! > threshold))]),
    { name: "most", cells: { kind: "text" as const, values: Array.from({ length: count }, (_, row) => most(row)) } },
    ...(explain ? names.map((name, c) => numbers(`nats:${name}`, (row) => contributions[row * size + c]!)) : []),
  ];
  return { name: "scores", count, columns };
}
