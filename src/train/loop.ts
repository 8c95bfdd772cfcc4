// The training loop: batches, noise and scheduled scalars in, steps, epochs and snapshots out. Every number it feeds
// depends only on the config and the step, so a run resumed from a snapshot continues bit for bit.

import { drawKey, float32, type HostArray } from "../array/index.ts";
import type { Batch, BatchSource, Conditions, Dataset } from "../data/index.ts";
import { ConfigError, ExecutionError } from "../errors.ts";
import type { NoiseSource } from "../graph/index.ts";
import { learningRate, scheduleFactor } from "../optim/index.ts";
import type { Runtime } from "../runtime/index.ts";
import { batchSource, trainingConditions } from "./batches.ts";
import type { TrainConfig } from "./config.ts";
import { afterEpoch, encoderBatch, freshEncoderProgress, untilNoBetter } from "./encoder-phase.ts";
import { PoissonSource, STREAMS } from "./poisson-batches.ts";
import { type PrivacyPlan, privacyPlan, spentEpsilon } from "./privacy-plan.ts";
import { type EpochRecord, freshProgress, type Progress, type Snapshot, type ValidationRecord } from "./progress.ts";
import { compileStep, type UpdatePlace } from "./step.ts";
import type { PartSteps, TrainState, TrainStep } from "./step-program.ts";
import { INPUTS, scheduledInput, traceStep } from "./trace.ts";
import type { Trainable } from "./trainable.ts";

/** Weights by name: trained parameters and states. */
export type Weights = Readonly<Record<string, HostArray>>;

/** Something that happened in a run. */
export type TrainEvent =
  | {
      readonly kind: "step";
      readonly progress: Progress;
      readonly stepsPerEpoch: number;
      readonly terms: Readonly<Record<string, number>>;
      readonly rate: number;
      readonly beta: number;
      /** Copies of the weights after this step, for a look at the model while it trains. Only until the next step. */
      readonly weights: () => Promise<Weights>;
    }
  | { readonly kind: "epoch"; readonly record: EpochRecord; readonly weights: Weights }
  | { readonly kind: "warning"; readonly text: string };

/** What a run needs. */
export interface LoopOptions {
  readonly runtime: Runtime;
  /** A model, or anything else with a loss. */
  readonly model: Trainable;
  readonly config: TrainConfig;
  readonly train: Dataset;
  /** Scores weights on the validation items at the end of each epoch. */
  readonly validate?: (weights: Weights) => Promise<ValidationRecord>;
  readonly resume?: Snapshot;
  /**
   * Private training: the secret of 32 bytes from which samples and noise follow. With it anyone could take the noise away, so
   * keep it no longer than the run may be resumed. Default drawn at random; needed to resume.
   */
  readonly key?: Uint8Array;
  readonly onEvent?: (event: TrainEvent) => void | Promise<void>;
  /** Called with every snapshot: each `SNAPSHOT_STEPS` steps, after each epoch, and when stopped. */
  readonly onSnapshot?: (snapshot: Snapshot, reason: "steps" | "epoch" | "stop") => void | Promise<void>;
  /** Asks the loop to stop after the current step, to be resumed from its snapshot. */
  readonly stop?: () => boolean;
  /** Asks the loop to end after the current step as if its epochs were over. */
  readonly finish?: () => boolean;
  readonly update?: UpdatePlace;
}

/** How a run ended. */
export interface LoopResult {
  /** What to keep: the best epoch's weights, or the last. */
  readonly weights: Weights;
  readonly progress: Progress;
  readonly stopped: "finished" | "early" | "interrupted";
  /** Private training: its numbers, and the epsilon spent by the steps done. */
  readonly privacy?: PrivacyPlan & { readonly spent: number };
}

/** Steps between snapshots within an epoch. */
export const SNAPSHOT_STEPS = 250;
const MOST_DIVERGENCES = 3;

