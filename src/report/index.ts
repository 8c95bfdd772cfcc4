export { renderModelCard } from "./model-card.ts";
export { type ReportOptions, renderReport } from "./page.ts";
