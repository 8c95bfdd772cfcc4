// A training run as one self-contained HTML page: no script, no request, both colour schemes, any width, paper.

import type { Overview } from "../tasks/index.ts";
import { VERSION } from "../version.ts";
import { besideSection } from "./beside.ts";
import { configSection } from "./config-card.ts";
import { curvesSection } from "./curves.ts";
import { dataSection } from "./data-card.ts";
import { html, Markup } from "./escape.ts";
import { evaluationSection } from "./evaluation.ts";
import { reconstructionsSection, samplesSection } from "./gallery.ts";
import { header, titleOf } from "./header.ts";
import { latentSection } from "./latent-map.ts";
import { columnsSection, rowsSection } from "./rows.ts";
import type { Section } from "./section.ts";
import { STYLE } from "./style.ts";

/** What a report cannot know from the run. */
export interface ReportOptions {
  /** When or by what it was made, for the last line. */
  readonly generated?: string;
  /** Other runs on the same data, to be shown side by side with this one. */
  readonly beside?: readonly Overview[];
}

/** The report as HTML text. The same overview gives the same text. */
export function renderReport(overview: Overview, { generated, beside = [] }: ReportOptions = {}): string {
  const pictures = overview.file.schema.kind === "image";
  const sections = [
    beside.length > 0 ? besideSection(overview, beside) : undefined,
    (pictures ? samplesSection : columnsSection)(overview),
    (pictures ? reconstructionsSection : rowsSection)(overview),
    latentSection(overview),
    curvesSection(overview),
    evaluationSection(overview),
    dataSection(overview),
    configSection(overview),
  ].filter((section) => section !== undefined);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="vaekit ${VERSION}">
<title>${titleOf(overview)}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
${header(overview, sections)}
<main>
${sections.map(sectionMarkup)}
</main>
<footer>Made with vaekit ${overview.file.library}${generated !== undefined && html`, ${generated}`}. This page needs no network.</footer>
</body>
</html>
`;
  return page.text;
}

function sectionMarkup({ id, title, body }: Section): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${body}
</section>
`;
}
