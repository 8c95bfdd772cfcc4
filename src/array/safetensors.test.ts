import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError } from "../errors.ts";
import { bool, float32, type HostArray, int64 } from "./host-array.ts";
import { decodeSafeTensors, encodeSafeTensors } from "./safetensors.ts";
import { sizeOf } from "./shape.ts";

const TENSORS = {
  weight: float32([1.5, -2, 3.25, 0, 5, 6], [2, 3]),
  flags: bool([true, false, true]),
  step: int64([12], []),
};

// A file with any header in front of four bytes.
function fileWith(header: string): Uint8Array {
  const json = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + json.length + 4);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const anyTensor: fc.Arbitrary<HostArray> = fc
  .tuple(fc.array(fc.nat(4), { maxLength: 3 }), fc.constantFrom("float32", "int64", "bool"), fc.nat(1000))
  .map(([shape, dtype, start]) => {
    const numbers = Array.from({ length: sizeOf(shape) }, (_, i) => start + i);
    if (dtype === "float32") return float32(numbers, shape);
    return dtype === "int64"
      ? int64(numbers, shape)
      : bool(
          numbers.map((v) => v % 2 === 0),
          shape,
        );
  });

describe("safetensors", () => {
  it("round-trips names, types, shapes, values and metadata", () => {
    const decoded = decodeSafeTensors(encodeSafeTensors(TENSORS, { format: "vaekit" }));
    expect(decoded).toEqual({ tensors: TENSORS, metadata: { format: "vaekit" } });
  });

  it("round-trips any tensors, empty ones too", () => {
    const names = fc.string({ minLength: 1, maxLength: 6 }).filter((name) => !name.startsWith("__"));
    fc.assert(
      fc.property(fc.dictionary(names, anyTensor, { maxKeys: 5, noNullPrototype: true }), (tensors) => {
        expect(decodeSafeTensors(encodeSafeTensors(tensors)).tensors).toEqual(tensors);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it("reads a Buffer that lies at an odd place in a larger one", () => {
    const bytes = encodeSafeTensors(TENSORS);
    const pool = Buffer.alloc(bytes.length + 11);
    pool.set(bytes, 3);
    expect(decodeSafeTensors(pool.subarray(3, 3 + bytes.length)).tensors).toEqual(TENSORS);
  });

  it("gives equal bytes for equal content in any order, with data at a multiple of eight", () => {
    const reversed = Object.fromEntries(Object.entries(TENSORS).reverse());
    const bytes = encodeSafeTensors(TENSORS);
    expect(encodeSafeTensors(reversed)).toEqual(bytes);
    expect(Number(new DataView(bytes.buffer).getBigUint64(0, true)) % 8).toBe(0);
  });

  it("decodes into memory of its own", () => {
    const bytes = encodeSafeTensors(TENSORS);
    const { weight } = decodeSafeTensors(bytes).tensors;
    bytes.fill(0);
    expect(weight).toEqual(TENSORS.weight);
  });

  it("refuses every truncation, naming the file", () => {
    const bytes = encodeSafeTensors(TENSORS);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeSafeTensors(bytes.subarray(0, length), "model.safetensors")).toThrow(DataError);
      expect(() => decodeSafeTensors(bytes.subarray(0, length), "model.safetensors")).toThrow(/^model\.safetensors: /);
    }
  });

  it.each([
    ["not JSON", "{", /header is not JSON/],
    ["not an object", "null", /must be an object/],
    ["a list", "[]", /must be an object/],
    ["an entry without fields", '{"a": 5}', /tensor a/],
    ["an entry without offsets", '{"a": {"dtype": "F32", "shape": [1]}}', /tensor a/],
    ["an entry without shape", '{"a": {"dtype": "F32", "data_offsets": [0, 4]}}', /tensor a/],
    ["a negative size", '{"a": {"dtype": "F32", "shape": [-1, -1], "data_offsets": [0, 4]}}', /tensor a/],
    [
      "another type",
      '{"a": {"dtype": "F16", "shape": [2], "data_offsets": [0, 4]}}',
      /must be F32, I64 or BOOL, got F16/,
    ],
    [
      "offsets beyond the file",
      '{"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}',
      /does not fit the file/,
    ],
    [
      "offsets that do not match",
      '{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}',
      /does not fit the file/,
    ],
  ])("refuses a header with %s", (_what, header, message) => {
    expect(() => decodeSafeTensors(fileWith(header))).toThrow(DataError);
    expect(() => decodeSafeTensors(fileWith(header))).toThrow(message);
  });
});
