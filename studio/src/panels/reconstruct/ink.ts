// A drawing of the model's size: soft strokes, undone one by one, and framed as MNIST frames its digits.

/** A drawing; ink is [height, width, channels] in [0, 1]. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** Value of every channel where nothing is drawn: 0 dark, 1 light. */
  readonly paper: number;
  readonly ink: Float32Array;
}

/** A stroke on its way: what was there before, and how far each pixel is covered. */
export interface Stroke {
  readonly base: Float32Array;
  readonly cover: Float32Array;
}

/** A point in pixels of the drawing; the first pixel reaches from 0 to 1. */
export type Point = readonly [x: number, y: number];

/** An empty sheet. */
export function blank(width: number, height: number, channels: number, paper: number): Sheet {
  return { width, height, channels, paper, ink: new Float32Array(width * height * channels).fill(paper) };
}

/** Begins a stroke. */
export function beginStroke({ ink, width, height }: Sheet): Stroke {
  return { base: ink.slice(), cover: new Float32Array(width * height) };
}

/** Draws from one point to the next, in place; a stroke does not darken where it crosses itself. */
export function extendStroke(
  { ink, width, height, channels }: Sheet,
  { base, cover }: Stroke,
  [from, to]: readonly [Point, Point],
  { radius, colour }: { readonly radius: number; readonly colour: readonly number[] },
): void {
  const soft = Math.max(0.6, radius * 0.35);
  const reach = radius + soft;
  const within = (a: number, b: number, size: number) =>
    [Math.max(0, Math.floor(Math.min(a, b) - reach)), Math.min(size, Math.ceil(Math.max(a, b) + reach))] as const;
  const [left, right] = within(from[0], to[0], width);
  const [top, bottom] = within(from[1], to[1], height);
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const at = y * width + x;
      const share = smooth((reach - distance([x + 0.5, y + 0.5], from, to)) / (2 * soft));
      if (share <= cover[at]!) continue;
      cover[at] = share;
      for (let c = 0; c < channels; c++) {
        const old = base[at * channels + c]!;
        ink[at * channels + c] = old + share * ((colour[c] ?? colour[0]!) - old);
      }
    }
  }
}

/** Sets the bits within `radius` of the way from one point to the next. */
export function paintBits(
  bits: Uint8Array,
  width: number,
  [from, to]: readonly [Point, Point],
  { radius, value }: { readonly radius: number; readonly value: 0 | 1 },
): void {
  for (let i = 0; i < bits.length; i++) {
    const centre = [(i % width) + 0.5, Math.floor(i / width) + 0.5] as const;
    if (distance(centre, from, to) <= Math.max(0.5, radius)) bits[i] = value;
  }
}

/**
 * The drawing as MNIST frames digits: scaled so that its longer side takes 20 of 28 pixels, its centre of mass in the middle
 * (LeCun et al. 1998). An empty sheet stays as it is.
 */
export function centred(sheet: Sheet): Float32Array {
  const { ink, width, height, channels, paper } = sheet;
  let [mass, massX, massY] = [0, 0, 0];
  let [left, right, top, bottom] = [width, 0, height, 0];
  const weight = (x: number, y: number) => {
    let most = 0;
    for (let c = 0; c < channels; c++) most = Math.max(most, Math.abs(ink[(y * width + x) * channels + c]! - paper));
    return most;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const own = weight(x, y);
      if (own < 0.08) continue;
      mass += own;
      massX += own * (x + 0.5);
      massY += own * (y + 0.5);
      [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y + 1)];
    }
  }
  if (mass === 0) return ink.slice();
  const scale = Math.min(((20 / 28) * width) / (right - left), ((20 / 28) * height) / (bottom - top));
  return resampled(sheet, [massX / mass, massY / mass], scale);
}

// Points per pixel and axis.
const FINE = 4;

function resampled(
  { ink, width, height, channels, paper }: Sheet,
  [centreX, centreY]: Point,
  scale: number,
): Float32Array {
  const out = new Float32Array(ink.length);
  const read = (x: number, y: number, c: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? paper : ink[(y * width + x) * channels + c]!;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let part = 0; part < FINE * FINE; part++) {
        const u = centreX + (x + ((part % FINE) + 0.5) / FINE - width / 2) / scale - 0.5;
        const v = centreY + (y + (Math.floor(part / FINE) + 0.5) / FINE - height / 2) / scale - 0.5;
        const [x0, y0] = [Math.floor(u), Math.floor(v)];
        const [a, b] = [u - x0, v - y0];
        for (let c = 0; c < channels; c++) {
          const above = (1 - a) * read(x0, y0, c) + a * read(x0 + 1, y0, c);
          const below = (1 - a) * read(x0, y0 + 1, c) + a * read(x0 + 1, y0 + 1, c);
          out[(y * width + x) * channels + c]! += ((1 - b) * above + b * below) / (FINE * FINE);
        }
      }
    }
  }
  return out;
}

function smooth(t: number): number {
  const s = Math.min(1, Math.max(0, t));
  return s * s * (3 - 2 * s);
}

// From a point to the nearest of a way.
function distance([x, y]: Point, [x0, y0]: Point, [x1, y1]: Point): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length));
  return Math.hypot(x - x0 - t * dx, y - y0 - t * dy);
}
