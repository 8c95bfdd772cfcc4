// Pictures into a page: tiled, as PNG inside a data URI, with see-through gaps so that both colour schemes fit.

import { rows } from "../array/index.ts";
import { encodePng, type Picture, tile } from "../data/index.ts";
import type { Items } from "../tasks/index.ts";
import { html, type Markup } from "./escape.ts";

/** How pictures are tiled. */
export interface GridOptions {
  readonly columns: number;
  /** Pixels of the page per pixel of a picture. */
  readonly scale: number;
  /** Page pixels between pictures; default 4. */
  readonly gap?: number;
  /** What it shows, for those who cannot see it. */
  readonly alt: string;
}

/** Whole-number scale at which a picture is about `size` page pixels high or wide. */
export function scaleFor([, height = 1, width = 1]: readonly number[], size: number): number {
  return Math.max(1, Math.round(size / Math.max(height, width)));
}

/** Pictures [n, channels, height, width] as one image element. */
export function pictureGrid(items: Items, { columns, scale, gap = 4, alt }: GridOptions): Markup {
  const shape = items.shape.slice(1);
  const tiled = tile(items.data, shape, { columns, scale, gap });
  const { width, height, pixels } = withGaps(tiled, [shape[2]! * scale, shape[1]! * scale], gap, items.shape[0]!);
  const source = `data:image/png;base64,${base64(encodePng(pixels, width, height, gap === 0 ? 3 : 4))}`;
  const kind = columns === 1 ? "pixels" : "pixels wide";
  return html`<img class="${kind}" src="${source}" width="${width}" height="${height}" alt="${alt}">`;
}

/** The first `most` items. */
export function firstItems(items: Items, most: number): Items {
  return rows(items, 0, Math.min(most, items.shape[0]!));
}

// The tiles without the gap around them, and with opacity 0 between them.
function withGaps(tiled: Picture, [w, h]: readonly [number, number], gap: number, count: number): Picture {
  if (gap === 0) return tiled;
  const [width, height] = [tiled.width - 2 * gap, tiled.height - 2 * gap];
  const columns = (width + gap) / (w + gap);
  const pixels = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const tile = Math.floor(y / (h + gap)) * columns + Math.floor(x / (w + gap));
      if (x % (w + gap) >= w || y % (h + gap) >= h || tile >= count) continue;
      const from = ((y + gap) * tiled.width + x + gap) * 3;
      pixels.set(tiled.pixels.subarray(from, from + 3), (y * width + x) * 4);
      pixels[(y * width + x) * 4 + 3] = 255;
    }
  }
  return { width, height, channels: 4, pixels };
}

function base64(bytes: Uint8Array): string {
  let binary = "";
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(binary);
}
