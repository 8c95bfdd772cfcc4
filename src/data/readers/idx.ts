// IDX, the format of MNIST: two zero bytes, element type, rank, big-endian sizes, then the elements.

import { sizeOf } from "../../array/index.ts";
import { DataError } from "../../errors.ts";
import { FILE_ARRAYS, type FileType, type NumericArray } from "./numeric.ts";

const TYPES: Readonly<Record<number, FileType>> = { 8: "u1", 9: "i1", 11: "i2", 12: "i4", 13: "f4", 14: "f8" };

/** True when `bytes` begin like an IDX file. */
export function isIdx(bytes: Uint8Array): boolean {
  const rank = bytes[3] ?? 0;
  return bytes[0] === 0 && bytes[1] === 0 && (bytes[2] ?? 0) in TYPES && rank >= 1 && rank <= 4;
}

/** Reads an unpacked IDX file. @throws DataError naming `source` and the byte when it is damaged or cut off */
export function readIdx(bytes: Uint8Array, source: string): NumericArray {
  if (bytes.length < 4) {
    throw new DataError(
      `${source}: byte ${bytes.length}: an IDX file begins with 4 bytes of header; the file is cut off`,
    );
  }
  const type = TYPES[bytes[2]!];
  const rank = bytes[3]!;
  if (bytes[0] !== 0 || bytes[1] !== 0 || type === undefined || rank === 0) {
    const got = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    throw new DataError(`${source}: byte 0: an IDX file begins with 00 00, element type and rank, got ${got}`);
  }
  const start = 4 + 4 * rank;
  if (bytes.length < start) {
    throw new DataError(`${source}: byte ${bytes.length}: the IDX header needs ${start} bytes; the file is cut off`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const width = FILE_ARRAYS[type].BYTES_PER_ELEMENT;
  const end = start + sizeOf(shape) * width;
  if (bytes.length < end) {
    throw new DataError(
      `${source}: byte ${bytes.length}: the IDX header [${shape}] promises ${end} bytes; the file is cut off`,
    );
  }
  if (bytes.length > end) {
    throw new DataError(
      `${source}: byte ${end}: the IDX header [${shape}] promises no more than ${end} bytes, got ${bytes.length}; the file is damaged`,
    );
  }
  return { type, shape, data: littleEndian(bytes.subarray(start), type) };
}

function littleEndian(body: Uint8Array, type: FileType): NumericArray["data"] {
  const Numbers = FILE_ARRAYS[type];
  const width = Numbers.BYTES_PER_ELEMENT;
  if (type === "u1") return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  const copy = new Uint8Array(body);
  for (let i = 0; width > 1 && i < copy.length; i += width) copy.subarray(i, i + width).reverse();
  return new Numbers(copy.buffer);
}
