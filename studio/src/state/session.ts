// The session: the open data, the chosen model, the training and the model at work. Panels read these signals; the
// functions here are all that changes them.

import { batch, computed, signal } from "@preact/signals";
import type { DataSource, DataSummary, ModelInfo, Preview, TrainUpdate } from "../worker/api.ts";
import type { ConfigChoices, EpochRecord } from "../worker/vaekit.ts";
import { CHOICE_FIELDS, choiceFields, choicesFrom } from "./choices.ts";
import { attempt, messageOf } from "./problems.ts";
import { field, numberField, setFields, show } from "./view.ts";
import { callback, worker } from "./worker.ts";

/** The open data set. */
export const data = signal<DataSummary | undefined>(undefined);
/** Files read so far while data opens; undefined otherwise. */
export const opening = signal<{ readonly done: number; readonly total: number } | undefined>(undefined);
/** Why the last data could not be opened. */
export const dataProblem = signal<string | undefined>(undefined);

/** The files given last, whether they could be opened or not: they may be read another way. */
export const givenFiles = signal<Extract<DataSource, { kind: "files" }> | undefined>(undefined);

/** The choices that the next training starts from. */
export const choices = signal<ConfigChoices>({});

/** The model at work. */
export const model = signal<ModelInfo | undefined>(undefined);
/** The last look at it. */
export const preview = signal<Preview | undefined>(undefined);

/** Where training stands. */
export type TrainState = "idle" | "preparing" | "training" | "paused" | "finished";
/** Where training stands. */
export const trainState = signal<TrainState>("idle");
/** Position of the training. */
export const position = signal({
  epoch: 0,
  epochs: 0,
  step: 0,
  stepInEpoch: 0,
  stepsPerEpoch: 0,
  stepsPerSecond: 0,
  beta: 1,
});
/** Epochs done. */
export const history = signal<readonly EpochRecord[]>([]);
/** Each step's terms; the arrays grow in place, `stepsSeen` says when. */
export const stepTerms: Record<string, (readonly [step: number, value: number])[]> = {};
/** Changes when `stepTerms` has grown. */
export const stepsSeen = signal(0);
/** Warnings of this training. */
export const warnings = signal<readonly string[]>([]);
/** Why choices came out as they did. */
export const reasons = signal<readonly string[]>([]);

/** Whether a training is on its way. */
export const busy = computed(() => trainState.value === "training" || trainState.value === "preparing");

// Small pictures begin with a dense model of two latent dimensions: seconds an epoch in any browser, and a plane to walk on.
function firstChoices({ kind, shape }: DataSummary): ConfigChoices {
  const small = kind === "image" && shape.reduce((a, b) => a * b, 1) <= 32 * 32;
  return small ? { preset: "dense-2d" } : {};
}

// Whether the user has not chosen anything yet: the choices are those that the data began with.
function untouched(): boolean {
  const first = data.value === undefined ? {} : firstChoices(data.value);
  return JSON.stringify(choices.value) === JSON.stringify(first);
}

// Addresses change less often than a slider that is dragged.
const ADDRESS_MS = 200;
let addressed: number | undefined;

/** Chooses what the next training starts from; the address says it too. */
export function chooseModel(next: ConfigChoices): void {
  choices.value = next;
  clearTimeout(addressed);
  addressed = window.setTimeout(async () => {
    const fields = await choiceFields(next);
    if (choices.value === next) setFields(fields);
  }, ADDRESS_MS);
}

/** Opens data; the model at work stays. */
export async function openData(source: DataSource): Promise<boolean> {
  opening.value = { done: 0, total: 0 };
  givenFiles.value = source.kind === "files" ? source : undefined;
  dataProblem.value = undefined;
  try {
    const summary = await worker.openData(
      source,
      callback((done: number, total: number) => {
        opening.value = { done, total };
      }),
    );
    batch(() => {
      if (untouched() || (data.value !== undefined && data.value.kind !== summary.kind)) {
        choices.value = firstChoices(summary);
        setFields(Object.fromEntries(CHOICE_FIELDS.map((name) => [name, undefined])));
      }
      data.value = summary;
    });
    if (source.kind === "builtin")
      setFields({ data: source.name, count: source.count === 10_000 ? undefined : String(source.count) });
    else setFields({ data: undefined, count: undefined });
    return true;
  } catch (error) {
    dataProblem.value = messageOf(error);
    return false;
  } finally {
    opening.value = undefined;
  }
}

