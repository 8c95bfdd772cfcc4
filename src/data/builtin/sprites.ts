// Pictures with known causes, after dSprites (Matthey et al. 2017): one white shape of known kind, size, angle and place.

import { Generator } from "../../array/index.ts";
import { ConfigError } from "../../errors.ts";
import { checkRequest, checkSize } from "./_checks.ts";

/** The factors of a sprite, in the order of the columns of `factors`. */
export const SPRITE_FACTORS = ["shape", "scale", "orientation", "x", "y"] as const;

/** The shapes, by their number in the first factor. */
export const SPRITE_SHAPES = ["square", "ellipse", "heart"] as const;

/** How many values each factor takes, in the order of SPRITE_FACTORS. */
export const SPRITE_LEVELS = [3, 6, 40, 32, 32] as const;

/** Which sprites to draw. */
export interface SpritesOptions {
  /** Number of pictures; default 60000. */
  count?: number;
  /** Index of the first picture; default 0. Picture i depends on (seed, i, size, binary) only. */
  start?: number;
  /** Key of the whole set, a whole number from 0; default 0. */
  seed?: number;
  /** Width and height in pixels, 28 to 64; default 32. dSprites has 64. */
  size?: number;
  /** Hard edges (0 and 255 only, as in dSprites) instead of anti-aliased ones; default false. */
  binary?: boolean;
}

/** Drawn sprites with the factors they were drawn from. */
export interface Sprites {
  /** Grey pictures [count, size, size], row-major, 0 background to 255 shape. */
  readonly images: Uint8Array<ArrayBuffer>;
  /**
   * Factor values [count, 5]: shape 0, 1, 2; scale 0.5 to 1; orientation in radians, [0, 2 pi), counterclockwise;
   * x and y 0 to 1, left to right and top to bottom. Each is drawn uniformly and independently from its levels.
   */
  readonly factors: Float32Array<ArrayBuffer>;
  /** Names of the columns of `factors`. */
  readonly factorNames: typeof SPRITE_FACTORS;
  /** The shape of each picture: 0 square, 1 ellipse, 2 heart. */
  readonly labels: Int32Array<ArrayBuffer>;
  /** Width and height in pixels. */
  readonly size: number;
}

/** Draws sprites with random factors. @throws ConfigError for a count, start, seed or size out of range */
export function drawSprites(options: SpritesOptions = {}): Sprites {
  const { count = 60_000, start = 0, seed = 0, size = 32, binary = false } = options;
  checkRequest("drawSprites", count, start, seed, size);
  const factors = new Float32Array(count * 5);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const generator = new Generator(seed, "sprites", start + i);
    const levels = SPRITE_LEVELS.map((n) => generator.integer(n));
    factors.set(spriteFactors(levels), i * 5);
    labels[i] = levels[0]!;
  }
  const images = renderSprites(factors, { size, binary });
  return { images, factors, factorNames: SPRITE_FACTORS, labels, size };
}

/** The factor values at the given levels (whole numbers below SPRITE_LEVELS, in that order). */
export function spriteFactors(levels: readonly number[]): number[] {
  const [shape, scale, orientation, x, y] = levels as [number, number, number, number, number];
  return [shape, 0.5 + scale / 10, (2 * Math.PI * orientation) / 40, x / 31, y / 31];
}

/**
 * Draws the sprites with the given factor values [count, 5], for instance a batch in which one factor is held fixed;
 * values between the levels are allowed. @throws ConfigError for a size or factor out of range
 */
export function renderSprites(
  factors: Float32Array,
  { size = 32, binary = false }: Pick<SpritesOptions, "size" | "binary"> = {},
): Uint8Array<ArrayBuffer> {
  checkSize("renderSprites", size);
  const count = factors.length / 5;
  if (!Number.isInteger(count)) {
    throw new ConfigError(`renderSprites: factors must hold 5 values per sprite, got ${factors.length} values`);
  }
  const images = new Uint8Array(count * size * size);
  for (let i = 0; i < count; i++) {
    const row = factors.subarray(5 * i, 5 * i + 5);
    checkFactors(row, i);
    render(row, images.subarray(i * size * size, (i + 1) * size * size), size, binary);
  }
  return images;
}

