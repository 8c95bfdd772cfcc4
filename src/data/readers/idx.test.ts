import { describe, expect, it } from "vitest";
import { isIdx, readIdx } from "./idx.ts";

const pictures = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 9, 8, 7, 6);

describe("readIdx", () => {
  it("reads bytes with their shape", () => {
    expect(isIdx(pictures)).toBe(true);
    expect(readIdx(pictures, "f")).toEqual({ type: "u1", shape: [2, 1, 2], data: Uint8Array.of(9, 8, 7, 6) });
  });

  it("turns big-endian numbers round", () => {
    const floats = new Uint8Array(16);
    const view = new DataView(floats.buffer);
    floats.set([0, 0, 13, 1, 0, 0, 0, 2]);
    view.setFloat32(8, 1.5);
    view.setFloat32(12, -2);
    expect(readIdx(floats, "f").data).toEqual(Float32Array.of(1.5, -2));
    expect(readIdx(Uint8Array.of(0, 0, 11, 1, 0, 0, 0, 1, 0xff, 0xfe), "f").data).toEqual(Int16Array.of(-2));
  });

  it.each([
    [pictures.subarray(0, 3), "f: byte 3: an IDX file begins with 4 bytes"],
    [pictures.subarray(0, 10), "f: byte 10: the IDX header needs 16 bytes; the file is cut off"],
    [pictures.subarray(0, 18), "f: byte 18: the IDX header [2,1,2] promises 20 bytes; the file is cut off"],
    [Uint8Array.of(...pictures, 0), "f: byte 20: the IDX header [2,1,2] promises no more than 20 bytes, got 21"],
    [Uint8Array.of(0, 1, 8, 3), "got 00 01 08 03"],
    [Uint8Array.of(0, 0, 10, 3), "got 00 00 0a 03"],
  ])("names the byte of the damage (%#)", (bytes, message) => {
    expect(() => readIdx(bytes, "f")).toThrow(message);
  });
});
