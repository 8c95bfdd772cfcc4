// The sets that the program draws itself, by name, each with a test part of other pictures.

import { ConfigError, didYouMean } from "../errors.ts";
import { drawDigits, drawSprites, SPRITE_SHAPES } from "./builtin/index.ts";
import type { DataBundle, Dataset } from "./dataset.ts";
import { byteImages } from "./from-arrays.ts";

/** Names of the built-in data sets. */
export const BUILTIN_DATA = ["digits", "sprites"] as const;

/** Name of a built-in data set. */
export type BuiltinName = (typeof BUILTIN_DATA)[number];

/** How to draw a built-in set. */
export interface BuiltinOptions {
  /** Training pictures; the test part holds a sixth as many. Default 60000. */
  readonly count?: number | undefined;
  /** Default 0. */
  readonly seed?: number | undefined;
  /** Width and height in pixels, 28 to 64; default 28 for digits and 32 for sprites. */
  readonly size?: number | undefined;
}

// Test pictures are numbered from here, so that they differ from the training part's at any count.
const TEST_START = 10_000_000;

/** True for the name of a built-in set. */
export function isBuiltinName(name: string): name is BuiltinName {
  return (BUILTIN_DATA as readonly string[]).includes(name);
}

/** Draws a built-in set. @throws ConfigError for an unknown name or an option out of range */
export function openBuiltin(name: string, options: BuiltinOptions = {}): DataBundle {
  if (!isBuiltinName(name)) {
    throw new ConfigError(`data: the built-in set must be known, got "${name}"${didYouMean(name, BUILTIN_DATA)}`);
  }
  const { count = 60_000, seed = 0, size } = options;
  if (!Number.isInteger(count) || count < 1) {
    throw new ConfigError(`data: count must be a positive whole number, got ${count}`);
  }
  const draw = name === "digits" ? digits : sprites;
  const key = { seed, ...(size !== undefined && { size }) };
  const train = draw({ ...key, count });
  const test = draw({ ...key, count: Math.max(1, Math.round(count / 6)), start: TEST_START });
  const notes = [
    `"${name}" is drawn by the program with seed ${seed}: ${train.count} pictures and ${test.count} for testing.`,
  ];
  return { name, train, test, notes };
}

interface Request {
  readonly count: number;
  readonly seed: number;
  readonly start?: number;
  readonly size?: number;
}

function digits(request: Request): Dataset {
  const { images, labels, size } = drawDigits(request);
  const dataset = byteImages("digits", images, { height: size, width: size, channels: 1 });
  const names = Array.from({ length: 10 }, (_, digit) => String(digit));
  return { ...dataset, schema: { ...dataset.schema, labels: names }, labels };
}

function sprites(request: Request): Dataset {
  const { images, labels, size, factors, factorNames } = drawSprites(request);
  const dataset = byteImages("sprites", images, { height: size, width: size, channels: 1 });
  return {
    ...dataset,
    schema: { ...dataset.schema, labels: [...SPRITE_SHAPES] },
    labels,
    factors: { names: [...factorNames], values: factors },
  };
}
