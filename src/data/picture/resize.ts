// Resizes pictures of one size.

import type { Picture } from "../pictures.ts";
import type { PictureOptions } from "./codec.ts";
import { resample, type Taps, tapsOf } from "./resample.ts";

/** A size in pixels. */
export type Size = NonNullable<PictureOptions["resize"]>;

interface Side {
  readonly taps: readonly Taps[];
  /** Pixels before the picture, where it does not fill the side. */
  readonly margin: number;
}

/** Brings pictures of one size to another; what it works out of the sizes is kept from picture to picture. */
export class Resizer {
  private readonly from: Size;
  private readonly to: Size;
  private readonly fit: "cover" | "contain";
  private readonly x: Side;
  private readonly y: Side;

  /** From one size to another. */
  constructor({ width, height }: Size, to: Size, fit: "cover" | "contain") {
    this.from = { width, height };
    this.to = { width: to.width, height: to.height };
    this.fit = fit;
    const ratios = [width / to.width, height / to.height] as const;
    const step = fit === "cover" ? Math.min(...ratios) : Math.max(...ratios);
    this.x = sideOf(width, to.width, step);
    this.y = sideOf(height, to.height, step);
  }

  /** True for a picture of `from`'s size that is to be brought to `to`. */
  isFor(from: Size, to: Size, fit: "cover" | "contain"): boolean {
    return sameSize(from, this.from) && sameSize(to, this.to) && fit === this.fit;
  }

  /** The picture at the other size. Colours of transparent pixels do not bleed into others: they count by their opacity. */
  resize(picture: Picture): Picture {
    const { to, x, y } = this;
    const { channels } = picture;
    const values = new Float32Array(picture.pixels);
    if (channels === 4) scaleColours(values, (opacity) => opacity / 255);
    const resized = resample(values, picture, x.taps, y.taps);
    if (channels === 4) scaleColours(resized, (opacity) => (opacity > 0 ? 255 / opacity : 0));
    const pixels = new Uint8ClampedArray(to.width * to.height * channels);
    const length = x.taps.length * channels;
    for (let row = 0; row < y.taps.length; row++) {
      const start = ((y.margin + row) * to.width + x.margin) * channels;
      for (let j = 0; j < length; j++) pixels[start + j] = resized[row * length + j]!;
    }
    return { ...to, channels, pixels: new Uint8Array(pixels.buffer) };
  }
}

/** Whether two sizes are equal. */
export function sameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

// What stands over is cut in the middle, what is missing becomes a margin.
function sideOf(from: number, to: number, step: number): Side {
  const full = Math.max(1, Math.round(from / step));
  const kept = Math.min(full, to);
  const centred = step >= 1 ? (full * step - from) / 2 : 0;
  const start = Math.floor((full - kept + 1) / 2) * step - centred;
  return { taps: tapsOf({ from, to: kept, step, start }), margin: Math.floor((to - kept) / 2) };
}

function scaleColours(values: Float32Array, factor: (opacity: number) => number): void {
  for (let i = 0; i < values.length; i += 4) {
    const by = factor(values[i + 3]!);
    for (let c = 0; c < 3; c++) values[i + c]! *= by;
  }
}
