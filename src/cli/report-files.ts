// A run's report and model card, written into its folder. The plotting library is loaded only here.

import { DataError } from "../errors.ts";
import type { Runtime } from "../runtime/index.ts";
import { type Overview, overview, type RunStore, type TrainedModel, type TrainResult } from "../tasks/index.ts";
import type { EpochRecord } from "../train/index.ts";

const REPORT = "report.html";
const CARD = "README.md";

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
  return `${store.name.replace(/\/+$/, "")}/${REPORT}`;
}

/** Epochs of a run, from its metrics.jsonl. @throws DataError when a line is damaged */
export async function readHistory(store: RunStore): Promise<EpochRecord[]> {
  const bytes = await store.read("metrics.jsonl");
  if (bytes === undefined) return [];
  const lines = new TextDecoder().decode(bytes).split("\n");
  return lines.flatMap((line, index) => {
    if (line.trim() === "") return [];
    const value = parseLine(line, `${store.name}/metrics.jsonl: line ${index + 1}`);
    return value.kind === "epoch" ? [value as unknown as EpochRecord] : [];
  });
}

function parseLine(line: string, where: string): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    throw new DataError(`${where}: not JSON; remove the line`);
  }
}