/** Trains a model. @throws ExecutionError when the loss stays non-finite after three restarts at half the rate */
export async function trainLoop(options: LoopOptions): Promise<LoopResult> {
  const loop = new Loop(options);
  try {
    return await loop.run();
  } finally {
    await loop.dispose();
  }
}

class Loop {
  private readonly options: LoopOptions;
  private readonly source: BatchSource | PoissonSource;
  private readonly conditions: Conditions | undefined;
  private readonly plan: PrivacyPlan | undefined;
  private readonly key: Uint8Array;
  private readonly weightsFeed: HostArray<"float32">;
  private readonly progress: Progress;
  private step!: TrainStep;
  private noise!: NoiseSource;
  private corrupted = false;
  private best: Weights | null;
  private good: TrainState | undefined;

  constructor(options: LoopOptions) {
    const { model, config, train, resume } = options;
    this.options = options;
    this.plan = privacyPlan(config, train.count);
    if (this.plan && resume !== undefined && !resume.progress.finished && options.key === undefined) {
      throw new ConfigError("training: a private run is resumed with the key it began with, got none; give it as key");
    }
    this.key = options.key ?? (this.plan ? drawKey() : new Uint8Array(0));
    this.source = this.plan
      ? new PoissonSource(train, config, this.plan, this.key)
      : batchSource(train, config, model.config);
    this.conditions = trainingConditions(train, config, model.config ?? {});
    this.weightsFeed = float32(new Float32Array(this.plan?.capacity ?? config.batch));
    this.progress = resume === undefined ? freshProgress() : structuredClone(resume.progress);
    if (config.encoderSteps) this.progress.encoder ??= freshEncoderProgress();
    this.best = resume?.best ?? null;
  }

  async run(): Promise<LoopResult> {
    const { model, config, runtime, resume, update } = this.options;
    const traced = traceStep(model, config, this.plan, this.options.train.count);
    this.noise = traced.noise;
    this.corrupted = traced.corrupted;
    this.step = await compileStep(runtime, traced.program, update);
    if (resume !== undefined) await this.step.write(resume.state);
    this.good = await this.step.read();
    let started = performance.now();
    while (!this.progress.finished && this.progress.epoch < config.epochs) {
      while (this.progress.stepInEpoch < this.source.stepsPerEpoch) {
        if (this.options.stop?.()) return await this.interrupted();
        if (this.options.finish?.()) break;
        await this.trainStep();
      }
      if (this.progress.stepInEpoch > 0) await this.endEpoch(started);
      if (this.options.finish?.()) this.progress.finished = true;
      started = performance.now();
    }
    const early = this.progress.epoch < config.epochs;
    return await this.result(early ? "early" : "finished");
  }

  async dispose(): Promise<void> {
    await this.step?.dispose();
  }

  private async trainStep(): Promise<void> {
    const { progress, source } = this;
    const { onEvent } = this.options;
    await this.updateEncoder();
    const batch = source.batch(progress.epoch, progress.stepInEpoch);
    const { rate, beta } = this.scalarsNow();
    const terms = await this.runStep(batch, progress.step, this.partSteps());
    if (!Number.isFinite(terms.loss) || !Number.isFinite(terms.gradientNorm)) return await this.diverged(terms.loss!);
    for (const [name, value] of Object.entries(terms)) {
      progress.sums[name] = (progress.sums[name] ?? 0) + value * batch.count;
    }
    progress.items += batch.count;
    if (this.clip !== null && terms.gradientNorm! > this.clip) progress.clippedSteps++;
    progress.stepInEpoch++;
    progress.step++;
    const weights = () => this.currentWeights();
    await onEvent?.({ kind: "step", progress, stepsPerEpoch: source.stepsPerEpoch, terms, rate, beta, weights });
    if (progress.step % SNAPSHOT_STEPS === 0 && progress.stepInEpoch < source.stepsPerEpoch)
      await this.snapshot("steps");
  }

