// Pictures on canvases, some canvas pixels for each of theirs: values, hidden pixels, and a diverging map of errors.

import { putPicture } from "../../widgets/item-grid.tsx";
import type { PictureItems } from "../../worker/api.ts";

type Pen = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** A picture as image data of its own size. */
export function imageOf(items: PictureItems, index = 0): ImageData {
  const out = new ImageData(items.width, items.height);
  putPicture(out, items, index, 0, 0);
  return out;
}

/** Draws image data enlarged, with hard pixels. */
export function drawLarge(context: Pen, image: ImageData, zoom: number, left = 0, top = 0): void {
  const small = new OffscreenCanvas(image.width, image.height);
  small.getContext("2d")!.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, left, top, image.width * zoom, image.height * zoom);
}

/** Draws stripes over hidden pixels. */
export function drawHidden(
  context: Pen,
  bits: Uint8Array,
  {
    width,
    zoom,
    left = 0,
    top = 0,
  }: { readonly width: number; readonly zoom: number; readonly left?: number; readonly top?: number },
): void {
  const stripe = new OffscreenCanvas(8, 8);
  const pen = stripe.getContext("2d")!;
  pen.fillStyle = "#5c6470";
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = "#9aa2ae";
  pen.lineWidth = 2;
  for (const shift of [-8, 0, 8]) {
    pen.beginPath();
    pen.moveTo(shift, 8);
    pen.lineTo(shift + 8, 0);
    pen.stroke();
  }
  context.fillStyle = context.createPattern(stripe, "repeat")!;
  bits.forEach((bit, i) => {
    if (bit) context.fillRect(left + (i % width) * zoom, top + Math.floor(i / width) * zoom, zoom, zoom);
  });
}

/** Ends of the scale that errors are shown on: the least of a few that holds nearly all of them. */
export function scaleOf(difference: Float32Array): number {
  const sizes = Float32Array.from(difference, Math.abs).sort();
  const most = sizes[Math.floor(0.995 * (sizes.length - 1))] ?? 0;
  return [0.1, 0.25, 0.5].find((end) => most <= end) ?? 1;
}

/** Colours of the ends and the middle of the diverging scale: too dark, right, too bright. */
export interface Diverging {
  readonly low: Rgb;
  readonly middle: Rgb;
  readonly high: Rgb;
}
type Rgb = readonly [number, number, number];

/** The colours of the page's scheme. */
export function diverging(element: Element): Diverging {
  const style = getComputedStyle(element);
  const read = (name: string): Rgb => {
    const digits = style.getPropertyValue(name).trim().slice(1);
    const full = digits.length === 3 ? digits.replace(/./g, "$&$&") : digits;
    const hex = Number.parseInt(full, 16);
    return [(hex >> 16) & 255, (hex >> 8) & 255, hex & 255];
  };
  return { low: read("--accent"), middle: read("--surface"), high: read("--second") };
}

/** Errors [height, width] as image data. */
export function errorImage(
  difference: Float32Array,
  width: number,
  scale: number,
  { low, middle, high }: Diverging,
): ImageData {
  const out = new ImageData(width, difference.length / width);
  difference.forEach((value, i) => {
    const share = Math.min(1, Math.abs(value) / scale);
    const end = value < 0 ? low : high;
    for (let c = 0; c < 3; c++) out.data[4 * i + c] = middle[c]! + share * (end[c]! - middle[c]!);
    out.data[4 * i + 3] = 255;
  });
  return out;
}
