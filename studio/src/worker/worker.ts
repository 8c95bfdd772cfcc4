// The worker's door: the functions that the page may call. What runs graphs is imported when it is first needed.

import { expose } from "comlink";
import type { ConfigChoices, DataSource, DataSummary, TrainOutcome, TrainUpdate } from "./api.ts";
import { archiveApi } from "./archive.ts";
import {
  contactSheet,
  type OnProgress,
  openedData,
  openedSource,
  openSource,
  setData,
  summarise,
} from "./data-session.ts";
import { chooseEngine, engineInfo } from "./engine.ts";
import { generateApi } from "./generate.ts";
import { findGiven } from "./given.ts";
import { forgetOthers, keepFiles } from "./kept-data.ts";
import { latentApi } from "./latent.ts";
import { planApi } from "./plan.ts";
import { restoreApi } from "./restore.ts";
import {
  dataInUse,
  drawnSource,
  freshName,
  keepSource,
  keptRuns,
  type OpenedRun,
  removeRun,
  sourceOf,
  storeOf,
} from "./runs.ts";
import { scoresApi } from "./scores.ts";

type Send = (update: TrainUpdate) => void;

async function openData(source: DataSource, onProgress?: OnProgress): Promise<DataSummary> {
  const started = performance.now();
  const opened = await openSource(source, onProgress);
  setData(opened);
  return summarise(opened, performance.now() - started);
}

/** Files that are trained on are kept, so that the run can go on another day. */
async function keepData(): Promise<void> {
  const { source } = openedData();
  if (source.kind !== "files") return;
  const id = crypto.randomUUID();
  await keepFiles(id, source.files);
  const { name, options = {} } = source;
  setData({ ...openedData(), source: { kind: "kept", id, name, options } });
}

async function train({ choices }: { readonly choices: ConfigChoices }, send: Send): Promise<TrainOutcome> {
  const { trainRun } = await import("./training.ts");
  await keepData();
  const opened = openedData();
  const run = await freshName(`${opened.bundle.name}-${choices.preset ?? "model"}`);
  const store = await storeOf(run, true);
  try {
    await keepSource(store, opened.source);
    return await trainRun({ run, choices }, { data: opened, store, resume: false, send });
  } catch (error) {
    if ((await store.read("config.json")) === undefined) await removeRun(run);
    throw error;
  }
}

/** The data of a kept run, opened again where that is possible. */
async function dataOfRun(run: string): Promise<DataSummary | undefined> {
  const store = await storeOf(run);
  const source = (await sourceOf(store)) ?? (await drawnSource(store));
  return source && openData(source);
}

async function resume(run: string, send: Send, finish = false): Promise<TrainOutcome> {
  const { trainRun } = await import("./training.ts");
  await dataOfRun(run);
  const store = await storeOf(run);
  return trainRun({ run, choices: {} }, { data: openedData(), store, resume: true, finish, send });
}

async function openRun(run: string): Promise<OpenedRun> {
  const { openKept } = await import("./open-run.ts");
  const summary = await dataOfRun(run);
  const opened = await openKept(await storeOf(run), summary && openedData().bundle);
  return { ...opened, data: summary };
}

/** Forgets a run, and files that were kept for it alone. */
async function forgetRun(run: string): Promise<void> {
  await removeRun(run);
  const used = await dataInUse();
  const open = openedSource();
  if (open?.kind === "kept") used.add(open.id);
  await forgetOthers(used);
}

const api = {
  engineInfo,
  chooseEngine,
  openData,
  sheet: (options: Parameters<typeof contactSheet>[1]) => contactSheet(openedData(), options),
  train,
  resume: (run: string, send: Send) => resume(run, send),
  finishPaused: (run: string, send: Send) => resume(run, send, true),
  pause: async () => (await import("./training.ts")).ask("pause"),
  finish: async () => (await import("./training.ts")).ask("finish"),
  keptRuns,
  forgetRun,
  openRun,
  given: findGiven,
  closeModel: async () => (await import("./live-model.ts")).closeModel(),
  ...planApi,
  ...latentApi,
  ...generateApi,
  ...restoreApi,
  ...scoresApi,
  ...archiveApi,
};

/** The worker's functions. */
export type StudioWorker = typeof api;

expose(api);
