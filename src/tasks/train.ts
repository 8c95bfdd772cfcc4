// train: from a data bundle and choices to a saved run. The store receives config.json at once, checkpoints and
// metrics.jsonl while training, and the finished model at the end.

import { type DataBundle, type Dataset, fitColumns, requireItems, splitDataset, useColumns } from "../data/index.ts";
import { likelihoodRange } from "../distributions/index.ts";
import { ConfigError, DataError } from "../errors.ts";
import { BoundScorer, boundOf } from "../metrics/index.ts";
import { Model } from "../models/index.ts";
import type { Runtime } from "../runtime/index.ts";
import {
  batchSource,
  type EpochRecord,
  type LoopResult,
  type PrivacyPlan,
  type Snapshot,
  type TrainEvent,
  trainLoop,
  type UpdatePlace,
  type ValidationRecord,
  type Weights,
} from "../train/index.ts";
import { VERSION } from "../version.ts";
import { CHECKPOINT, decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";
import { type ConfigChoices, parseConfig, type RunConfig, resolveConfig } from "./config.ts";
import { finishRun } from "./finish.ts";
import { itemOf, requireColumns } from "./item.ts";
import { MetricsLog } from "./metrics-log.ts";
import { checkPrivate, forgetKey, keyOfRun, privacyOf } from "./private.ts";
import {
  encodeRunFile,
  FORMAT,
  modelVariables,
  type RunFile,
  type RunStore,
  readRunFile,
  type TrainedModel,
} from "./run.ts";

/** What train needs. */
export interface TrainOptions {
  readonly data: DataBundle;
  /** How the data was named, for config.json; default the bundle's name. */
  readonly source?: string;
  /** Options with which the data was opened, so that a resumed run can open it again. */
  readonly dataOptions?: Readonly<Record<string, unknown>>;
  readonly choices?: ConfigChoices;
  readonly runtime: Runtime;
  readonly store: RunStore;
  /** Continue the run in the store. */
  readonly resume?: boolean;
  /** Minutes between checkpoints within an epoch; default 5. Epochs always end with one. */
  readonly checkpointMinutes?: number;
  readonly onEvent?: (event: TrainTaskEvent) => void | Promise<void>;
  /** Asks training to stop after the current step, with a checkpoint. */
  readonly stop?: () => boolean;
  /** Asks training to end after the current step as if its epochs were over, with a finished model. */
  readonly finish?: () => boolean;
  readonly update?: UpdatePlace;
  /** Private training: the secret of 32 bytes that samples and noise follow from. For tests; default drawn at random. */
  readonly privateKey?: Uint8Array;
}

/** Events of a training task: those of the loop, and what was decided before it. */
export type TrainTaskEvent =
  | TrainEvent
  | {
      readonly kind: "start";
      readonly file: RunFile;
      readonly stepsPerEpoch: number;
      readonly parameters: number;
      readonly resumedAt?: number;
      /** The numbers of a private run. */
      readonly privacy?: PrivacyPlan;
    };

/** What train returns. */
export interface TrainResult {
  /** The finished model; absent when interrupted. */
  readonly trained?: TrainedModel;
  readonly stopped: LoopResult["stopped"];
  readonly history: readonly EpochRecord[];
  /** Epoch whose weights were kept. */
  readonly bestEpoch: number;
  /** Training and validation parts as used, with the test part. */
  readonly parts: Parts;
  readonly seconds: number;
}

/** The parts of a run's data. */
export interface Parts {
  readonly train: Dataset;
  readonly validation?: Dataset;
  readonly test?: Dataset;
}

/** Trains a model and saves it. @throws ConfigError, DataError before anything is written; ExecutionError when it diverges */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const started = performance.now();
  const { data, runtime, store } = options;
  const resumed = options.resume ? await readResumed(store) : undefined;
  const { config, reasons } = resumed
    ? { config: resumed.file.config, reasons: resumed.file.reasons }
    : resolveConfig(options.choices ?? {}, data.train);
  const parts = partsOf(data, config);
  checkData(parts, config);
  const schema = parts.train.schema;
  const model = new Model(config.model, itemOf(schema));
  const counts = Object.fromEntries(Object.entries(parts).map(([part, { count }]) => [part, count]));
  const file: RunFile = resumed?.file ?? {
    format: FORMAT,
    library: VERSION,
    status: "training",
    config,
    layers: { encoder: [...model.encoder], decoder: [...model.decoder] },
    schema,
    data: {
      name: data.name,
      source: options.source ?? data.name,
      counts,
      options: { ...options.dataOptions },
      notes: [...data.notes],
    },
    reasons: [...reasons],
  };
  if (resumed !== undefined && JSON.stringify(resumed.file.data.counts) !== JSON.stringify(counts)) {
    throw new DataError(
      `${store.name}: resuming needs the data it began with, ${JSON.stringify(resumed.file.data.counts)} items, got ${JSON.stringify(counts)}`,
    );
  }
  const plan = checkPrivate(model, config.train, parts.train.count);
  const first = modelVariables(model, config.train.seed);
  const validator = await makeValidator(runtime, model, config, first, parts.validation);
  const log = await MetricsLog.open(store, resumed?.snapshot);
  const pace = { last: performance.now(), every: (options.checkpointMinutes ?? 5) * 60_000 };
  let collapsed = false;
  const key = await keyOfRun(store, config.train, {
    resume: resumed !== undefined,
    snapshot: resumed?.snapshot,
    given: options.privateKey,
  });
  if (resumed === undefined) await store.write("config.json", encodeRunFile(file));
  await options.onEvent?.({
    kind: "start",
    file,
    stepsPerEpoch: plan?.stepsPerEpoch ?? batchSource(parts.train, config.train, config.model).stepsPerEpoch,
    parameters: Object.values(first).reduce((total, { data }) => total + data.length, 0),
    ...(plan ? { privacy: plan } : {}),
    ...(resumed?.snapshot ? { resumedAt: resumed.snapshot.progress.step } : {}),
  });
  const result = await trainLoop({
    runtime,
    model,
    config: config.train,
    train: parts.train,
    ...(validator.validate ? { validate: validator.validate } : {}),
    ...(resumed?.snapshot ? { resume: resumed.snapshot } : {}),
    ...(options.stop ? { stop: options.stop } : {}),
    ...(options.finish ? { finish: options.finish } : {}),
    ...(options.update ? { update: options.update } : {}),
    ...(key ? { key } : {}),
    async onEvent(event) {
      if (event.kind === "step") log.step(event);
      if (event.kind === "warning") log.warning(event.text);
      if (event.kind === "epoch") {
        log.epoch(event.record);
        collapsed = await warnOfCollapse(event.record, model, collapsed, plan !== undefined, options.onEvent);
      }
      await options.onEvent?.(event);
    },
    async onSnapshot(snapshot, reason) {
      if (reason === "steps" && performance.now() - pace.last < pace.every) return;
      await store.write(CHECKPOINT, await encodeCheckpoint(snapshot));
      await log.flush();
      pace.last = performance.now();
    },
  });
  await validator.dispose();
  const bestEpoch = result.progress.best?.epoch ?? result.progress.epoch;
  const outcome = { stopped: result.stopped, history: result.progress.history, bestEpoch, parts };
  if (result.stopped === "interrupted") return { ...outcome, seconds: (performance.now() - started) / 1000 };
  // A run that was killed between its last checkpoint and the log that goes with it has nothing left to train, but its log to mend.
  await log.flush();
  if (result.privacy) await forgetKey(store);
  const seconds = result.progress.history.reduce((total, record) => total + record.seconds, 0);
  const trained = await finishRun({
    runtime,
    store,
    file,
    model,
    weights: result.weights,
    parts,
    bestEpoch,
    seconds,
    progress: result.progress,
    privacy: privacyOf(result),
  });
  return { ...outcome, trained, seconds: (performance.now() - started) / 1000 };
}

