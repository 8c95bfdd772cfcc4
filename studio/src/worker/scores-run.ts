// Scores of a part of the data by the model at work, with vaekit's own verbs, so that the numbers are those of the command
// line. The last scores stay here: lists, reasons and files are made from them.

import type { Dataset } from "vaekit/data";
import { ascendingOrder } from "vaekit/statistics";
import {
  hasTrainingScores,
  type SeriesScores,
  scoreItems,
  scoreRows,
  scoreSeries,
  type TrainedModel,
  trainingScoresOf,
  usualContributions,
} from "vaekit/tasks";
import { live } from "./live-model.ts";
import { type PartName, partOf } from "./restore-data.ts";
import { listening } from "./scores-listen.ts";

/** What to score, and how. */
export interface ScoreWish {
  readonly part: PartName;
  /** Importance samples of pictures and vectors, draws of rows of a table; without it -ELBO of one draw, or of 8. */
  readonly samples?: number | undefined;
  readonly seed: number;
  /** Time series: a time stamp's own step, or the windows that hold it. */
  readonly by: "step" | "window";
}

/** Scores with what they were made from. */
export interface Scored {
  readonly wish: ScoreWish;
  readonly trained: TrainedModel;
  readonly dataset: Dataset;
  /** One each item, row or time stamp; NaN for a time stamp in no window. */
  readonly score: Float64Array;
  /** Ascending; those with a score. */
  readonly order: Uint32Array;
  readonly method: "elbo" | "likelihood" | "error" | "rows" | "series";
  readonly reconstruction?: Float32Array | undefined;
  readonly kl?: Float32Array | undefined;
  /** Tables: what each column adds [count, names]. */
  readonly contributions?: Float32Array | undefined;
  readonly names?: readonly string[] | undefined;
  /** What the columns add in the training rows on average. */
  readonly usualNats?: Float32Array | undefined;
  readonly series?: SeriesScores | undefined;
  /** Ascending scores of the training rows, where the model keeps them. */
  readonly usual?: Float32Array | undefined;
}

let scored: Scored | undefined;
let turn = 0;

/** The last scores. @throws Error where there are none */
export function lastScores(): Scored {
  if (scored === undefined) throw new Error("nothing was scored yet");
  return scored;
}

/** Stops what is being scored. */
export function stopScoring(): void {
  turn++;
}

/** Scores a part; a later call stops an earlier one, which then throws `Stopped`. */
export async function scorePart(wish: ScoreWish, onProgress: (share: number) => void): Promise<Scored> {
  const own = ++turn;
  const { trained, inference } = live();
  const dataset = partOf(wish.part);
  const expected = runsOf(trained, dataset.count, wish);
  let told = performance.now();
  const runtime = listening(
    inference.runtime,
    (runs) => {
      if (performance.now() - told < 100) return;
      told = performance.now();
      onProgress(Math.min(1, runs / expected));
    },
    () => own !== turn,
  );
  const { seed, samples } = wish;
  const options = { seed, ...(samples !== undefined && { samples }) };
  const base = { wish, trained, dataset };
  if (trained.schema.kind === "series") {
    const series = await scoreSeries(runtime, trained, dataset);
    scored = complete(base, { score: series[wish.by], method: "series", series, ...usualOf(trained, wish.by) });
  } else if (trained.schema.kind === "table" && trained.model.variational) {
    const { score, names, contributions } = await scoreRows(runtime, trained, dataset.table!, options);
    const usualNats = usualContributions(trained);
    scored = complete(base, { score, method: "rows", names, contributions, usualNats, ...usualOf(trained, "step") });
  } else {
    const { score, reconstruction, kl, method } = await scoreItems(runtime, trained, dataset, options);
    const name = method === "negative elbo" ? "elbo" : method === "reconstruction error" ? "error" : "likelihood";
    scored = complete(base, { score, method: name, reconstruction, kl });
  }
  return scored;
}

type Base = Pick<Scored, "wish" | "trained" | "dataset">;

function complete(base: Base, found: Omit<Scored, keyof Base | "order">): Scored {
  const order = ascendingOrder(found.score).filter((i) => !Number.isNaN(found.score[i]!));
  return { ...base, ...found, order };
}

function usualOf(trained: TrainedModel, by: "step" | "window") {
  return hasTrainingScores(trained) ? { usual: trainingScoresOf(trained, by) } : {};
}

// How many runs the verbs will make; only the bar of progress depends on it.
function runsOf({ schema, model }: TrainedModel, count: number, { samples }: ScoreWish): number {
  if (schema.kind === "series") return Math.ceil(count / 256);
  if (schema.kind === "table") return Math.ceil(count / 512) * Math.ceil((samples ?? 8) / 8);
  const once = Math.ceil(count / Math.min(256, count));
  if (samples === undefined) return once;
  const chunk = Math.min(samples, 32);
  const items = Math.max(1, Math.min(count, Math.floor(512 / chunk) * 4));
  const classes = model.config.classifier ? model.conditionWidth : 1;
  return once + Math.ceil(count / items) * classes * (1 + Math.ceil(samples / chunk));
}
