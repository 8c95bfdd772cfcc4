import { encode } from "fast-png";
import { describe, expect, it } from "vitest";
import { checkPng } from "./png.ts";

const png = encode({ width: 2, height: 2, channels: 1, data: Uint8Array.of(1, 2, 3, 4) });

describe("checkPng", () => {
  it("accepts a whole file", () => {
    expect(() => checkPng(png, "p.png")).not.toThrow();
  });

  it("names the byte at which the file is cut off, wherever that is", () => {
    for (let length = 8; length < png.length; length++) {
      expect(() => checkPng(png.subarray(0, length), "p.png")).toThrow(
        `p.png: byte ${length}: the PNG file ends too early`,
      );
    }
  });

  it("names the chunk whose checksum is wrong", () => {
    const copy = png.slice();
    copy[20]! ^= 1;
    expect(() => checkPng(copy, "p.png")).toThrow("p.png: byte 8: a PNG chunk's checksum does not match");
    expect(() => checkPng(png.subarray(1), "p.png")).toThrow("p.png: byte 0: not a PNG file");
  });
});
