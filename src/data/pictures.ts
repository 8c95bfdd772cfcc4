// Pictures out: PNG bytes, and many small pictures side by side in one large one.

import { encode } from "fast-png";
import { Generator } from "../array/index.ts";
import { ConfigError, DataError } from "../errors.ts";
import { type Dataset, fillBatch } from "./dataset.ts";
import { eventShape } from "./schema.ts";

/** A picture as bytes, row by row, channels interleaved. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 RGB, 4 RGB with opacity. */
  readonly channels: 1 | 3 | 4;
  readonly pixels: Uint8Array;
}

/** How to lay pictures out. */
export interface TileOptions {
  /** Pictures per row; default as square as possible. */
  readonly columns?: number;
  /** Each pixel becomes scale x scale pixels; default so that a picture is about 56 pixels high, at least 1. */
  readonly scale?: number;
  /** Pixels between pictures and around them; default 4. */
  readonly gap?: number;
}

const BACKGROUND = 0xec;

/** PNG file of interleaved 8-bit pixels; `channels` is 1, 3 or 4. @throws ConfigError when the sizes do not fit */
export function encodePng(pixels: Uint8Array, width: number, height: number, channels: number): Uint8Array {
  if (pixels.length !== width * height * channels || pixels.length === 0) {
    const expected = width * height * channels;
    throw new ConfigError(
      `encodePng: ${width}x${height} with ${channels} channels needs ${expected} bytes, got ${pixels.length}`,
    );
  }
  return encode({ width, height, channels, depth: 8, data: pixels });
}

/** Lays pictures [n, channels, height, width] with values in [0, 1] (others are cut) out in a grid on pale grey, as RGB. */
export function tile(images: Float32Array, shape: readonly number[], options: TileOptions = {}): Picture {
  const [channels = 0, h = 0, w = 0] = shape;
  const count = images.length / (channels * h * w);
  if (![1, 3, 4].includes(channels) || !Number.isInteger(count) || count === 0) {
    throw new ConfigError(
      `tile: needs whole pictures [1, 3 or 4, height, width], got ${images.length} values for [${shape}]`,
    );
  }
  const {
    columns = Math.ceil(Math.sqrt(count)),
    scale = Math.max(1, Math.round(56 / Math.max(h, w))),
    gap = 4,
  } = options;
  const rows = Math.ceil(count / columns);
  const width = columns * (w * scale + gap) + gap;
  const height = rows * (h * scale + gap) + gap;
  const pixels = new Uint8Array(width * height * 3).fill(BACKGROUND);
  for (let i = 0; i < count; i++) {
    const image = images.subarray(i * channels * h * w, (i + 1) * channels * h * w);
    const left = gap + (i % columns) * (w * scale + gap);
    const top = gap + Math.floor(i / columns) * (h * scale + gap);
    for (let y = 0; y < h * scale; y++) {
      for (let x = 0; x < w * scale; x++) {
        const from = Math.floor(y / scale) * w + Math.floor(x / scale);
        const to = ((top + y) * width + left + x) * 3;
        for (let c = 0; c < 3; c++) pixels[to + c] = colour(image, from, c, channels, h * w);
      }
    }
  }
  return { width, height, channels: 3, pixels };
}

/** Value 0 to 255 of one colour of a pixel; what is transparent lets the background through. */
function colour(image: Float32Array, at: number, c: number, channels: number, area: number): number {
  const value = 255 * clip(image[(channels === 1 ? 0 : c) * area + at]!);
  if (channels < 4) return Math.round(value);
  const opacity = clip(image[3 * area + at]!);
  return Math.round(value * opacity + BACKGROUND * (1 - opacity));
}

function clip(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** A grid of up to `count` items drawn with `seed`, sorted by class where there are labels. @throws DataError for tables */
export function contactSheet(dataset: Dataset, count = 100, seed = 0, options: TileOptions = {}): Picture {
  if (dataset.schema.kind !== "image") {
    throw new DataError(`${dataset.name}: a contact sheet shows pictures, got rows of numbers; write a CSV instead`);
  }
  const chosen = [...new Generator(seed, "contact-sheet").permutation(dataset.count).slice(0, count)];
  const { labels } = dataset;
  chosen.sort((a, b) => (labels ? labels[a]! - labels[b]! : 0) || a - b);
  const shape = eventShape(dataset.schema);
  const [channels = 0, height = 0, width = 0] = shape;
  return tile(fillBatch(dataset, chosen, new Float32Array(chosen.length * channels * height * width)), shape, options);
}
