// Colours of points: those of classes from the page's tokens, and a ramp for numbers that each scheme reads well.

/** Red, green and blue from 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Ramps from low to high; every colour keeps 3:1 against the scheme's surface. */
export const RAMPS: Readonly<Record<"light" | "dark", readonly string[]>> = {
  light: ["#b28000", "#cc5a16", "#c0306a", "#8428a0", "#4a2596", "#1a1a5e"],
  dark: ["#7b62e0", "#b65fd8", "#ee5f9a", "#ff8f62", "#ffc05a", "#fff3b0"],
};

/** The colour of #rrggbb. */
export function parseHex(text: string): Rgb {
  const value = Number.parseInt(text.replace("#", ""), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Colours at 256 steps of a ramp [256 * 3]. */
export function rampTable(stops: readonly string[]): Uint8Array {
  const colours = stops.map(parseHex);
  const table = new Uint8Array(256 * 3);
  for (let i = 0; i < 256; i++) {
    const at = (i / 255) * (colours.length - 1);
    const low = Math.min(colours.length - 2, Math.floor(at));
    for (let c = 0; c < 3; c++)
      table[3 * i + c] = colours[low]![c]! + (at - low) * (colours[low + 1]![c]! - colours[low]![c]!);
  }
  return table;
}

/** The ends of a ramp over numbers: a few that lie far out do not make the rest alike. */
export function limitsOf(values: Float32Array): [low: number, high: number] {
  const known = values.filter(Number.isFinite).sort();
  if (known.length === 0) return [0, 1];
  const [low, high] = [known[Math.floor(0.01 * (known.length - 1))]!, known[Math.ceil(0.99 * (known.length - 1))]!];
  return high > low ? [low, high] : [low - 0.5, low + 0.5];
}
