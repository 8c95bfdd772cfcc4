import { describe, expect, it } from "vitest";
import { readCifar } from "./cifar.ts";

const records = new Uint8Array(2 * 3073);
records.set([7, 1, 2, 3]);
records.set([9, 4], 3073);

describe("readCifar", () => {
  it("separates labels from planes of pixels", () => {
    const { count, pixels, labels } = readCifar(records, "f.bin");
    expect(count).toBe(2);
    expect([...labels]).toEqual([7, 9]);
    expect([...pixels.subarray(0, 3)]).toEqual([1, 2, 3]);
    expect(pixels[3072]).toBe(4);
  });

  it("names the byte of a broken record and of an impossible label", () => {
    expect(() => readCifar(records.subarray(0, 4000), "f.bin")).toThrow(
      "f.bin: byte 3073: CIFAR-10 records have 3073 bytes, got 927 at the end",
    );
    const copy = records.slice();
    copy[3073] = 10;
    expect(() => readCifar(copy, "f.bin")).toThrow("f.bin: byte 3073: a CIFAR-10 label must be 0 to 9, got 10");
  });
});
