// score for models of time series: one line per row of the source, in its order.

import type { Dataset, SeriesRows, SourceColumn } from "../data/index.ts";
import { ConfigError } from "../errors.ts";
import {
  hasTrainingScores,
  type SeriesScoreKind,
  type SeriesScores,
  scoreSeries,
  type TrainedModel,
  tailProbability,
  thresholdOf,
  trainingScoresOf,
} from "../tasks/index.ts";
import { openPart, openRuntime } from "./input.ts";
import type { SplitOptions } from "./options.ts";
import { remark } from "./output.ts";
import type { ScoreRowsOptions } from "./score-rows.ts";
import { formatNumber } from "./table.ts";
import { intoTable } from "./table-output.ts";

/** How time stamps are scored. */
export interface SeriesScoreOptions extends ScoreRowsOptions, SplitOptions {
  /** Which score the threshold and the tail probability are of. */
  readonly by?: SeriesScoreKind;
}

/** Scores the time stamps of a table. @throws ConfigError for options that mean nothing to time series */
export async function scoreTimeSeries(trained: TrainedModel, data: string, options: SeriesScoreOptions): Promise<void> {
  const { contamination, quantile, by = "step" } = options;
  for (const name of ["samples", "explain", "strict"] as const) {
    if (options[name] === undefined) continue;
    throw new ConfigError(`--${name}: time series are scored by the posterior mean, step by step; leave it out`);
  }
  const usual = hasTrainingScores(trained) ? trainingScoresOf(trained, by) : undefined;
  if (usual === undefined && (contamination ?? quantile) !== undefined) trainingScoresOf(trained);
  const threshold = usual && thresholdOf(usual, { contamination, quantile });
  await intoTable(options, async (output) => {
    const { dataset } = await openPart(data, options, trained);
    const scores = await scoreSeries(await openRuntime(options), trained, dataset);
    const columns = scoreColumns(scores, dataset, { by, usual, threshold });
    await output.write({ name: "scores", count: scores.count, columns });
    const rest =
      scores.uncovered === 0 ? "" : `, ${formatNumber(scores.uncovered)} of them in no window and without one`;
    remark(
      `scores of ${formatNumber(scores.count)} time stamps${rest} written to ${output.path} (-ELBO per step, mean over the windows that hold a stamp)`,
    );
    if (threshold === undefined) return;
    const flagged = scores[by].reduce((count, score) => count + Number(score > threshold), 0);
    remark(`${formatNumber(flagged)} time stamps lie above the threshold ${formatNumber(threshold)}`);
  });
}

interface Judging {
  readonly by: SeriesScoreKind;
  readonly usual: Float32Array | undefined;
  readonly threshold: number | undefined;
}

function scoreColumns(scores: SeriesScores, { series }: Dataset, { by, usual, threshold }: Judging): SourceColumn[] {
  const { count, windows } = scores;
  const score = scores[by];
  const { source, names, of, stamps } = series as SeriesRows;
  const place = new Uint32Array(count);
  source.forEach((row, i) => {
    place[row] = i;
  });
  const numbers = (name: string, value: (row: number) => number): SourceColumn => {
    const values = Float64Array.from(place, (row) => value(row));
    return { name, cells: { kind: "number", values } };
  };
  const known = (row: number, value: () => number) => (windows[row] === 0 ? Number.NaN : value());
  return [
    stamps ? { name: "time", cells: stamps } : numbers("row", (row) => source[row]! + 1),
    ...(names.length > 1
      ? [{ name: "series", cells: { kind: "text" as const, values: Array.from(place, (row) => names[of[row]!]!) } }]
      : []),
    numbers("score", (row) => scores.step[row]!),
    numbers("window_score", (row) => scores.window[row]!),
    numbers("windows", (row) => windows[row]!),
    ...(usual ? [numbers("tail_probability", (row) => known(row, () => tailProbability(usual, score[row]!)))] : []),
    ...(threshold === undefined
      ? []
      : [numbers("anomaly", (row) => known(row, () => Number(score[row]! > threshold)))]),
  ];
}
