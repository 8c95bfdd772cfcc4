// Any synthetic table beside the real one as a page, with or without a model.

import type { TableComparison } from "../../tasks/index.ts";
import { VERSION } from "../../version.ts";
import { navigation, renderPage } from "../document.ts";
import { html } from "../escape.ts";
import { count } from "../numbers.ts";
import { tileList } from "../tiles.ts";
import { comparisonSections } from "./sections.ts";
import { TABLE_STYLE } from "./style.ts";
import { comparisonTiles, comparisonVerdict } from "./words.ts";

/** What the tables are called. */
export interface QualityNames {
  readonly real: string;
  readonly synthetic: string;
  readonly holdout?: string | undefined;
}

/** The page as HTML text. The same comparison gives the same text. */
export function renderQuality(comparison: TableComparison, names: QualityNames): string {
  const sections = comparisonSections(comparison);
  const about = [
    `synthetic: ${names.synthetic}`,
    `real: ${names.real}`,
    ...(names.holdout === undefined ? ["no rows held out"] : [`held out: ${names.holdout}`]),
    count(comparison.quality.columns.length, "column"),
  ];
  const title = `${fileName(names.synthetic)} beside ${fileName(names.real)}`;
  return renderPage({
    title,
    header: html`<header>
<p class="overline">vaekit quality report</p>
<h1>${title}</h1>
<p class="soft">${about.join(" \u00b7 ")}</p>
<p class="lead">${comparisonVerdict(comparison)}</p>
${tileList(comparisonTiles(comparison))}
${navigation(sections)}
</header>`,
    sections,
    footer: `Made with vaekit ${VERSION}. This page needs no network.`,
    style: TABLE_STYLE,
  });
}

const fileName = (path: string) => path.split(/[\\/]/).at(-1) || path;
