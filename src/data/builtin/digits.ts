// Handwritten-looking digits, drawn from skeletons. They stand in for MNIST where nothing can be downloaded.

import { Generator } from "../../array/index.ts";
import { checkRequest } from "./_checks.ts";
import { moderate, randomWave, type Writing, write } from "./handwriting.ts";
import { SKELETONS, type Skeleton } from "./skeletons.ts";
import { inkSegment } from "./stroke.ts";

/** Which digits to draw. */
export interface DigitsOptions {
  /** Number of pictures; default 60000. */
  count?: number;
  /** Index of the first picture; default 0. Picture i depends on (seed, i, size) only. */
  start?: number;
  /** Key of the whole set, a whole number from 0; default 0. */
  seed?: number;
  /** Width and height in pixels, 28 to 64; default 28. */
  size?: number;
}

/** Drawn digits. */
export interface Digits {
  /** Grey pictures [count, size, size], row-major, 0 background to 255 ink. */
  readonly images: Uint8Array<ArrayBuffer>;
  /** The digit of each picture, 0 to 9; pictures 10k to 10k + 9 hold every digit once. */
  readonly labels: Int32Array<ArrayBuffer>;
  /** Width and height in pixels. */
  readonly size: number;
}

/**
 * Draws digits framed as MNIST frames them: fitted into a box of 20 of 28 pixels, centre of mass in the middle.
 * @throws ConfigError for a count, start, seed or size out of range
 */
export function drawDigits({ count = 60_000, start = 0, seed = 0, size = 28 }: DigitsOptions = {}): Digits {
  checkRequest("drawDigits", count, start, seed, size);
  const images = new Uint8Array(count * size * size);
  const labels = drawLabels(count, start, seed);
  for (let i = 0; i < count; i++) {
    const generator = new Generator(seed, "digits", start + i);
    const writing = write(chooseWay(SKELETONS[labels[i]!]!, generator), generator);
    ink(writing, images.subarray(i * size * size, (i + 1) * size * size), size, generator);
  }
  return { images, labels, size };
}

function drawLabels(count: number, start: number, seed: number): Int32Array<ArrayBuffer> {
  const labels = new Int32Array(count);
  let order: Uint32Array = new Uint32Array(10);
  for (let i = 0; i < count; i++) {
    const place = (start + i) % 10;
    if (i === 0 || place === 0) {
      order = new Generator(seed, "digits/labels", Math.floor((start + i) / 10)).permutation(10);
    }
    labels[i] = order[place]!;
  }
  return labels;
}

function chooseWay(ways: readonly Skeleton[], generator: Generator): Skeleton {
  let rest = generator.uniform() * ways.reduce((sum, way) => sum + way.weight, 0);
  for (const way of ways) {
    rest -= way.weight;
    if (rest < 0) return way;
  }
  return ways[ways.length - 1]!;
}

// Inks the writing with a pen of random width whose pressure varies slowly and whose edge is a little rough.
function ink(writing: Writing, pixels: Uint8Array, size: number, generator: Generator): void {
  const { x, y } = writing;
  const unit = size / 28; // one pixel of MNIST
  const pen = unit * Math.min(2.2, Math.max(0.75, 1.24 * Math.exp(0.25 * generator.normal())));
  const pressure = 0.12 * moderate(generator);
  const wave = randomWave(generator);
  const radius = x.map((px, i) => pen * (0.9 + 0.2 * generator.uniform() + pressure * wave(px, y[i]!)));
  const { scale, shiftX, shiftY } = frame(writing, pen, size);
  eachSegment(writing, (i, j) => {
    const [x0, y0] = [scale * x[i]! + shiftX, scale * y[i]! + shiftY];
    const [x1, y1] = [scale * x[j]! + shiftX, scale * y[j]! + shiftY];
    inkSegment(pixels, size, x0, y0, radius[i]!, x1, y1, radius[j]!, 1.15 * unit);
  });
}

// Scale and shift that take a writing into the picture.
function frame(writing: Writing, pen: number, size: number): { scale: number; shiftX: number; shiftY: number } {
  const { x, y } = writing;
  const [left, right, top, bottom] = [Math.min(...x), Math.max(...x), Math.min(...y), Math.max(...y)];
  const scale = (19.4 * (size / 28) - 2 * pen) / Math.max(right - left, bottom - top);
  let [mass, massX, massY] = [0, 0, 0];
  eachSegment(writing, (i, j) => {
    const length = Math.hypot(x[j]! - x[i]!, y[j]! - y[i]!);
    mass += length;
    massX += (length * (x[i]! + x[j]!)) / 2;
    massY += (length * (y[i]! + y[j]!)) / 2;
  });
  const shiftX = place(scale * left, scale * right, (scale * massX) / mass, pen, size);
  const shiftY = place(scale * top, scale * bottom, (scale * massY) / mass, pen, size);
  return { scale, shiftX, shiftY };
}

// The shift along one axis. As in MNIST the box of the digit starts on a whole pixel, the one that brings the centre of
// mass nearest to size / 2, unless ink would come nearer to the border than 1/28 of the size.
function place(least: number, most: number, centre: number, pen: number, size: number): number {
  const unit = size / 28;
  const inset = pen - 0.2 * unit; // from the start of the box to the first point of the pen's path
  const room = Math.floor(size - 1 - unit - (most - least) - 2 * inset);
  const start = Math.round(size / 2 - (centre - least) - inset);
  return Math.max(Math.ceil(unit), Math.min(room, start)) + inset - least;
}

// Visits the two ends of every segment; strokes are not joined.
function eachSegment({ ends }: Writing, visit: (i: number, j: number) => void): void {
  let i = 0;
  for (const end of ends) {
    for (; i < end - 1; i++) visit(i, i + 1);
    i = end;
  }
}
