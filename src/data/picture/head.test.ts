import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { fileColours, isPlainPng } from "./head.ts";

const raw = (channels: 1 | 3 | 4) =>
  sharp(
    Uint8Array.from({ length: 16 * 16 * channels }, (_, i) => (i * 37) % 256),
    { raw: { width: 16, height: 16, channels } },
  );

describe("fileColours", () => {
  it.each([
    ["grey PNG", () => raw(1).toColourspace("b-w").png()],
    ["colour PNG", () => raw(3).png()],
    ["PNG with opacity", () => raw(4).png()],
    ["PNG with a palette", () => raw(3).png({ palette: true })],
    ["PNG with a palette and opacity", () => raw(4).png({ palette: true })],
    ["grey PNG of 16 bits", () => raw(1).toColourspace("grey16").png()],
    ["grey JPEG", () => raw(1).toColourspace("b-w").jpeg()],
    ["colour JPEG", () => raw(3).jpeg()],
    [
      "progressive JPEG with a profile and EXIF",
      () => raw(3).withMetadata({ orientation: 6 }).jpeg({ progressive: true }),
    ],
    ["WebP", () => raw(3).webp()],
    ["WebP with opacity", () => raw(4).webp()],
    ["lossless WebP", () => raw(3).webp({ lossless: true })],
    ["lossless WebP with opacity", () => raw(4).webp({ lossless: true })],
  ])("tells of %s what sharp tells", async (_, make) => {
    const bytes = await make().toBuffer();
    const { space, hasAlpha } = await sharp(bytes).metadata();
    expect(fileColours(bytes)).toEqual({ grey: space === "b-w" || space === "grey16", hasAlpha });
  });

  it("does not run past the end of what is cut off", async () => {
    for (const image of [raw(3).png(), raw(3).jpeg(), raw(3).webp()]) {
      const bytes = await image.toBuffer();
      for (let length = 0; length < 200; length++) fileColours(bytes.subarray(0, length));
    }
  });
});

describe("isPlainPng", () => {
  it("holds for 8 bits without palette or profile", async () => {
    expect(isPlainPng(await raw(4).png().toBuffer())).toBe(true);
    expect(isPlainPng(await raw(3).png({ palette: true }).toBuffer())).toBe(false);
    expect(isPlainPng(await raw(1).toColourspace("grey16").png().toBuffer())).toBe(false);
    expect(isPlainPng(await raw(3).withIccProfile("p3").png().toBuffer())).toBe(false);
    expect(isPlainPng(await raw(3).jpeg().toBuffer())).toBe(false);
  });
});
