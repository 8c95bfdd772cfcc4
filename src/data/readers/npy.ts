// NumPy's .npy: magic, version, a header written as a Python dict, then the elements.

import { sizeOf } from "../../array/index.ts";
import { DataError } from "../../errors.ts";
import { FILE_ARRAYS, type FileType, type NumericArray } from "./numeric.ts";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** True when `bytes` begin like a .npy file. */
export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, index) => bytes[index] === byte);
}

/**
 * Reads a .npy file (versions 1 to 3, little-endian numbers); column-major arrays are turned to row-major.
 * @throws DataError naming `source` and the byte when it is damaged, cut off or holds something else than numbers
 */
export function readNpy(bytes: Uint8Array, source: string): NumericArray {
  const { header, start } = splitHeader(bytes, source);
  const { type, fortran, shape } = parseHeader(header, source);
  const end = start + sizeOf(shape) * FILE_ARRAYS[type].BYTES_PER_ELEMENT;
  if (bytes.length !== end) {
    const state = bytes.length < end ? "cut off" : "damaged";
    throw new DataError(
      `${source}: byte ${Math.min(end, bytes.length)}: the header (${type}, [${shape}]) promises ${end} bytes, got ${bytes.length}; the file is ${state}`,
    );
  }
  const data = new FILE_ARRAYS[type](new Uint8Array(bytes.subarray(start, end)).buffer);
  return { type, shape, data: fortran && shape.length > 1 ? rowMajor(data, shape) : data };
}

/** Writes a row-major array as .npy version 1. */
export function writeNpy({ type, shape, data }: NumericArray): Uint8Array<ArrayBuffer> {
  const descr = type === "b1" || type === "u1" || type === "i1" ? `|${type}` : `<${type}`;
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const start = Math.ceil((10 + header.length + 1) / 64) * 64;
  const bytes = new Uint8Array(start + data.byteLength);
  bytes.set([...MAGIC, 1, 0, (start - 10) & 255, (start - 10) >> 8]);
  bytes.set(new TextEncoder().encode(`${header.padEnd(start - 11)}\n`), 10);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  return bytes;
}

function splitHeader(bytes: Uint8Array, source: string): { header: string; start: number } {
  if (!isNpy(bytes)) throw new DataError(`${source}: byte 0: not a .npy file (its first bytes are not those of NumPy)`);
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3) {
    throw new DataError(`${source}: byte 6: .npy version must be 1, 2 or 3, got ${version}; the file is damaged`);
  }
  const fixed = version === 1 ? 10 : 12;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < fixed ? 0 : version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (bytes.length < fixed + length || length === 0) {
    throw new DataError(`${source}: byte ${bytes.length}: the .npy header is not complete; the file is cut off`);
  }
  return { header: new TextDecoder("latin1").decode(bytes.subarray(fixed, fixed + length)), start: fixed + length };
}

function parseHeader(header: string, source: string): { type: FileType; fortran: boolean; shape: number[] } {
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const sizes = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (order === undefined || sizes === undefined) {
    throw new DataError(`${source}: byte 10: the .npy header cannot be understood; the file is damaged`);
  }
  const type = descr?.slice(1) ?? "";
  if (!(type in FILE_ARRAYS) || descr?.startsWith(">")) {
    throw new DataError(
      `${source}: elements must be little-endian numbers (${Object.keys(FILE_ARRAYS).join(", ")}), got ${descr ?? "a structured type"}; convert them, for example with .astype("<f4")`,
    );
  }
  const shape = sizes.split(",").flatMap((text) => (text.trim() === "" ? [] : [Number(text)]));
  return { type: type as FileType, fortran: order === "True", shape };
}

function rowMajor<T extends NumericArray["data"]>(data: T, shape: readonly number[]): T {
  const out = data.slice() as T;
  const index = new Array<number>(shape.length).fill(0);
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  for (let to = 0, from = 0; to < data.length; to++) {
    out[to] = data[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}
