// A run's report and model card, written into its folder. The plotting library is loaded only here.

import type { Runtime } from "../runtime/index.ts";
import { type Overview, overview, type RunStore, type TrainedModel, type TrainResult } from "../tasks/index.ts";

/** Writes report and card of a training that just ended; returns the report's path. */
export async function reportTraining(
  runtime: Runtime,
  trained: TrainedModel,
  { parts, history }: TrainResult,
  store: RunStore,
): Promise<string> {
  return saveReport(await overview(runtime, trained, parts, history), store);
}

/** Writes report and card into a run's folder; returns the report's path. */
export async function saveReport(shown: Overview, store: RunStore): Promise<string> {
  const { REPORT_FILES, saveReport: save } = await import("../report/index.ts");
  await save(shown, store);
  return `${store.name.replace(/\/+$/, "")}/${REPORT_FILES.report}`;
}
