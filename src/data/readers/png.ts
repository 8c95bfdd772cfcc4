// Looks through a PNG for damage, so that a message can name the byte; the decoding is left to a library.

import { DataError } from "../../errors.ts";
import { crc32 } from "./crc32.ts";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** True when `bytes` begin like a PNG file. */
export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => bytes[index] === byte);
}

/** Checks that every chunk is whole and its checksum right. @throws DataError naming `source` and the byte */
export function checkPng(bytes: Uint8Array, source: string): void {
  if (!isPng(bytes)) throw new DataError(`${source}: byte 0: not a PNG file; give a PNG, JPEG or WebP picture`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = SIGNATURE.length; ; ) {
    const length = at + 12 <= bytes.length ? view.getUint32(at) : Number.POSITIVE_INFINITY;
    if (at + 12 + length > bytes.length) {
      throw new DataError(`${source}: byte ${bytes.length}: the PNG file ends too early; repair or remove it`);
    }
    if (crc32(bytes.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length)) {
      throw new DataError(`${source}: byte ${at}: a PNG chunk's checksum does not match; repair or remove the file`);
    }
    if (view.getUint32(at + 4) === 0x49454e44) return;
    at += 12 + length;
  }
}
