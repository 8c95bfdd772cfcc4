// What the beginning of a picture's file says of its colours, where a decoder does not tell. The pixels are left to a library.

import { isPng } from "../readers/png.ts";
import type { FileColours } from "./codec.ts";

/** Colours of a PNG, JPEG or WebP file; any other is taken for colour with opacity. */
export function fileColours(bytes: Uint8Array): FileColours {
  if (isPng(bytes)) {
    const type = bytes[25]!;
    return { grey: type === 0 || type === 4, hasAlpha: type === 4 || type === 6 || pngChunks(bytes).has("tRNS") };
  }
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return { grey: jpegComponents(bytes) === 1, hasAlpha: false };
  if (text(bytes, 0, 4) === "RIFF" && text(bytes, 8, 12) === "WEBP") return { grey: false, hasAlpha: webpAlpha(bytes) };
  return { grey: false, hasAlpha: true };
}

/** Whether a PNG's pixels are bytes that stand for themselves: no palette, colour profile, turning or 16 bits. */
export function isPlainPng(bytes: Uint8Array): boolean {
  if (!isPng(bytes) || bytes[24] !== 8 || bytes[25] === 3) return false;
  const chunks = pngChunks(bytes);
  return !["tRNS", "iCCP", "eXIf"].some((name) => chunks.has(name));
}

// Names of the chunks before the pixels.
function pngChunks(bytes: Uint8Array): Set<string> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const names = new Set<string>();
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    const name = text(bytes, at + 4, at + 8);
    if (name === "IDAT") break;
    names.add(name);
  }
  return names;
}

// From the frame header (SOF0 to SOF15 without DHT, JPG and DAC) of ITU T.81.
function jpegComponents(bytes: Uint8Array): number | undefined {
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1]!;
    if (marker === 0xff) at++;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return bytes[at + 9];
    else at += 2 + bytes[at + 2]! * 256 + bytes[at + 3]!;
  }
  return undefined;
}

function webpAlpha(bytes: Uint8Array): boolean {
  const kind = text(bytes, 12, 16);
  if (kind === "VP8X") return (bytes[20]! & 0x10) !== 0;
  return kind === "VP8L" && (bytes[24]! & 0x10) !== 0;
}

function text(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}
