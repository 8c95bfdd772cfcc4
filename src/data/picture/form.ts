// Decoded pictures brought to a size and channel count in plain code, for machines without a library that does it.

import type { Picture } from "../pictures.ts";
import { channelsFor, dropOpaque, type FileColours, firstChannels, type PictureOptions } from "./codec.ts";
import { Resizer, sameSize } from "./resize.ts";

/** Brings pictures to the form that options ask for, or that their file has: the steps of sharp in the same order. */
export class PictureFormer {
  private resizer: Resizer | undefined;

  /** The picture of a file as `options` ask for it. */
  form(picture: Picture, file: FileColours, { resize, fit = "cover", channels }: PictureOptions): Picture {
    const wanted = channelsFor(file, channels);
    let formed = picture;
    if (picture.channels === 4 && !file.hasAlpha) formed = firstChannels(picture, file.grey ? 1 : 3);
    else if (picture.channels === 4 && wanted !== 4) formed = onBlack(picture, file.grey);
    if (resize && !sameSize(resize, picture)) {
      if (!this.resizer?.isFor(picture, resize, fit)) this.resizer = new Resizer(picture, resize, fit);
      formed = this.resizer.resize(formed);
    }
    if (wanted === 1) formed = toGrey(formed);
    else if (wanted !== formed.channels) formed = toColour(formed, wanted);
    return channels === undefined ? dropOpaque(formed, file.grey) : formed;
  }
}

function onBlack(picture: Picture, grey: boolean): Picture {
  const flat = firstChannels(picture, grey ? 1 : 3);
  const { channels, pixels } = flat;
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = Math.round((pixels[i]! * picture.pixels[Math.floor(i / channels) * 4 + 3]!) / 255);
  }
  return flat;
}

function toColour({ width, height, channels, pixels }: Picture, wanted: 3 | 4): Picture {
  const out = new Uint8Array(width * height * wanted).fill(255);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) out[i * wanted + c] = pixels[i * channels + (channels === 1 ? 0 : c)]!;
  }
  return { width, height, channels: wanted, pixels: out };
}

// Luminance of the colours' light (ITU-R BT.709), as sRGB.
function toGrey(picture: Picture): Picture {
  if (picture.channels === 1) return picture;
  const { width, height, channels, pixels } = picture;
  const out = new Uint8Array(width * height);
  for (let i = 0; i < out.length; i++) {
    const light = (c: number) => LIGHT[pixels[i * channels + c]!]!;
    const y = 0.2126 * light(0) + 0.7152 * light(1) + 0.0722 * light(2);
    out[i] = Math.round(255 * (y <= 0.0031308 ? 12.92 * y : 1.055 * y ** (1 / 2.4) - 0.055));
  }
  return { width, height, channels: 1, pixels: out };
}

const LIGHT = Float64Array.from({ length: 256 }, (_, value) => {
  const v = value / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
});
