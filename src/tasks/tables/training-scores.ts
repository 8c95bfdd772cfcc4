// The scores of a model's own training rows, kept with the model: what is usual, for thresholds and tail probabilities.

import { float32, type HostArray } from "../../array/index.ts";
import type { Dataset } from "../../data/index.ts";
import { ConfigError } from "../../errors.ts";
import type { Runtime } from "../../runtime/index.ts";
import { quantile, sorted } from "../../statistics/index.ts";
import { itemsOf } from "../inference.ts";
import type { TrainedModel } from "../run.ts";
import { type SeriesScoreKind, scoreSeries } from "../series.ts";
import { RowScorer } from "./score.ts";

const NAME = "score.training";
const WINDOWS = "score.windows";
const COLUMNS = "score.columns";
const ROWS = 10_000;
const QUANTILES = 1001;

/** Quantiles of the scores of up to 10,000 training rows (of a time series all) and their mean contributions, as tensors of the model. Nothing for models of other data. */
export async function trainingScores(
  runtime: Runtime,
  trained: TrainedModel,
  train: Dataset,
): Promise<Record<string, HostArray>> {
  if (trained.schema.kind === "series") {
    const { step, window } = await scoreSeries(runtime, trained, train);
    return { ...kept(step), ...kept(window, WINDOWS) };
  }
  if (trained.schema.kind !== "table" || !trained.model.variational) return {};
  const scorer = await RowScorer.compile(runtime, trained);
  const { score, names, contributions } = await scorer.scoreItems(itemsOf(trained, train, ROWS).data);
  await scorer.dispose();
  const means = new Float64Array(names.length);
  contributions.forEach((value, i) => {
    means[i % names.length]! += value / score.length;
  });
  return { ...kept(score), [COLUMNS]: float32(Float32Array.from(means), [names.length]) };
}

function kept(score: Float64Array, name = NAME): Record<string, HostArray> {
  const ascending = sorted(score);
  const size = Math.min(QUANTILES, ascending.length);
  const values = Float32Array.from({ length: size }, (_, i) => quantile(ascending, size === 1 ? 0.5 : i / (size - 1)));
  return { [name]: float32(values, [size]) };
}

/** What the columns and the latent add to a training row's score on average; undefined for a model that keeps no scores. */
export function usualContributions({ weights }: TrainedModel): Float32Array | undefined {
  return weights[COLUMNS]?.data as Float32Array | undefined;
}

/** Ascending quantiles of the training rows' scores, of a time series by step or by window. @throws ConfigError for a model that keeps none */
export function trainingScoresOf({ weights, name }: TrainedModel, by: SeriesScoreKind = "step"): Float32Array {
  const kept = weights[by === "step" ? NAME : WINDOWS];
  if (kept !== undefined) return kept.data as Float32Array;
  throw new ConfigError(
    `${name}: keeps no scores of its training rows (a private run does not), so there is no threshold or tail probability; leave them out`,
  );
}

/** Whether a model keeps scores of its training rows. */
export function hasTrainingScores({ weights }: TrainedModel): boolean {
  return weights[NAME] !== undefined;
}