function checkFactors(row: Float32Array, sprite: number): void {
  const [shape, scale, orientation, x, y] = row as unknown as [number, number, number, number, number];
  const inside = (value: number, least: number, most: number) => value >= least && value <= most;
  const bad =
    (DISTANCES[shape] === undefined && "shape must be 0, 1 or 2") ||
    (!inside(scale, 0.5, 1) && "scale must be within [0.5, 1]") ||
    (!Number.isFinite(orientation) && "orientation must be finite") ||
    ((!inside(x, 0, 1) || !inside(y, 0, 1)) && "x and y must be within [0, 1]");
  if (bad) throw new ConfigError(`renderSprites: ${bad}, got [${row.join(", ")}] for sprite ${sprite}`);
}

// A sprite of scale 1 reaches at most REACH sizes from its centre; half a pixel of margin keeps every sprite inside.
const REACH = 0.22;

function render(factors: Float32Array, pixels: Uint8Array, size: number, binary: boolean): void {
  const [shape, scale, orientation, x, y] = factors as unknown as [number, number, number, number, number];
  const distance = DISTANCES[shape]!;
  const margin = REACH * size + 0.5;
  const centreX = margin + x * (size - 2 * margin) - 0.5; // pixel centres lie at whole coordinates
  const centreY = margin + y * (size - 2 * margin) - 0.5;
  const radius = REACH * size * scale;
  const [cos, sin] = [Math.cos(orientation) / radius, Math.sin(orientation) / radius];
  const right = Math.min(size - 1, Math.ceil(centreX + radius));
  const bottom = Math.min(size - 1, Math.ceil(centreY + radius));
  for (let row = Math.max(0, Math.floor(centreY - radius)); row <= bottom; row++) {
    const dy = row - centreY;
    for (let column = Math.max(0, Math.floor(centreX - radius)); column <= right; column++) {
      const dx = column - centreX;
      const outside = radius * distance(cos * dx - sin * dy, sin * dx + cos * dy); // in pixels, negative within
      const ink = binary ? (outside <= 0 ? 255 : 0) : 127.5 - 255 * outside;
      pixels[row * size + column] = ink < 0 ? 0 : Math.min(ink, 255);
    }
  }
}

// Signed distances to the outline, y downwards, for shapes within the unit circle whose centre of mass is the origin.
const DISTANCES = [square, ellipse, heart];

function square(x: number, y: number): number {
  return Math.max(Math.abs(x), Math.abs(y)) - Math.SQRT1_2;
}

// Half axes 0.95 and 0.55; the distance to first order: f / |grad f| with f = |(x / a, y / b)| - 1.
function ellipse(x: number, y: number): number {
  const [u, v] = [x / 0.95, y / 0.55];
  const length = Math.sqrt(u * u + v * v) + 1e-9;
  const slope = Math.sqrt((u / 0.95) ** 2 + (v / 0.55) ** 2) / length + 1e-9;
  return (length - 1) / slope;
}

// A square of half side A standing on its tip, with a half disc of radius A on each of its upper sides.
const A = 0.49;
// The half discs, of area pi A^2 / 2 each, have their mass at (A + 4 A / 3 pi) / sqrt 2 above the middle of the square.
const LIFT = (Math.PI * (A + (4 * A) / (3 * Math.PI)) * Math.SQRT1_2) / (4 + Math.PI);

function heart(x: number, y: number): number {
  const ax = Math.abs(x);
  const cy = y - LIFT; // relative to the middle of the square
  const tipped = Math.max(Math.abs(ax + cy), Math.abs(ax - cy)) * Math.SQRT1_2 - A;
  const disc = Math.sqrt((ax - A * Math.SQRT1_2) ** 2 + (cy + A * Math.SQRT1_2) ** 2) - A;
  return Math.min(tipped, disc);
}