/** Opens what the address names, at first the drawn digits. */
export async function openFirst(): Promise<void> {
  const chosen = await choicesFrom(field);
  if (chosen) choices.value = chosen;
  const run = field("run");
  if (run !== undefined && (await attempt(() => openRun(run)))) return;
  const given = await worker.given();
  if (given?.kind === "run") {
    const name = await attempt(() => worker.importGiven(given.name, given.files));
    if (name !== undefined && (await attempt(() => openRun(name)))) return show("latent");
  } else if (given !== undefined && (await openData(given.source))) return;
  await openData({
    kind: "builtin",
    name: field("data") ?? "digits",
    count: numberField("count", 10_000, { low: 20, high: 60_000 }),
  });
}

/** Opens a run kept in this browser, finished or to be resumed. */
export async function openRun(name: string): Promise<boolean> {
  if (busy.value) return false;
  const opened = await worker.openRun(name);
  batch(() => {
    model.value = opened.model;
    history.value = opened.history;
    preview.value = opened.preview;
    clearSteps();
    warnings.value = [];
    reasons.value = [];
    if (opened.data) data.value = opened.data;
    const epochs = opened.model.config.train.epochs;
    const last = opened.history.at(-1);
    position.value = {
      ...position.value,
      epoch: last?.epoch ?? 0,
      epochs,
      step: last?.step ?? 0,
      stepInEpoch: 0,
      stepsPerSecond: 0,
    };
    trainState.value = opened.model.status === "finished" ? "finished" : "paused";
  });
  setFields({ run: name });
  return true;
}

/** Forgets a run that is kept in this browser. */
export async function forgetRun(name: string): Promise<void> {
  await worker.forgetRun(name);
  if (model.value?.run !== name) return;
  await worker.closeModel();
  batch(() => {
    model.value = undefined;
    preview.value = undefined;
    history.value = [];
    trainState.value = "idle";
    clearSteps();
  });
  setFields({ run: undefined });
}

function clearSteps(): void {
  for (const name of Object.keys(stepTerms)) delete stepTerms[name];
  stepsSeen.value = 0;
}

function receive(update: TrainUpdate): void {
  batch(() => {
    switch (update.kind) {
      case "start":
        model.value = update.model;
        trainState.value = "training";
        history.value = update.history;
        reasons.value = update.reasons;
        position.value = {
          ...position.value,
          epoch: update.history.length,
          epochs: update.epochs,
          step: update.step,
          stepsPerEpoch: update.stepsPerEpoch,
        };
        setFields({ run: update.model.run });
        break;
      case "steps":
        position.value = {
          ...position.value,
          epoch: update.epoch,
          step: update.step,
          stepInEpoch: update.stepInEpoch,
          stepsPerSecond: update.stepsPerSecond,
          beta: update.beta,
        };
        for (const [name, values] of Object.entries(update.terms)) {
          stepTerms[name] ??= [];
          stepTerms[name].push(...values);
        }
        stepsSeen.value++;
        break;
      case "epoch":
        history.value = [...history.value, update.record];
        position.value = { ...position.value, epoch: update.record.epoch, step: update.record.step, stepInEpoch: 0 };
        break;
      case "warning":
        warnings.value = [...warnings.value, update.text];
        break;
      case "model":
        // A message may come after the answer that ended the training.
        if (update.model.revision > (model.value?.revision ?? 0)) model.value = update.model;
        break;
      case "preview":
        preview.value = update.preview;
        break;
    }
  });
}

async function follow(start: () => ReturnType<typeof worker.train>): Promise<void> {
  const before = trainState.value;
  trainState.value = "preparing";
  const outcome = await attempt(start);
  if (outcome === undefined) {
    trainState.value = before === "paused" ? "paused" : model.value?.status === "finished" ? "finished" : "idle";
    return;
  }
  batch(() => {
    model.value = outcome.model;
    trainState.value = outcome.stopped === "interrupted" ? "paused" : "finished";
  });
}

/** Trains a new run on the open data with the present choices. */
export async function startTraining(): Promise<void> {
  if (busy.value || data.value === undefined) return;
  clearSteps();
  warnings.value = [];
  await follow(() => worker.train({ choices: choices.value }, callback(receive)));
}

/** Goes on with the run that was paused. */
export async function resumeTraining(): Promise<void> {
  const run = model.value?.run;
  if (busy.value || run === undefined) return;
  await follow(() => worker.resume(run, callback(receive)));
}

/** Stops with a checkpoint. */
export const pauseTraining = (): Promise<void> => worker.pause();

/** Ends training with a finished model, from a pause too. */
export async function finishTraining(): Promise<void> {
  const run = model.value?.run;
  if (trainState.value === "training") await worker.finish();
  else if (trainState.value === "paused" && run !== undefined)
    await follow(() => worker.finishPaused(run, callback(receive)));
}
