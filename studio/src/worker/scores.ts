// The worker's part of the score panel: how strange each item is.

import { transfer } from "comlink";
import type { Listed, ScoreLabels } from "./scores-lists.ts";
import type { Scored, ScoreWish } from "./scores-run.ts";

export type { Listed, Reason, ScoreLabels } from "./scores-lists.ts";
export type { ScoreWish } from "./scores-run.ts";

/** Scores for the page. */
export interface ScoreResult {
  readonly wish: ScoreWish;
  /** Revision of the model that gave them. */
  readonly revision: number;
  readonly method: Scored["method"];
  /** One each item, row or time stamp; NaN for a time stamp in no window. */
  readonly score: Float64Array;
  /** Those with a score, ascending. */
  readonly order: Uint32Array;
  /** Ascending scores of the training rows, where the model keeps them. */
  readonly usual?: Float32Array | undefined;
  /** Columns to judge the scores by. */
  readonly labelColumns: readonly string[];
  readonly seconds: number;
}

async function scoreStart(wish: ScoreWish, onProgress: (share: number) => void): Promise<ScoreResult | "stopped"> {
  const started = performance.now();
  const [{ scorePart }, { labelColumns }, { Stopped }, { live }] = await Promise.all([
    import("./scores-run.ts"),
    import("./scores-lists.ts"),
    import("./scores-listen.ts"),
    import("./live-model.ts"),
  ]);
  const { revision } = live();
  try {
    const all = await scorePart(wish, onProgress);
    const { method, usual } = all;
    const [score, order] = [all.score.slice(), all.order.slice()];
    const seconds = (performance.now() - started) / 1000;
    const result = {
      wish,
      revision,
      method,
      score,
      order,
      usual: usual?.slice(),
      labelColumns: labelColumns(all),
      seconds,
    };
    return transfer(result, [score.buffer, order.buffer]);
  } catch (error) {
    if (error instanceof Stopped) return "stopped";
    throw error;
  }
}

/** Functions for the page. */
export const scoresApi = {
  scoreStart,
  scoreStop: async (): Promise<void> => (await import("./scores-run.ts")).stopScoring(),
  scoreFiles: async (files: readonly { readonly path: string; readonly blob: Blob }[]) =>
    (await import("./restore-data.ts")).dropFiles(files),
  scoreList: async (indices: readonly number[]): Promise<Listed> =>
    (await import("./scores-lists.ts")).listItems(indices),
  scoreLabels: async (column: string | undefined): Promise<ScoreLabels | undefined> => {
    const { labelsFor } = await import("./scores-lists.ts");
    return labelsFor((await import("./scores-run.ts")).lastScores(), column);
  },
  scoreQuality: async (labels: Int32Array, anomalous: number) =>
    (await import("./scores-lists.ts")).rankQuality(labels, anomalous),
  scoreCsv: async (threshold: number): Promise<Blob> =>
    new Blob([(await import("./scores-lists.ts")).scoresCsv(threshold)], { type: "text/csv" }),
};