async function readResumed(store: RunStore): Promise<{ file: RunFile; snapshot: Snapshot | undefined }> {
  const file = await readRunFile(store);
  if (file.status === "finished") {
    throw new ConfigError(
      `${store.name}: its training has finished, there is nothing to resume; train again with --overwrite`,
    );
  }
  parseConfig(file.config);
  const bytes = await store.read(CHECKPOINT);
  return { file, snapshot: bytes && (await decodeCheckpoint(bytes, `${store.name}/${CHECKPOINT}`)) };
}

/** The parts of a bundle as a config uses them: a validation part split off, columns fitted on what is left. */
export function partsOf(
  { train, validation, test }: DataBundle,
  { train: { validation: fraction, seed }, encoding }: RunConfig,
): Parts {
  requireItems(train, 2, "training");
  const given = validation !== undefined || fraction === 0;
  if (given && train.schema.kind !== "table")
    return { train, ...(validation ? { validation } : {}), ...(test ? { test } : {}) };
  const [rest, part] = given ? [train, validation] : splitDataset(train, fraction, seed);
  const fitted = fitColumns(rest, encoding);
  const like = (dataset: Dataset) => useColumns(dataset, fitted.schema);
  return { train: fitted, ...(part ? { validation: like(part) } : {}), ...(test ? { test: like(test) } : {}) };
}

