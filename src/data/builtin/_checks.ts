// The checks that the drawn sets share.

import { ConfigError } from "../../errors.ts";

/** Checks which items to draw and at which size. @throws ConfigError naming the option */
export function checkRequest(where: string, count: number, start: number, seed: number, size: number): void {
  requireInteger(where, "count", count, 0, 10_000_000);
  requireInteger(where, "start", start, 0, Number.MAX_SAFE_INTEGER - 10_000_000);
  requireInteger(where, "seed", seed, 0, Number.MAX_SAFE_INTEGER);
  checkSize(where, size);
}

/** Checks the width and height of a picture. @throws ConfigError */
export function checkSize(where: string, size: number): void {
  requireInteger(where, "size", size, 28, 64);
}

function requireInteger(where: string, option: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new ConfigError(`${where}: ${option} must be a whole number from ${least} to ${most}, got ${value}`);
  }
}
