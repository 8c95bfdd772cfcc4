import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { sharpCodec } from "../node-pictures.ts";
import type { Picture } from "../pictures.ts";
import type { PictureOptions } from "./codec.ts";
import { PictureFormer } from "./form.ts";

const former = new PictureFormer();

// Waves, so that a shift of a pixel would show; opacity from none to full.
function waves(width: number, height: number, channels: 1 | 3 | 4): Picture {
  const pixels = Uint8Array.from({ length: width * height * channels }, (_, i) => {
    const [c, p] = [i % channels, Math.floor(i / channels)];
    if (c === 3) return Math.min(255, (p % width) * 20);
    return 128 + 100 * Math.sin((p % width) / 5 + c) * Math.cos(Math.floor(p / width) / 7);
  });
  return { width, height, channels, pixels };
}

async function difference(picture: Picture, options: PictureOptions): Promise<{ mean: number; most: number }> {
  const file = { grey: picture.channels === 1, hasAlpha: picture.channels === 4 };
  const own = former.form(picture, file, options);
  const other = await sharpCodec.convert(picture, options);
  expect([own.width, own.height, own.channels]).toEqual([other.width, other.height, other.channels]);
  const apart = Array.from(own.pixels, (value, i) => Math.abs(value - other.pixels[i]!));
  return { mean: apart.reduce((a, b) => a + b) / apart.length, most: Math.max(...apart) };
}

describe("PictureFormer", () => {
  it.each([
    [28, 28, 1, 32, 32, "cover"],
    [28, 28, 1, 14, 14, "cover"],
    [28, 28, 1, 20, 10, "cover"],
    [28, 32, 3, 28, 28, "cover"],
    [64, 48, 3, 20, 20, "contain"],
    [61, 47, 3, 20, 21, "cover"],
    [29, 31, 3, 60, 61, "contain"],
    [200, 150, 3, 32, 32, "cover"],
  ] as const)(
    "resizes %sx%s with %s channels to %sx%s (%s) as sharp does, within 2 of 255",
    async (width, height, channels, w, h, fit) => {
      const { mean, most } = await difference(waves(width, height, channels), { resize: { width: w, height: h }, fit });
      expect(mean).toBeLessThan(0.5);
      expect(most).toBeLessThanOrEqual(2);
    },
  );

  it("resizes colours under opacity as sharp does, which rounds them more often", async () => {
    const options = { resize: { width: 20, height: 20 }, fit: "contain" } as const;
    expect((await difference(waves(64, 48, 4), options)).mean).toBeLessThan(2);
  });

  it.each([
    [3, 1],
    [4, 1],
    [4, 3],
    [1, 3],
    [1, 4],
    [3, 4],
  ] as const)("turns %s channels into %s as sharp does, within 2 of 255", async (from, to) => {
    expect((await difference(waves(40, 30, from), { channels: to })).most).toBeLessThanOrEqual(2);
  });

  it("drops opacity that hides nothing, and keeps greyness", () => {
    const pixels = Uint8Array.from([7, 7, 7, 255, 9, 9, 9, 255]);
    const opaque: Picture = { width: 2, height: 1, channels: 4, pixels };
    expect(former.form(opaque, { grey: true, hasAlpha: true }, {})).toMatchObject({
      channels: 1,
      pixels: Uint8Array.of(7, 9),
    });
    expect(former.form(opaque, { grey: false, hasAlpha: false }, {}).channels).toBe(3);
    const veiled = { ...opaque, pixels: Uint8Array.from([7, 7, 7, 255, 9, 9, 9, 254]) };
    expect(former.form(veiled, { grey: true, hasAlpha: true }, {}).channels).toBe(4);
  });

  it("agrees with sharp on a file's own form", async () => {
    const { pixels, width, height } = waves(12, 10, 3);
    const png = await sharp(pixels, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    const decoded = await sharpCodec.decode(png, "a.png", {});
    expect(former.form({ width, height, channels: 3, pixels }, { grey: false, hasAlpha: false }, {}).pixels).toEqual(
      new Uint8Array(decoded.pixels),
    );
  });
});
