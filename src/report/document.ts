// The frame of every page: one HTML file without script or request, in both colour schemes, for any width and for paper.

import { VERSION } from "../version.ts";
import { type Content, html, Markup } from "./escape.ts";
import type { Section } from "./section.ts";
import { STYLE } from "./style.ts";

/** What stands on a page. */
export interface Page {
  readonly title: string;
  readonly header: Markup;
  readonly sections: readonly Section[];
  /** The last line. */
  readonly footer: Content;
  /** Rules beside those of every page. */
  readonly style?: string;
}

/** A page as HTML text. */
export function renderPage({ title, header, sections, footer, style = "" }: Page): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="vaekit ${VERSION}">
<title>${title}</title>
<style>${new Markup(STYLE + style)}</style>
</head>
<body>
${header}
<main>
${sections.map(sectionMarkup)}
</main>
<footer>${footer}</footer>
</body>
</html>
`;
  return page.text;
}

/** Links to the sections. */
export function navigation(sections: readonly Section[]): Markup {
  return html`<nav aria-label="Sections"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>`;
}

function sectionMarkup({ id, title, body }: Section): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${body}
</section>
`;
}
