// A kept run at work again: finished with its model, unfinished with the weights of its last checkpoint.

import type { RunStore, TrainedModel } from "vaekit";
import type { DataBundle } from "vaekit/data";
import { CHECKPOINT, decodeCheckpoint, loadModel, modelOf, partsOf, readHistory, readRunFile } from "vaekit/tasks";
import { showModel } from "./live-model.ts";
import { look } from "./preview.ts";
import type { OpenedRun } from "./runs.ts";

/** Puts the model of a store to work; with its data it has items to look at, too. */
export async function openKept(store: RunStore, bundle: DataBundle | undefined): Promise<OpenedRun> {
  const file = await readRunFile(store);
  const finished = file.status === "finished";
  const trained: TrainedModel = finished ? await loadModel(store) : await unfinished(store);
  const parts = bundle && partsOf(bundle, file.config);
  const model = await showModel(trained, { status: finished ? "finished" : "paused", parts });
  return { model, history: await readHistory(store), preview: await look() };
}

async function unfinished(store: RunStore): Promise<TrainedModel> {
  const file = await readRunFile(store);
  const bytes = await store.read(CHECKPOINT);
  if (bytes === undefined) throw new Error(`${store.name}: stopped before its first checkpoint; train it anew`);
  const { state } = await decodeCheckpoint(bytes, `${store.name}/${CHECKPOINT}`);
  return modelOf(store.name, file, { ...state.parameters, ...state.states });
}