  // The encoder alone, where its phase is on. No snapshot lies between these updates, so that resuming repeats them all.
  private async updateEncoder(): Promise<void> {
    const { progress, source } = this;
    const { encoderSteps, seed } = this.options.config;
    const { encoder } = progress;
    if (!encoderSteps || !encoder || encoder.over) return;
    await untilNoBetter(encoderSteps, async () => {
      const batch = source.batch(progress.epoch, encoderBatch(seed, encoder, source.stepsPerEpoch));
      // Noise of its own: steps count from 0 upwards, these downwards.
      const terms = await this.runStep(batch, -1 - encoder.updates, { encoder: encoder.updates + 1 });
      encoder.updates++;
      return terms.loss!;
    });
  }

  // Within the phase the others are updated alone, after it all together.
  private partSteps(): PartSteps | undefined {
    const { step, encoder } = this.progress;
    if (encoder === undefined) return undefined;
    if (!encoder.over) return { rest: step + 1 };
    encoder.updates++;
    return { encoder: encoder.updates, rest: step + 1 };
  }

  // One run of the step, with the noise of the number `noise`.
  private async runStep(batch: Batch, noise: number, parts?: PartSteps): Promise<Record<string, number>> {
    // Private steps weight rows by 1 and divide by the expected count, which says nothing of the rows drawn.
    const whole = this.plan ? 1 : batch.count;
    const { data } = this.weightsFeed;
    for (let i = 0; i < data.length; i++) data[i] = batch.weights[i]! / whole;
    const shape = [data.length, ...this.options.model.item.shape];
    const { rate, scheduled } = this.scalarsNow();
    const results = await this.step.run(
      {
        ...this.noiseAt(noise),
        [INPUTS.input]: float32(batch.input, shape),
        ...(this.corrupted ? { [INPUTS.target]: float32(batch.target, shape) } : {}),
        [INPUTS.weights]: this.weightsFeed,
        ...this.conditionOf(batch.indices),
        ...Object.fromEntries(
          Object.entries(scheduled).map(([name, value]) => [scheduledInput(name), float32([value], [])]),
        ),
      },
      this.progress.step + 1,
      rate,
      parts,
    );
    return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, Number(data[0])]));
  }

  private conditionOf(indices: Uint32Array): Record<string, HostArray> {
    const { conditions } = this;
    if (conditions === undefined) return {};
    return { [INPUTS.condition]: float32(conditions.rows(indices), [indices.length, conditions.width]) };
  }

  // Noise of the posterior too is secret in private runs, as the noise of the items is.
  private noiseAt(step: number): Record<string, HostArray> {
    return this.plan ? this.noise.keyed(this.key, STREAMS.noise, step) : this.noise.at(this.options.config.seed, step);
  }

  private scalarsNow(): { rate: number; beta: number; scheduled: Readonly<Record<string, number>> } {
    const { config, model } = this.options;
    const { epoch, stepInEpoch, rateFactor } = this.progress;
    const time = epoch + stepInEpoch / this.source.stepsPerEpoch;
    const factor = config.schedule === undefined ? 1 : scheduleFactor(config.schedule, time);
    const scheduled = model.scheduled(time);
    return { rate: learningRate(config.optimiser) * factor * rateFactor, beta: scheduled.beta ?? 1, scheduled };
  }

  // A non-finite loss: the weights of the last snapshot, half the learning rate, and on with the next batch.
  private async diverged(loss: number): Promise<void> {
    const { progress } = this;
    progress.divergences++;
    const where = `epoch ${progress.epoch + 1}, step ${progress.step + 1}`;
    if (this.plan) {
      throw new ExecutionError(
        `training: the loss became ${loss} at ${where}, and private training does not go back, since that would depend on the rows without noise; lower train.optimiser.rate, or check the data for extreme values`,
      );
    }
    if (progress.divergences > MOST_DIVERGENCES) {
      throw new ExecutionError(
        `training: the loss became ${loss} at ${where} for the ${progress.divergences}th time, although the learning rate was halved ` +
          `${MOST_DIVERGENCES} times; lower train.optimiser.rate or train.clip, or check the data for extreme values`,
      );
    }
    progress.rateFactor /= 2;
    await this.step.write(this.good!);
    progress.stepInEpoch++;
    progress.step++;
    await this.options.onEvent?.({
      kind: "warning",
      text: `the loss became ${loss} at ${where}; the last good weights are back and the learning rate is halved to ${this.scalarsNow().rate}`,
    });
  }

  private async endEpoch(started: number): Promise<void> {
    const { progress } = this;
    const { config, validate, onEvent } = this.options;
    const { rate, beta } = this.scalarsNow();
    const weights = await this.currentWeights();
    const validation = await validate?.(weights);
    const means = Object.fromEntries(
      Object.entries(progress.sums).map(([name, sum]) => [name, sum / Math.max(progress.items, 1)]),
    );
    const { gradientNorm = 0, ...train } = means;
    const record: EpochRecord = {
      epoch: progress.epoch + 1,
      step: progress.step,
      train,
      ...(validation === undefined ? {} : { validation }),
      rate,
      beta,
      gradientNorm,
      clipped: progress.clippedSteps / this.source.stepsPerEpoch,
      ...(this.plan ? { epsilon: spentEpsilon(this.plan, progress.step) } : {}),
      seconds: (performance.now() - started) / 1000,
    };
    progress.history.push(record);
    const { encoderSteps } = config;
    if (encoderSteps && progress.encoder) {
      afterEpoch(progress.encoder, encoderSteps, record.epoch, train.mutualInformation ?? 0);
    }
    this.keepBest(record, weights);
    progress.epoch++;
    progress.stepInEpoch = 0;
    progress.sums = {};
    progress.items = 0;
    progress.clippedSteps = 0;
    const { best } = progress;
    progress.finished =
      this.options.finish?.() === true ||
      progress.epoch >= config.epochs ||
      (this.patience !== null && best !== null && record.epoch - best.epoch >= this.patience);
    await onEvent?.({ kind: "epoch", record, weights });
    await this.snapshot("epoch");
  }

  private keepBest(record: EpochRecord, weights: Weights): void {
    const { validation } = record;
    if (validation === undefined || this.patience === null) return;
    if (!Number.isFinite(validation.loss)) return;
    if (this.progress.best !== null && validation.loss >= this.progress.best.loss) return;
    this.progress.best = { epoch: record.epoch, loss: validation.loss };
    this.best = weights;
  }

  // Choosing an epoch by its loss, or the gradient norm as it was, would say more of the rows than is accounted for.
  private get patience(): number | null {
    return this.plan ? null : this.options.config.patience;
  }

  private get clip(): number | null {
    return this.plan ? null : this.options.config.clip;
  }

  private async currentWeights(): Promise<Weights> {
    const { parameters, slots, states } = await this.step.read();
    if (this.options.config.ema === undefined) return { ...parameters, ...states };
    const averages = Object.keys(parameters).map((name) => [name, slots[`ema/${name}`]!]);
    return { ...(Object.fromEntries(averages) as Weights), ...states };
  }

  private async finalWeights(): Promise<Weights> {
    return this.best ?? (await this.currentWeights());
  }

  private async snapshot(reason: "steps" | "epoch" | "stop"): Promise<void> {
    this.good = await this.step.read();
    const snapshot = { progress: structuredClone(this.progress), state: this.good, best: this.best };
    await this.options.onSnapshot?.(snapshot, reason);
  }

  private async interrupted(): Promise<LoopResult> {
    await this.snapshot("stop");
    return await this.result("interrupted");
  }

  private async result(stopped: LoopResult["stopped"]): Promise<LoopResult> {
    const { plan, progress } = this;
    const privacy = plan && { ...plan, spent: spentEpsilon(plan, progress.step) };
    return { weights: await this.finalWeights(), progress, stopped, ...(privacy ? { privacy } : {}) };
  }
}
