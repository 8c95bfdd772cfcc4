export { type QualityNames, renderQuality } from "./quality-page.ts";
export type { ScoresReport, TopRow } from "./scores.ts";
export { renderScores } from "./scores-page.ts";
