// The safetensors format: 8 bytes of header length, a JSON header, then raw little-endian data.

import { DataError, internalError } from "../errors.ts";
import type { DType, HostArray } from "./host-array.ts";
import { formatShape, sizeOf } from "./shape.ts";

const CODES = { float32: "F32", int64: "I64", bool: "BOOL" } as const satisfies Record<DType, string>;
const BYTES = { float32: 4, int64: 8, bool: 1 } as const satisfies Record<DType, number>;

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/** What a safetensors file holds: named arrays and free text. */
export interface SafeTensors {
  readonly tensors: Readonly<Record<string, HostArray>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Encodes named arrays; names are written in sorted order, so equal content gives equal bytes. */
export function encodeSafeTensors(
  tensors: Readonly<Record<string, HostArray>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const names = Object.keys(tensors).sort();
  const header: Record<string, Entry | Readonly<Record<string, string>>> = {};
  if (Object.keys(metadata).length > 0) header.__metadata__ = metadata;
  let offset = 0;
  for (const name of names) {
    const { dtype, shape } = tensors[name]!;
    const end = offset + sizeOf(shape) * BYTES[dtype];
    header[name] = { dtype: CODES[dtype], shape: [...shape], data_offsets: [offset, end] };
    offset = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = 8 + Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(start + offset).fill(0x20, 8 + json.length, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(json, 8);
  let position = start;
  for (const name of names) {
    const { data } = tensors[name]!;
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return bytes;
}

/** Decodes a safetensors file. @throws DataError naming `source` when it is truncated or inconsistent */
export function decodeSafeTensors(bytes: Uint8Array, source = "safetensors"): SafeTensors {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw new DataError(`${source}: not a safetensors file, got ${bytes.length} bytes`);
  const length = Number(view.getBigUint64(0, true));
  if (length > bytes.length - 8) {
    throw new DataError(`${source}: header of ${length} bytes does not fit into ${bytes.length}; the file is damaged`);
  }
  const header = parseHeader(bytes.subarray(8, 8 + length), source);
  const tensors: Record<string, HostArray> = {};
  let metadata: Readonly<Record<string, string>> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === "__metadata__") {
      metadata = value as unknown as Readonly<Record<string, string>>;
      continue;
    }
    tensors[name] = decodeEntry(name, value, bytes.subarray(8 + length), source);
  }
  return { tensors, metadata };
}

function parseHeader(bytes: Uint8Array, source: string): Record<string, Entry> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new DataError(`${source}: the header is not JSON; the file is damaged`);
  }
  if (typeof header === "object" && header !== null && !Array.isArray(header)) return header as Record<string, Entry>;
  throw new DataError(`${source}: the header must be an object; the file is damaged`);
}

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);

function decodeEntry(name: string, entry: Entry, body: Uint8Array, source: string): HostArray {
  if (!isSizes(entry?.shape) || !isSizes(entry.data_offsets) || entry.data_offsets.length !== 2) {
    throw new DataError(`${source}: tensor ${name} has no shape or no place in the file; it is damaged`);
  }
  const dtype = (Object.keys(CODES) as DType[]).find((candidate) => CODES[candidate] === entry.dtype);
  if (dtype === undefined) {
    throw new DataError(`${source}: tensor ${name}: element type must be F32, I64 or BOOL, got ${entry.dtype}`);
  }
  const [begin, end] = entry.data_offsets;
  if (end - begin !== sizeOf(entry.shape) * BYTES[dtype] || end > body.length) {
    throw new DataError(
      `${source}: tensor ${name} ${formatShape(entry.shape)} at bytes ${begin}-${end} does not fit the file; it is damaged`,
    );
  }
  const { buffer } = Uint8Array.from(body.subarray(begin, end));
  const { shape } = entry;
  switch (dtype) {
    case "float32":
      return { dtype, shape, data: new Float32Array(buffer) };
    case "int64":
      return { dtype, shape, data: new BigInt64Array(buffer) };
    case "bool":
      return { dtype, shape, data: new Uint8Array(buffer) };
    default:
      throw internalError(`dtype ${dtype}`);
  }
}
