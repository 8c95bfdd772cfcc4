import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readNpy, writeNpy } from "./npy.ts";
import type { NumericArray } from "./numeric.ts";

// numpy.save of np.asfortranarray(np.arange(6, dtype="i2").reshape(2, 3))
const FORTRAN =
  "k05VTVBZAQB2AHsnZGVzY3InOiAnPGkyJywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAgICAgICAgICAg" +
  "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAMAAQAEAAIABQA=";

function withHeader(header: string, body: Uint8Array, version = 1): Uint8Array {
  const text = new TextEncoder().encode(`${header}\n`);
  const size = version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0];
  return Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, ...size, ...text, ...body);
}

const arrays: NumericArray[] = [
  { type: "b1", shape: [2], data: Uint8Array.of(0, 1) },
  { type: "u1", shape: [2, 1], data: Uint8Array.of(0, 255) },
  { type: "i1", shape: [2], data: Int8Array.of(-1, 1) },
  { type: "u2", shape: [2], data: Uint16Array.of(1, 65535) },
  { type: "i2", shape: [1, 2], data: Int16Array.of(-2, 2) },
  { type: "i4", shape: [2], data: Int32Array.of(-3, 3) },
  { type: "i8", shape: [2], data: BigInt64Array.of(-4n, 4n) },
  { type: "f4", shape: [2, 1, 1], data: Float32Array.of(0.5, Number.NaN) },
  { type: "f8", shape: [], data: Float64Array.of(0.1) },
];

describe("readNpy", () => {
  it("turns a column-major array of NumPy to row-major", () => {
    const array = readNpy(
      Uint8Array.from(atob(FORTRAN), (char) => char.charCodeAt(0)),
      "f.npy",
    );
    expect(array).toEqual({ type: "i2", shape: [2, 3], data: Int16Array.of(0, 1, 2, 3, 4, 5) });
  });

  it("turns column-major arrays of any shape", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }), (shape) => {
        const size = shape.reduce((a, b) => a * b, 1);
        const body = new Uint8Array(size);
        for (let flat = 0; flat < size; flat++) {
          let [rest, to, stride] = [flat, 0, 1];
          const index = shape.toReversed().map((dim) => {
            const i = rest % dim;
            rest = Math.floor(rest / dim);
            return i;
          });
          index.reverse().forEach((i, axis) => {
            to += i * stride;
            stride *= shape[axis]!;
          });
          body[to] = flat;
        }
        const header = `{'descr': '|u1', 'fortran_order': True, 'shape': (${shape.join(", ")},), }`;
        expect([...readNpy(withHeader(header, body), "f.npy").data]).toEqual(Array.from({ length: size }, (_, i) => i));
      }),
      { seed: 1 },
    );
  });

  it.each(arrays.map((array) => [array.type, array] as const))("reads back %s as written", (_, array) => {
    expect(readNpy(writeNpy(array), "f.npy")).toEqual(array);
  });

  it("reads versions 2 and 3", () => {
    const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }";
    for (const version of [2, 3]) {
      expect([...readNpy(withHeader(header, Uint8Array.of(4, 5), version), "f.npy").data]).toEqual([4, 5]);
    }
  });

  it("aligns the data to 64 bytes as NumPy does", () => {
    expect(writeNpy({ type: "u1", shape: [3], data: Uint8Array.of(1, 2, 3) }).length % 64).toBe(3);
  });

  const whole = writeNpy({ type: "u1", shape: [3], data: Uint8Array.of(1, 2, 3) });
  it.each([
    [whole.subarray(1), "f.npy: byte 0: not a .npy file"],
    [whole.subarray(0, 9), "f.npy: byte 9: the .npy header is not complete; the file is cut off"],
    [whole.subarray(0, 60), "f.npy: byte 60: the .npy header is not complete"],
    [whole.subarray(0, whole.length - 1), "promises 131 bytes, got 130; the file is cut off"],
    [
      Uint8Array.of(...whole, 0),
      "f.npy: byte 131: the header (u1, [3]) promises 131 bytes, got 132; the file is damaged",
    ],
    [withHeader("{'descr': '|u1'}", new Uint8Array(0)), "f.npy: byte 10: the .npy header cannot be understood"],
    [
      withHeader("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", new Uint8Array(4)),
      'must be little-endian numbers (b1, u1, i1, u2, i2, u4, i4, i8, f4, f8), got >f4; convert them, for example with .astype("<f4")',
    ],
    [withHeader("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", new Uint8Array(4)), "got |O"],
    [
      withHeader("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", new Uint8Array(4)),
      "a structured type",
    ],
    [withHeader("{}", new Uint8Array(0), 9), "f.npy: byte 6: .npy version must be 1, 2 or 3, got 9"],
  ])("names the byte of the damage (%#)", (bytes, message) => {
    expect(() => readNpy(bytes, "f.npy")).toThrow(message);
  });
});
