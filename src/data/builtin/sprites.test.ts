import { describe, expect, it } from "vitest";
import { ConfigError } from "../../errors.ts";
import { drawSprites, renderSprites, SPRITE_LEVELS, spriteFactors } from "./sprites.ts";

describe("drawSprites", () => {
  it("draws the same sprites for the same seed and others for another seed", () => {
    expect(drawSprites({ count: 30, seed: 1 })).toEqual(drawSprites({ count: 30, seed: 1 }));
    expect(drawSprites({ count: 30, seed: 2 }).factors).not.toEqual(drawSprites({ count: 30, seed: 1 }).factors);
  });

  it("draws sprite i from seed and i alone, wherever the request starts", () => {
    const all = drawSprites({ count: 40 });
    const slice = drawSprites({ start: 11, count: 20 });
    expect(slice.factors).toEqual(all.factors.slice(11 * 5, 31 * 5));
    expect(slice.images).toEqual(all.images.slice(11 * 1024, 31 * 1024));
    expect(slice.labels).toEqual(all.labels.slice(11, 31));
  });

  it("uses every level of every factor about equally often", () => {
    const count = 12_000;
    const { factors, factorNames, labels } = drawSprites({ count });
    expect(factorNames).toEqual(["shape", "scale", "orientation", "x", "y"]);
    SPRITE_LEVELS.forEach((levels, f) => {
      const seen = new Map<number, number>();
      for (let i = 0; i < count; i++) {
        const value = factors[5 * i + f]!;
        seen.set(value, (seen.get(value) ?? 0) + 1);
      }
      expect(seen.size).toBe(levels);
      const expected = count / levels;
      for (const n of seen.values()) expect(Math.abs(n - expected)).toBeLessThan(5 * Math.sqrt(expected));
    });
    expect([...labels]).toEqual(Array.from({ length: count }, (_, i) => factors[5 * i]));
  });

  it.each([
    [32, false, 0.1],
    [64, true, 0.6],
  ])("moves the centre of mass in step with x and y at size %i, binary %o, within %f pixels", (size, binary, slack) => {
    const count = 600;
    const { images, factors } = drawSprites({ count, size, binary, seed: 3 });
    const margin = 0.22 * size + 0.5;
    for (let i = 0; i < count; i++) {
      const { x, y } = mass(images.subarray(i * size * size, (i + 1) * size * size), size);
      expect(Math.abs(x - (margin + factors[5 * i + 3]! * (size - 2 * margin) - 0.5))).toBeLessThan(slack);
      expect(Math.abs(y - (margin + factors[5 * i + 4]! * (size - 2 * margin) - 0.5))).toBeLessThan(slack);
    }
  });
});

describe("renderSprites", () => {
  const at = (...levels: number[]) => Float32Array.from(spriteFactors(levels));

  it.each([0, 1, 2])("grows shape %i by the square of its scale", (shape) => {
    const small = mass(renderSprites(at(shape, 0, 3, 16, 16), { size: 64 }), 64).ink;
    const large = mass(renderSprites(at(shape, 5, 3, 16, 16), { size: 64 }), 64).ink;
    expect(large / small).toBeCloseTo(4, 1);
  });

  it("covers the areas of the three shapes", () => {
    const radius = 0.22 * 64;
    const areas = [2, Math.PI * 0.95 * 0.55, 0.49 ** 2 * (4 + Math.PI)];
    areas.forEach((area, shape) => {
      expect(mass(renderSprites(at(shape, 5, 7, 10, 20), { size: 64 }), 64).ink / (area * radius ** 2)).toBeCloseTo(
        1,
        1,
      );
    });
  });

  it("turns the shape counterclockwise with the orientation", () => {
    // The ellipse lies flat at 0, rises to the right after an eighth of a turn, and repeats after half a turn.
    const tilt = (orientation: number) => {
      const pixels = renderSprites(at(1, 5, orientation, 16, 16), { size: 64 });
      const { x, y } = mass(pixels, 64);
      return pixels.reduce((sum, value, p) => sum + value * ((p % 64) - x) * (Math.floor(p / 64) - y), 0) / 255;
    };
    expect(Math.abs(tilt(0))).toBeLessThan(Math.abs(tilt(5)) / 50);
    expect(tilt(5)).toBeLessThan(0); // rows count downwards
    expect(tilt(15)).toBeCloseTo(-tilt(5), -2);
    expect(renderSprites(at(1, 5, 25, 16, 16))).toEqual(renderSprites(at(1, 5, 5, 16, 16)));
    expect(renderSprites(at(2, 5, 25, 16, 16))).not.toEqual(renderSprites(at(2, 5, 5, 16, 16)));
  });

  it("keeps every sprite off the border and has hard edges only when binary", () => {
    for (const binary of [false, true]) {
      const { images } = drawSprites({ count: 2000, binary, seed: 8 });
      let border = 0;
      let grey = 0;
      images.forEach((value, index) => {
        const [column, row] = [index % 32, Math.floor(index / 32) % 32];
        if (column === 0 || row === 0 || column === 31 || row === 31) border = Math.max(border, value);
        if (value > 0 && value < 255) grey++;
      });
      expect(border).toBeLessThan(128);
      expect(grey > 0).toBe(!binary);
    }
  });

  it.each([
    [[3, 1, 0, 0, 0], /shape must be 0, 1 or 2, got \[3, 1, 0, 0, 0\] for sprite 0/],
    [[0, 1.5, 0, 0, 0], /scale must be within \[0.5, 1\]/],
    [[0, 1, Number.NaN, 0, 0], /orientation must be finite/],
    [[0, 1, 0, -0.5, 0], /x and y must be within \[0, 1\]/],
    [[0, 1, 0], /5 values per sprite, got 3 values/],
  ])("refuses factors %j", (factors, message) => {
    expect(() => renderSprites(Float32Array.from(factors))).toThrow(ConfigError);
    expect(() => renderSprites(Float32Array.from(factors))).toThrow(message);
  });
});

function mass(pixels: Uint8Array, size: number) {
  let [ink, x, y] = [0, 0, 0];
  pixels.forEach((value, p) => {
    ink += value / 255;
    x += ((p % size) * value) / 255;
    y += (Math.floor(p / size) * value) / 255;
  });
  return { ink, x: x / ink, y: y / ink };
}
