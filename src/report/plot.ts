// Observable Plot to SVG text: one size of type, colours left to CSS variables, no identifiers that two plots could share.

import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom/worker";
import { type Content, html, Markup } from "./escape.ts";

/** A plot's options and what it shows, for those who cannot see it. */
export interface ChartOptions extends Plot.PlotOptions {
  /** One sentence of ours; text from data belongs into marks and captions. */
  readonly label: string;
  /** Added to the SVG's class. */
  readonly kind?: string;
}

/** Width of a plot beside another, in its own pixels; the page scales it. */
export const CHART_WIDTH = 500;

/** Draws a plot as inline SVG. */
export function chart({ label, kind, ...options }: ChartOptions): Markup {
  const svg = Plot.plot({
    width: CHART_WIDTH,
    height: 260,
    marginLeft: 52,
    marginBottom: 40,
    document: plotDocument() as never,
    className: "plot",
    style: { fontSize: "13px" },
    ...options,
  }) as unknown as { outerHTML: string };
  const opening = `<svg role="img" aria-label="${label}"`;
  const text = svg.outerHTML.replace(/^<svg/, opening).replace(/ class="plot"/, ` class="plot ${kind ?? ""}"`);
  return new Markup(shorten(text));
}

// A page's own document, else one without a page.
function plotDocument(): unknown {
  const { document } = globalThis as { document?: unknown };
  return document ?? parseHTML("<!doctype html><html><head></head><body></body></html>").document;
}

// Coordinates to a tenth of a pixel: a map of 3,000 points is a third of the size.
function shorten(svg: string): string {
  return svg.replace(/ (?:cx|cy|x|y|x1|x2|y1|y2|d|width|height|transform)="[^"]*"/g, (attribute) =>
    attribute.replace(/(-?\d+\.\d)\d+/g, "$1"),
  );
}

/** One entry of a legend. */
export interface LegendEntry {
  readonly name: string;
  /** CSS colour of its dot; a dashed line without. */
  readonly colour?: string;
}

/** A legend as a list, outside the plot, so that it wraps on narrow screens. */
export function legend(entries: readonly LegendEntry[]): Markup {
  const swatch = ({ colour }: LegendEntry): Content =>
    colour === undefined
      ? html`<span class="swatch dash"></span>`
      : html`<span class="swatch" style="background:${colour}"></span>`;
  return html`<ul class="legend">${entries.map((entry) => html`<li>${swatch(entry)}${entry.name}</li>`)}</ul>`;
}
