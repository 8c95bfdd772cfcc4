// A run's report and model card in its folder, for a table with all numbers beside.

import type { Overview, RunStore } from "../tasks/index.ts";
import { renderModelCard } from "./model-card.ts";
import { renderReport } from "./page.ts";

/** Files that a report is written to. */
export const REPORT_FILES = { report: "report.html", card: "README.md", numbers: "report.json" } as const;

/** Writes report and card into a run's folder. */
export async function saveReport(shown: Overview, store: RunStore): Promise<void> {
  const encode = (text: string) => new TextEncoder().encode(text);
  await store.write(REPORT_FILES.card, encode(renderModelCard(shown)));
  await store.write(REPORT_FILES.report, encode(renderReport(shown)));
  if (shown.table) await store.write(REPORT_FILES.numbers, encode(reportNumbers(shown)));
}

/** The numbers of a table's report as JSON text. */
function reportNumbers({ file, parameters, evaluations, table }: Overview): string {
  const { name, counts } = file.data;
  return `${JSON.stringify({ library: file.library, data: { name, counts }, parameters, evaluations, ...table }, null, 1)}\n`;
}
