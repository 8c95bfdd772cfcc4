// Values of options, checked as they are read, so that a wrong one is told before anything is opened.

import { ConfigError, didYouMean } from "../errors.ts";

/** Reads a whole number from `min` to `max`; errors name the option. */
export function whole(option: string, min = 1, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^[+-]?\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    const range = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;
    throw new ConfigError(`${option}: must be a whole number ${range}, got "${text}"`);
  };
}

/** Reads a number of at least `min`, or above it where `open`. */
export function decimal(option: string, min: number, open = false): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (Number.isFinite(value) && (open ? value > min : value >= min)) return value;
    throw new ConfigError(`${option}: must be a number ${open ? "above" : "from"} ${min}, got "${text}"`);
  };
}

/** Reads one of the known words. */
export function oneOf<T extends string>(option: string, known: readonly T[]): (text: string) => T {
  return (text) => {
    const found = known.find((word) => word === text);
    if (found !== undefined) return found;
    throw new ConfigError(`${option}: must be one of ${known.join(", ")}, got "${text}"${hint(text, known)}`);
  };
}

// The rule lists the known words already; only a near one adds something.
function hint(text: string, known: readonly string[]): string {
  const said = didYouMean(text, known);
  return said.startsWith("; did you mean") ? said : "";
}

/** Reads `28x28`: width and height in pixels. */
export function size(option: string): (text: string) => { width: number; height: number } {
  return (text) => {
    const match = /^(\d+)x(\d+)$/i.exec(text.trim());
    const [width, height] = [Number(match?.[1]), Number(match?.[2])];
    if (width >= 1 && height >= 1 && width <= 4096 && height <= 4096) return { width, height };
    throw new ConfigError(`${option}: must be WIDTHxHEIGHT in pixels from 1 to 4096, for example 64x64, got "${text}"`);
  };
}

/** Reads whole numbers separated by commas. */
export function wholes(option: string): (text: string) => number[] {
  const one = whole(option, 0);
  return (text) => text.split(",").map(one);
}

/** Collects the values of an option that may be given several times. */
export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}
