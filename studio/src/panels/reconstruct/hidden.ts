// Which pixels are hidden from the model, and how a link says so: a half or the middle by name, anything else bit by bit.

/** Parts of a picture that have a name. */
export const AREAS = ["left", "right", "top", "bottom", "middle"] as const;

/** Name of a part of a picture. */
export type Area = (typeof AREAS)[number];

/** The pixels of such a part [height * width]. */
export function areaBits(area: Area, width: number, height: number): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [(i % width) + 0.5, Math.floor(i / width) + 0.5];
    const inner = Math.abs(x - width / 2) < width / 5 && Math.abs(y - height / 2) < height / 5;
    return Number(
      { left: x < width / 2, right: x > width / 2, top: y < height / 2, bottom: y > height / 2, middle: inner }[area],
    );
  });
}

/** What a link says of hidden pixels; undefined for none. */
export function formatHidden(bits: Uint8Array, width: number): string | undefined {
  if (!bits.includes(1)) return undefined;
  const height = bits.length / width;
  const area = AREAS.find((name) => areaBits(name, width, height).every((bit, i) => bit === bits[i]));
  if (area !== undefined) return area;
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((bit, i) => {
    if (bit) bytes[i >> 3]! |= 1 << (i & 7);
  });
  return `~${btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "")}`;
}

/** The pixels that a link means; all shown where it says nothing that fits. */
export function parseHidden(text: string | undefined, width: number, height: number): Uint8Array {
  const area = AREAS.find((name) => name === text);
  if (area !== undefined) return areaBits(area, width, height);
  const out = new Uint8Array(width * height);
  if (!text?.startsWith("~")) return out;
  try {
    const bytes = atob(text.slice(1).replaceAll("-", "+").replaceAll("_", "/"));
    return out.map((_, i) => ((bytes.charCodeAt(i >> 3) || 0) >> (i & 7)) & 1);
  } catch {
    return out;
  }
}
