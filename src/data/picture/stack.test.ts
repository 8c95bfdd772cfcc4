import { describe, expect, it } from "vitest";
import { mapPool, PictureStack } from "./stack.ts";

const picture = (channels: 1 | 3 | 4, pixels: number[]) => ({
  width: 2,
  height: 1,
  channels,
  pixels: Uint8Array.from(pixels),
});

describe("PictureStack", () => {
  it("holds planes of pictures that come in any order", () => {
    const stack = new PictureStack(2, picture(3, []));
    stack.put(1, picture(3, [1, 2, 3, 4, 5, 6]));
    stack.put(0, picture(3, [7, 8, 9, 10, 11, 12]));
    expect([...stack.dataset("x").values]).toEqual([7, 10, 8, 11, 9, 12, 1, 4, 2, 5, 3, 6]);
  });

  it("gives all pictures opacity once one has it", () => {
    const stack = new PictureStack(3, picture(3, []));
    stack.put(0, picture(3, [1, 2, 3, 4, 5, 6]));
    stack.put(2, picture(4, [1, 2, 3, 40, 4, 5, 6, 50]));
    stack.put(1, picture(3, [7, 8, 9, 10, 11, 12]));
    expect(stack.channels).toBe(4);
    expect([...stack.dataset("x").values]).toEqual(
      [1, 4, 2, 5, 3, 6, 255, 255].concat([7, 10, 8, 11, 9, 12, 255, 255], [1, 4, 2, 5, 3, 6, 40, 50]),
    );
  });
});

describe("mapPool", () => {
  it("begins nothing more after a failure", async () => {
    const begun: number[] = [];
    const task = async (index: number) => {
      begun.push(index);
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (index === 3) throw new Error("third");
    };
    await expect(mapPool(1000, task)).rejects.toThrow("third");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(begun.length).toBeLessThan(30);
  });
});
