import { decode } from "fast-png";
import { describe, expect, it } from "vitest";
import { byteImages, tableDataset } from "./from-arrays.ts";
import { contactSheet, encodePng, type Picture, tile } from "./pictures.ts";

function at({ pixels, width }: Picture, x: number, y: number): number[] {
  return [...pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}

describe("encodePng", () => {
  it("writes a PNG that decodes to the same pixels", () => {
    const pixels = Uint8Array.from({ length: 24 }, (_, i) => 10 * i);
    for (const [width, channels] of [
      [8, 1],
      [4, 2],
      [2, 4],
    ] as const) {
      const decoded = decode(encodePng(pixels.subarray(0, width * 3 * channels), width, 3, channels));
      expect(decoded).toMatchObject({ width, height: 3, channels });
      expect([...decoded.data]).toEqual([...pixels.subarray(0, width * 3 * channels)]);
    }
  });

  it("refuses sizes that do not fit", () => {
    expect(() => encodePng(new Uint8Array(5), 2, 2, 1)).toThrow("needs 4 bytes, got 5");
  });
});

describe("tile", () => {
  it("lays grey pictures out row by row, enlarged, with gaps", () => {
    const sheet = tile(Float32Array.of(0, 1, 0.5), [1, 1, 1], { columns: 2, scale: 2, gap: 1 });
    expect([sheet.width, sheet.height, sheet.channels]).toEqual([7, 7, 3]);
    expect(at(sheet, 0, 0)).toEqual([0xec, 0xec, 0xec]);
    expect([at(sheet, 1, 1), at(sheet, 2, 2)]).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(at(sheet, 4, 1)).toEqual([255, 255, 255]);
    expect(at(sheet, 1, 4)).toEqual([128, 128, 128]);
    expect(at(sheet, 4, 4)).toEqual([0xec, 0xec, 0xec]);
  });

  it("reads colours from planes, cuts values to [0, 1] and shows the background through transparency", () => {
    const rgb = tile(Float32Array.of(1, 0.2, -3), [3, 1, 1], { scale: 1, gap: 0 });
    expect(at(rgb, 0, 0)).toEqual([255, 51, 0]);
    const rgba = tile(Float32Array.of(1, 0, 0, 0), [4, 1, 1], { scale: 1, gap: 0 });
    expect(at(rgba, 0, 0)).toEqual([0xec, 0xec, 0xec]);
  });

  it("refuses what are no whole pictures", () => {
    expect(() => tile(new Float32Array(5), [1, 2, 2])).toThrow("got 5 values for [1,2,2]");
    expect(() => tile(new Float32Array(0), [1, 2, 2])).toThrow("got 0 values");
  });
});

describe("contactSheet", () => {
  const pictures = byteImages("p", Uint8Array.of(0, 50, 100, 150), { height: 1, width: 1, channels: 1 });

  it("shows every item once, sorted by class", () => {
    const labels = Int32Array.of(3, 2, 1, 0);
    const sheet = contactSheet({ ...pictures, labels }, 100, 0, { columns: 4, scale: 1, gap: 0 });
    expect([0, 1, 2, 3].map((x) => at(sheet, x, 0)[0])).toEqual([150, 100, 50, 0]);
  });

  it("refuses tables", () => {
    expect(() => contactSheet(tableDataset("t", [1], ["a"]))).toThrow("t: a contact sheet shows pictures");
  });
});
