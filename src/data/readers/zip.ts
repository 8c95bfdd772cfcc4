// Zip archives: stored or deflated, sizes from the central directory, checksums verified. Neither encryption nor Zip64.

import { inflateSync } from "fflate";
import { DataError } from "../../errors.ts";
import { crc32 } from "./crc32.ts";

/** True when `bytes` begin like a zip archive, an empty one included. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

/** A file of an archive. */
export interface ZipEntry {
  /** Bytes that it takes in the archive. */
  readonly packed: number;
  /** Its bytes. @throws DataError naming the archive, the file and the byte where they are damaged */
  unpack(): Uint8Array;
}

/** The files of an archive by name, without folders, each unpacked when asked for. @throws DataError naming `source` and the byte */
export function readZip(bytes: Uint8Array, source: string): Map<string, ZipEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!isZip(bytes)) throw new DataError(`${source}: byte 0: not a zip archive; the file is damaged`);
  const end = findEnd(view);
  if (end < 0) {
    throw new DataError(`${source}: byte ${bytes.length}: the zip directory is missing; the file is cut off`);
  }
  const files = new Map<string, ZipEntry>();
  const count = view.getUint16(end + 10, true);
  if (count === 0xffff) {
    throw new DataError(`${source}: archives of 65,535 files and more are not supported; unpack it, or split it`);
  }
  let at = view.getUint32(end + 16, true);
  for (let left = count; left > 0; left--) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50) {
      throw new DataError(`${source}: byte ${at}: a zip directory entry is expected here; the file is damaged`);
    }
    const entry = {
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      start: view.getUint32(at + 42, true),
    };
    const nameLength = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)).replaceAll("\\", "/");
    if (!name.endsWith("/")) {
      files.set(name, { packed: entry.packed, unpack: () => unpack(bytes, view, entry, `${source}: ${name}`) });
    }
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return files;
}

interface Entry {
  flags: number;
  method: number;
  crc: number;
  packed: number;
  size: number;
  start: number;
}

function unpack(bytes: Uint8Array, view: DataView, entry: Entry, source: string): Uint8Array {
  const { flags, method, crc, packed, size, start } = entry;
  if (flags & 1) throw new DataError(`${source}: the archive is encrypted; save it without a password`);
  if (packed === 0xffffffff || size === 0xffffffff) {
    throw new DataError(`${source}: files of 4 GB and more inside an archive are not supported; unpack it`);
  }
  if (start + 30 > bytes.length || view.getUint32(start, true) !== 0x04034b50) {
    throw new DataError(`${source}: byte ${start}: a zip file entry is expected here; the file is damaged`);
  }
  const from = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
  const body = bytes.subarray(from, from + packed);
  if (body.length < packed) throw new DataError(`${source}: byte ${bytes.length}: the entry is cut off`);
  if (method !== 0 && method !== 8) {
    throw new DataError(`${source}: compression must be stored or deflate, got method ${method}; save it anew`);
  }
  const content = method === 0 ? body : inflate(body, size, `${source}: byte ${from}`);
  if (content.length !== size || crc32(content) !== crc) {
    throw new DataError(`${source}: byte ${from}: the zip checksum does not match the content; fetch the file again`);
  }
  return content;
}

function inflate(body: Uint8Array, size: number, where: string): Uint8Array {
  try {
    return inflateSync(body, { out: new Uint8Array(size) });
  } catch (error) {
    throw new DataError(`${where}: the entry is damaged (${(error as Error).message}); fetch the file again`);
  }
}

// The end record stands last, before a comment of at most 65,535 bytes.
function findEnd(view: DataView): number {
  for (let at = view.byteLength - 22; at >= 0 && at >= view.byteLength - 22 - 0xffff; at--) {
    if (view.getUint32(at, true) === 0x06054b50) return at;
  }
  return -1;
}
