export { renderComparison } from "./comparison.ts";
export { renderModelCard } from "./model-card.ts";
export { type ReportOptions, renderReport } from "./page.ts";
export { REPORT_FILES, saveReport } from "./save.ts";
export { renderSweep } from "./sweep.ts";
export type { SweepReport } from "./sweep-report.ts";
export { type QualityNames, renderQuality, renderScores, type ScoresReport, type TopRow } from "./tables/index.ts";
