// A training run as one self-contained HTML page: no script, no request, both colour schemes, any width, paper.

import type { Overview } from "../tasks/index.ts";
import { besideSection } from "./beside.ts";
import { configSection } from "./config-card.ts";
import { curvesSection } from "./curves.ts";
import { dataSection } from "./data-card.ts";
import { disentanglementSection } from "./disentanglement.ts";
import { renderPage } from "./document.ts";
import { html } from "./escape.ts";
import { evaluationSection } from "./evaluation.ts";
import { reconstructionsSection, samplesSection } from "./gallery.ts";
import { header, titleOf } from "./header.ts";
import { latentSection } from "./latent-map.ts";
import { privacyBudgetSection } from "./privacy-budget.ts";
import { columnsSection, rowsSection } from "./rows.ts";
import type { Section } from "./section.ts";
import { newWindowsSection, windowsSection } from "./series.ts";
import { comparisonSections } from "./tables/sections.ts";
import { TABLE_STYLE } from "./tables/style.ts";

/** What a report cannot know from the run. */
export interface ReportOptions {
  /** When or by what it was made, for the last line. */
  readonly generated?: string;
  /** Other runs on the same data, to be shown side by side with this one. */
  readonly beside?: readonly Overview[];
}

/** The report as HTML text. The same overview gives the same text. */
export function renderReport(overview: Overview, { generated, beside = [] }: ReportOptions = {}): string {
  const sections = [
    beside.length > 0 ? besideSection(overview, beside) : undefined,
    ...itemSections(overview),
    latentSection(overview),
    overview.disentanglement && disentanglementSection(overview.disentanglement),
    curvesSection(overview),
    evaluationSection(overview),
    privacyBudgetSection(overview),
    dataSection(overview),
    configSection(overview),
  ].filter((section) => section !== undefined);
  return renderPage({
    title: titleOf(overview),
    header: header(overview, sections),
    sections,
    footer: html`Made with vaekit ${overview.file.library}${generated !== undefined && html`, ${generated}`}. This page needs no network.`,
    ...(overview.file.schema.kind === "table" && { style: TABLE_STYLE }),
  });
}

// What the model makes and restores: pictures, rows of numbers, or a table beside the real one.
function itemSections(overview: Overview): (Section | undefined)[] {
  const { kind } = overview.file.schema;
  if (kind === "table") return overview.table ? comparisonSections(overview.table) : [];
  if (kind === "series") return [newWindowsSection(overview), windowsSection(overview)];
  if (kind === "image") return [samplesSection(overview), reconstructionsSection(overview)];
  return [columnsSection(overview), rowsSection(overview)];
}
