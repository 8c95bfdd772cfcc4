import { gzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { crc32 } from "./crc32.ts";
import { gunzip, isGzip } from "./gzip.ts";

const content = Uint8Array.from({ length: 5000 }, (_, i) => (i * i) % 251);
const packed = gzipSync(content);

function changed(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at]! ^= 0x10;
  return copy;
}

describe("crc32", () => {
  it("gives the standard's check value, at any length modulo four", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array(0))).toBe(0);
    expect(crc32(new TextEncoder().encode("abc"))).toBe(0x352441c2);
  });
});

describe("gunzip", () => {
  it("unpacks what was packed", () => {
    expect(isGzip(packed)).toBe(true);
    expect(gunzip(packed, "f.gz")).toEqual(content);
    expect(gunzip(gzipSync(new Uint8Array(0)), "f.gz").length).toBe(0);
  });

  it("names the byte at which a file ends too early, wherever it is cut", () => {
    for (const length of [2, 19, 100, packed.length - 9, packed.length - 8, packed.length - 1]) {
      expect(() => gunzip(packed.subarray(0, length), "f.gz")).toThrow(/^f\.gz: /);
    }
    expect(() => gunzip(packed.subarray(0, 10), "f.gz")).toThrow("f.gz: byte 10: the gzip file ends too early");
  });

  it("never takes a file with a flipped bit for other content", () => {
    const outcomes = Array.from({ length: packed.length - 10 }, (_, i) => {
      try {
        return gunzip(changed(packed, i + 10), "f.gz");
      } catch (error) {
        return (error as Error).message;
      }
    });
    for (const outcome of outcomes) {
      // A few bits say nothing (they fill up the last byte, say), and change without harm.
      if (typeof outcome === "string") expect(outcome).toMatch(/^f\.gz: .*(byte|bytes) /);
      else expect(outcome).toEqual(content);
    }
    expect(outcomes.filter((outcome) => typeof outcome === "string").length).toBeGreaterThan(outcomes.length - 10);
  });

  it("names the byte of a checksum that does not match", () => {
    expect(() => gunzip(changed(packed, packed.length - 6), "f.gz")).toThrow(
      `f.gz: byte ${packed.length - 8}: the gzip checksum does not match`,
    );
  });

  it("refuses what is no gzip file", () => {
    expect(() => gunzip(content, "f.gz")).toThrow("f.gz: byte 0: not a gzip file");
  });
});
