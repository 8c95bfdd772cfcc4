// score for time series: windows are scored step by step, and each time stamp gets the mean of what the windows that hold
// it say. Nothing is drawn: the reconstruction is that of the posterior mean.

import { float32, sizeOf } from "../array/index.ts";
import { type Dataset, fillBatch, type SeriesSchema } from "../data/index.ts";
import { ConfigError, internalError } from "../errors.ts";
import { add, input, Key, mul, neg, reshape, Scope, square, sub, sum, type Tensor } from "../graph/index.ts";
import { constantsOf } from "../metrics/index.ts";
import type { Executable, Runtime } from "../runtime/index.ts";
import { fitted } from "./inference.ts";
import type { TrainedModel } from "./run.ts";

/** Scores of time stamps; the higher, the stranger. */
export interface SeriesScores {
  /** Rows of the data set, in its order (series, then time). */
  readonly count: number;
  /** The row's own share in the -ELBO of a window, in nats, mean over its windows; NaN for a row in no window [count]. */
  readonly step: Float64Array;
  /** -ELBO per step of a window, in nats, mean over the row's windows; NaN for a row in no window [count]. */
  readonly window: Float64Array;
  /** How many windows hold each row [count]. */
  readonly windows: Uint32Array;
  /** Rows in no window. */
  readonly uncovered: number;
}

/** Which of the two is meant: `step` points at single time stamps, `window` at stretches that are strange as a whole. */
export type SeriesScoreKind = "step" | "window";

const BATCH = 256;

/**
 * Scores every time stamp, by itself and by its windows. Its share in a window's -ELBO is -log p(x_t | z), summed over
 * channels, plus an equal part of the KL. The same call gives the same bytes.
 * @throws DataError when the data does not fit the model; ConfigError for a model of other data
 */
export async function scoreSeries(runtime: Runtime, trained: TrainedModel, data: Dataset): Promise<SeriesScores> {
  const schema = seriesSchemaOf(trained);
  const dataset = fitted(trained, data);
  const { series, count } = dataset;
  if (series === undefined) throw internalError("a time series without rows");
  const batch = Math.min(BATCH, count);
  const executable = await compileSteps(runtime, trained, batch);
  const rows = series.of.length;
  const [own, whole] = [new Float64Array(rows), new Float64Array(rows)];
  const windows = new Uint32Array(rows);
  const shape = [batch, ...trained.model.item.shape];
  const x = float32(new Float32Array(sizeOf(shape)), shape);
  for (let start = 0; start < count; start += batch) {
    const end = Math.min(count, start + batch);
    // The last batch is filled up with its last window.
    fillBatch(
      dataset,
      Uint32Array.from({ length: batch }, (_, i) => Math.min(start + i, end - 1)),
      x.data,
    );
    const steps = (await executable.run({ x })).steps!.data as Float32Array;
    for (let i = start; i < end; i++) {
      const first = series.starts[i]!;
      const shares = steps.subarray((i - start) * schema.window, (i - start + 1) * schema.window);
      const mean = shares.reduce((sum, share) => sum + share, 0) / schema.window;
      for (let t = 0; t < schema.window; t++) {
        own[first + t]! += shares[t]!;
        whole[first + t]! += mean;
        windows[first + t]!++;
      }
    }
  }
  await executable.dispose();
  const step = own.map((sum, row) => sum / windows[row]!);
  const window = whole.map((sum, row) => sum / windows[row]!);
  const uncovered = windows.reduce((total, covered) => total + Number(covered === 0), 0);
  return { count: rows, step, window, windows, uncovered };
}

/** Schema of a model of time series. @throws ConfigError for a model of other data */
export function seriesSchemaOf({ schema, name }: TrainedModel): SeriesSchema {
  if (schema.kind === "series") return schema;
  throw new ConfigError(`score: needs a model of time series, got ${name}; train one with --window`);
}

// [batch, window]: what each step adds to a window's score.
async function compileSteps(runtime: Runtime, { model, weights }: TrainedModel, batch: number): Promise<Executable> {
  const scope = new Scope({ training: false });
  const x = input("x", [batch, ...model.item.shape]);
  const [, window] = model.item.shape as [number, number];
  const encoded = model.encode(x, scope);
  const { mean, distribution } = model.decode(encoded.mean, scope);
  let steps: Tensor = sum(distribution ? neg(distribution.logProb(x)) : square(sub(x, mean)), { axes: 1 });
  if (model.variational) {
    const kl = model.divergence(encoded, { scope, key: new Key("score/kl") });
    steps = add(steps, reshape(mul(kl, 1 / window), [batch, 1]));
  }
  return runtime.compile({ outputs: { steps }, constants: constantsOf(scope, weights) });
}