/** What batches and likelihood demand of the data, told before an hour of training is lost. @throws ConfigError, DataError */
export function checkData({ train }: Pick<Parts, "train">, { model, train: training }: RunConfig): void {
  const { schema } = train;
  if (schema.kind === "series" && training.private !== undefined) {
    throw new ConfigError(
      "train.private: protects one item of the data, got windows of a time series, which share rows; leave it out",
    );
  }
  if (schema.kind === "table") requireColumns(schema, train);
  batchSource(train, training, model);
  if (model.likelihood === undefined || model.likelihood.kind === "columns") return;
  const { low, high, integer } = likelihoodRange(model.likelihood);
  if ((schema.kind === "vector" || schema.kind === "series") && Number.isFinite(high)) {
    throw new ConfigError(
      `model.likelihood: ${model.likelihood.kind} needs values in [${low}, ${high}], got standardised columns of any size; use {"kind": "normal", "scale": "per-dimension"}`,
    );
  }
  if (integer && schema.kind === "image") {
    throw new ConfigError(
      `model.likelihood: ${model.likelihood.kind} needs whole numbers, got pixels in [0, 1]; use bernoulli`,
    );
  }
}

interface Validator {
  readonly validate?: (weights: Weights) => Promise<ValidationRecord>;
  dispose(): Promise<void>;
}

async function makeValidator(
  runtime: Runtime,
  model: Model,
  config: RunConfig,
  first: Weights,
  dataset: Dataset | undefined,
): Promise<Validator> {
  if (dataset === undefined) return { dispose: async () => undefined };
  const scorer = await BoundScorer.compile(runtime, model, first, Math.min(256, dataset.count));
  const { binarise, corrupt, seed } = config.train;
  const { objective } = config.model;
  const beta = objective.kind === "elbo" ? (objective.beta ?? 1) : 1;
  return {
    async validate(weights) {
      await scorer.write(weights);
      const bound = boundOf(await scorer.score(dataset, { binarise, corrupt, seed }), model);
      // The final beta, so that epochs before and after a warm-up compare.
      const { count: _count, ...rest } = bound;
      const loss = bound.bound === undefined ? bound.reconstruction + beta * (bound.kl ?? 0) : -bound.bound;
      return { ...rest, loss };
    },
    dispose: () => scorer.dispose(),
  };
}

// Warns when a collapse begins, not in every epoch that it lasts.
async function warnOfCollapse(
  record: EpochRecord,
  model: Model,
  known: boolean,
  isPrivate: boolean,
  onEvent: TrainOptions["onEvent"],
): Promise<boolean> {
  const collapsed = model.variational && record.validation?.activeUnits === 0 && record.beta > 0;
  if (collapsed && !known) {
    // Free bits are those of a batch's mean, which private training cannot have.
    const freeBits = isPrivate ? "" : ", free bits (--set model.objective.freeBits=0.1)";
    await onEvent?.({
      kind: "warning",
      text:
        `epoch ${record.epoch}: the posterior has collapsed, none of ${model.latent} latent dimensions is active; ` +
        `try a warm-up (--set model.objective.warmUp={"kind":"linear","epochs":10})${freeBits} or a smaller beta`,
    });
  }
  return collapsed;
}
