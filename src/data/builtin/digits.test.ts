import { describe, expect, it } from "vitest";
import { ConfigError } from "../../errors.ts";
import { drawDigits } from "./digits.ts";

const PIXELS = 28 * 28;
const picture = (images: Uint8Array, i: number) => images.subarray(i * PIXELS, (i + 1) * PIXELS);

describe("drawDigits", () => {
  it("draws the same pictures for the same seed and others for another seed", () => {
    const first = drawDigits({ count: 50, seed: 3 });
    const again = drawDigits({ count: 50, seed: 3 });
    const other = drawDigits({ count: 50, seed: 4 });
    expect(again).toEqual(first);
    expect(other.images).not.toEqual(first.images);
    expect(other.labels).not.toEqual(first.labels);
  });

  it("draws picture i from seed and i alone, wherever the request starts", () => {
    const all = drawDigits({ count: 60, seed: 1 });
    const slice = drawDigits({ start: 17, count: 30, seed: 1 });
    expect(slice.labels).toEqual(all.labels.slice(17, 47));
    expect(slice.images).toEqual(all.images.slice(17 * PIXELS, 47 * PIXELS));
  });

  it("holds every digit once in each block of ten, in changing order", () => {
    const { labels } = drawDigits({ count: 200, seed: 2 });
    const blocks = Array.from({ length: 20 }, (_, b) => [...labels.subarray(10 * b, 10 * b + 10)]);
    for (const block of blocks) expect([...block].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(new Set(blocks.map(String)).size).toBeGreaterThan(15);
  });

  it("never draws two pictures alike", () => {
    const { images } = drawDigits({ count: 500 });
    expect(new Set(Array.from({ length: 500 }, (_, i) => picture(images, i).join())).size).toBe(500);
  });

  it.each([28, 45, 64])("fits every digit into the box and centres its mass at size %i", (size) => {
    const unit = size / 28;
    const { images } = drawDigits({ count: 1000, seed: 5, size });
    for (let i = 0; i < 1000; i++) {
      const { left, right, top, bottom, x, y, ink, border } = measure(
        images.subarray(i * size ** 2, (i + 1) * size ** 2),
        size,
      );
      expect(ink / size ** 2).toBeGreaterThan(0.02);
      expect(Math.max(right - left, bottom - top) + 1).toBeGreaterThan(18 * unit);
      expect(Math.max(right - left, bottom - top) + 1).toBeLessThan(22.5 * unit);
      expect(border).toBeLessThan(128);
      // Overlapping ink weighs once in the picture and twice in the pen's path, hence the slack.
      expect(Math.abs(x - size / 2)).toBeLessThan(2.5 * unit);
      expect(Math.abs(y - size / 2)).toBeLessThan(2.5 * unit);
    }
  });

  it("spreads ink as MNIST does: mean near 0.131, standard deviation near 0.308", () => {
    const { images } = drawDigits({ count: 4000 });
    let sum = 0;
    let squares = 0;
    for (const value of images) {
      sum += value / 255;
      squares += (value / 255) ** 2;
    }
    const mean = sum / images.length;
    expect(mean).toBeCloseTo(0.131, 2);
    expect(Math.sqrt(squares / images.length - mean ** 2)).toBeCloseTo(0.308, 2);
  });

  it("draws digits that the nearest class mean tells apart", () => {
    const { images, labels } = drawDigits({ count: 3000, seed: 9 });
    const means = Array.from({ length: 10 }, () => new Float64Array(PIXELS));
    for (let i = 0; i < 2000; i++) {
      const mean = means[labels[i]!]!;
      picture(images, i).forEach((value, p) => {
        mean[p]! += value / 200;
      });
    }
    let right = 0;
    for (let i = 2000; i < 3000; i++) {
      const pixels = picture(images, i);
      const distances = means.map((mean) => mean.reduce((sum, value, p) => sum + (value - pixels[p]!) ** 2, 0));
      if (distances.indexOf(Math.min(...distances)) === labels[i]) right++;
    }
    expect(right / 1000).toBeGreaterThan(0.7);
  });

  it("gives empty arrays for a count of zero", () => {
    expect(drawDigits({ count: 0 }).images.length).toBe(0);
  });

  it.each([
    [{ count: -1 }, /drawDigits: count must be a whole number/],
    [{ count: 1.5 }, /count .* got 1.5/],
    [{ start: -3 }, /start .* got -3/],
    [{ seed: 0.5 }, /seed .* got 0.5/],
    [{ size: 27 }, /size must be a whole number from 28 to 64, got 27/],
  ])("refuses %o", (options, message) => {
    expect(() => drawDigits(options)).toThrow(ConfigError);
    expect(() => drawDigits(options)).toThrow(message);
  });
});

function measure(pixels: Uint8Array, size: number) {
  const box = { left: size, right: -1, top: size, bottom: -1, x: 0, y: 0, ink: 0, border: 0 };
  pixels.forEach((value, p) => {
    if (value === 0) return;
    const [x, y] = [p % size, Math.floor(p / size)];
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
    box.x += (x * value) / 255;
    box.y += (y * value) / 255;
    box.ink += value / 255;
    if (x === 0 || y === 0 || x === size - 1 || y === size - 1) box.border = Math.max(box.border, value);
  });
  return { ...box, x: box.x / box.ink, y: box.y / box.ink };
}
