// Key numbers of the first screen.

import { html, type Markup } from "./escape.ts";

/** A number with its name and what it is measured in. */
export function tile(name: string, value: string, unit: string, definition?: string): Markup {
  const title = definition === undefined ? html`${name}` : html`<abbr title="${definition}">${name}</abbr>`;
  return html`<div><dt>${title}</dt><dd>${value}</dd><dd class="unit">${unit}</dd></div>`;
}

/** Tiles in one row of up to six, otherwise in two rows as even as can be. */
export function tileList(tiles: readonly Markup[]): Markup {
  const columns = tiles.length <= 6 ? tiles.length : Math.ceil(tiles.length / 2);
  return html`<dl class="tiles" style="--columns:${columns}">${tiles}</dl>`;
}
