// Gzip with its checksum verified (fflate itself does not look at it), so that damage never passes as data.

import { gunzipSync } from "fflate";
import { DataError } from "../../errors.ts";
import { crc32 } from "./crc32.ts";

/** True when `bytes` begin like a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Unpacks a gzip file of one member. @throws DataError naming `source` and the byte when it is cut off or damaged */
export function gunzip(bytes: Uint8Array, source: string): Uint8Array {
  if (!isGzip(bytes)) throw new DataError(`${source}: byte 0: not a gzip file; give the file as it was published`);
  if (bytes.length < 20) throw cutOff(source, bytes.length);
  let unpacked: Uint8Array;
  try {
    unpacked = gunzipSync(bytes);
  } catch (error) {
    const reason = (error as Error).message;
    if (/EOF/i.test(reason)) throw cutOff(source, bytes.length);
    throw new DataError(
      `${source}: the gzip stream of ${bytes.length} bytes is damaged (${reason}); fetch the file again`,
    );
  }
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8, 8);
  if (trailer.getUint32(4, true) !== unpacked.length % 2 ** 32) throw cutOff(source, bytes.length);
  if (trailer.getUint32(0, true) !== crc32(unpacked)) {
    throw new DataError(
      `${source}: byte ${bytes.length - 8}: the gzip checksum does not match the content; fetch the file again`,
    );
  }
  return unpacked;
}

function cutOff(source: string, length: number): DataError {
  return new DataError(`${source}: byte ${length}: the gzip file ends too early; fetch the file again`);
}
