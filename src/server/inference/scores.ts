// score: rows of a table are scored with the same draws each and may share a run; a picture's draw depends on its place, and a
// time stamp's score on its neighbours.

import { type Dataset, encodeTable, stampText, subset, type Unseen } from "../../data/index.ts";
import { ConfigError } from "../../errors.ts";
import {
  hasTrainingScores,
  type RowScores,
  scoreItems,
  scoreRows,
  scoreSeries,
  type TrainedModel,
  tableSchemaOf,
  tailProbability,
  thresholdOf,
  trainingScoresOf,
} from "../../tasks/index.ts";
import type { CallOptions } from "../calls.ts";
import { attempt } from "./attempt.ts";
import { readFitting } from "./codes.ts";
import { joinedItems, spans } from "./join.ts";
import type { Result } from "./result.ts";
import type { Station, VerbRecord } from "./station.ts";

/** How strange each item is. */
export const scoreVerb: VerbRecord<Dataset> = {
  read: readFitting,
  async run(station, inputs, options) {
    const { kind } = station.trained.schema;
    if (kind === "table") return attempt(422, () => scoreTables(station, inputs, options));
    const one = kind === "series" ? scoreStamps : scorePlain;
    const results: Result[] = [];
    for (const input of inputs) results.push(await attempt(422, () => one(station, input, options)));
    return results;
  },
};

// As many items as the next power of two, the last one repeated: programs are compiled for sizes, and with one draw an item
// nothing depends on those after it.
function rounded(data: Dataset): Dataset {
  const size = Math.min(256, 2 ** Math.ceil(Math.log2(data.count)));
  if (data.count >= size) return data;
  return subset(
    data,
    Array.from({ length: size }, (_, i) => Math.min(i, data.count - 1)),
  );
}

async function scorePlain({ trained, runtime }: Station, data: Dataset, options: CallOptions): Promise<Result> {
  refuse(options, ["contamination", "quantile"], "is for models of tables and time series", trained);
  refuse(options, ["explain"], "is for models of tables", trained);
  refuse(options, ["by"], "is for models of time series", trained);
  const { samples, seed } = options;
  const items = samples === undefined ? rounded(data) : data;
  const { score, reconstruction, kl, method } = await scoreItems(runtime, trained, items, {
    ...(seed === undefined ? {} : { seed }),
    ...(samples === undefined ? {} : { samples }),
  });
  const { count } = data;
  return {
    fields: {
      method,
      scores: score.subarray(0, count),
      reconstruction: reconstruction.subarray(0, count),
      kl: kl.length > 0 ? kl.subarray(0, count) : undefined,
    },
    array: column(score.subarray(0, count)),
    items: count,
  };
}

async function scoreTables({ trained, runtime }: Station, inputs: readonly Dataset[], options: CallOptions) {
  refuse(options, ["by"], "is for models of time series", trained);
  const schema = tableSchemaOf(trained, "score");
  const { samples, seed = 0, explain = false } = options;
  const judged = judge(trained, options);
  const table = joinedItems(inputs)!.table!;
  const scores = await scoreRows(runtime, trained, table, { seed, ...(samples === undefined ? {} : { samples }) });
  return spans(inputs.map(({ count }) => count)).map(([start, end], i): Result => {
    const own = scores.score.subarray(start, end);
    const { unseen } = encodeTable(inputs[i]!.table!, schema);
    return {
      fields: {
        method: "negative elbo",
        scores: own,
        ...judged(own),
        contributions: explain ? contributionsOf(scores, start, end) : undefined,
        unseen: unseen.map(unseenOf),
      },
      array: column(own),
      items: end - start,
    };
  });
}

function contributionsOf({ names, contributions }: RowScores, start: number, end: number) {
  const size = names.length;
  const rowOf = (row: number) => names.map((name, c) => [name, contributions[row * size + c]!] as const);
  return Array.from({ length: end - start }, (_, i) => Object.fromEntries(rowOf(start + i)));
}

const unseenOf = ({ column: name, kind, count, example, rows }: Unseen) => ({
  column: name,
  kind,
  count,
  example,
  rows,
});

async function scoreStamps({ trained, runtime }: Station, data: Dataset, options: CallOptions): Promise<Result> {
  for (const name of ["samples", "explain", "seed"] as const) {
    if (options[name] === undefined) continue;
    throw new ConfigError(`${name}: time series are scored by the posterior mean, step by step; leave it out`);
  }
  const { by = "step" } = options;
  const judged = judge(trained, options);
  const scores = await scoreSeries(runtime, trained, data);
  const { source, names, of, stamps } = data.series!;
  // In the order of the request.
  const place = new Uint32Array(scores.count);
  source.forEach((row, i) => {
    place[row] = i;
  });
  const ordered = (values: Float64Array) => Float64Array.from(place, (i) => values[i]!);
  const chosen = ordered(scores[by]);
  return {
    fields: {
      method: "negative elbo per step",
      times: stamps ? Array.from({ length: scores.count }, (_, row) => stampText(stamps, row)) : undefined,
      series: names.length > 1 ? Array.from(place, (i) => names[of[i]!]!) : undefined,
      scores: chosen,
      windowScores: ordered(scores.window),
      windows: Array.from(place, (i) => scores.windows[i]!),
      ...judged(chosen),
    },
    array: column(chosen),
    items: scores.count,
  };
}

// Tail probabilities and verdicts by the scores of the training rows, where the model keeps them.
function judge(trained: TrainedModel, { contamination, quantile, by }: CallOptions) {
  const usual = hasTrainingScores(trained) ? trainingScoresOf(trained, by) : undefined;
  if (usual === undefined && (contamination ?? quantile) !== undefined) trainingScoresOf(trained);
  const threshold = usual && thresholdOf(usual, { contamination, quantile });
  return (scores: Float64Array) => ({
    tailProbabilities: usual && scores.map((score) => (Number.isNaN(score) ? score : tailProbability(usual, score))),
    threshold,
    anomalies:
      threshold === undefined
        ? undefined
        : Array.from(scores, (score) => (Number.isNaN(score) ? null : score > threshold)),
  });
}

function refuse(
  options: CallOptions,
  names: readonly (keyof CallOptions)[],
  rule: string,
  { name: model }: TrainedModel,
): void {
  for (const name of names) {
    if (options[name] !== undefined) throw new ConfigError(`${name}: ${rule}, got ${model}; leave it out`);
  }
}

const column = (values: Float64Array) =>
  ({ dtype: "float32", data: Float32Array.from(values), shape: [values.length] }) as const;
