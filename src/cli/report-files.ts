// A run's report and model card, written into its folder, for a table with all numbers beside. The plotting library is
// loaded only here.

import type { Runtime } from "../runtime/index.ts";
import { type Overview, overview, type RunStore, type TrainedModel, type TrainResult } from "../tasks/index.ts";

const REPORT = "report.html";
const CARD = "README.md";
const NUMBERS = "report.json";

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
  const { renderModelCard, renderReport } = await import("../report/index.ts");
  await store.write(CARD, new TextEncoder().encode(renderModelCard(shown)));
  await store.write(REPORT, new TextEncoder().encode(renderReport(shown)));
  if (shown.table) await store.write(NUMBERS, new TextEncoder().encode(reportNumbers(shown)));
  return `${store.name.replace(/\/+$/, "")}/${REPORT}`;
}

/** The numbers of a table's report as JSON text. */
export function reportNumbers({ file, parameters, evaluations, table }: Overview): string {
  const { name, counts } = file.data;
  return `${JSON.stringify({ library: file.library, data: { name, counts }, parameters, evaluations, ...table }, null, 1)}\n`;
}
