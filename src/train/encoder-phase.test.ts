import { describe, expect, it } from "vitest";
import { afterEpoch, encoderBatch, freshEncoderProgress, untilNoBetter } from "./encoder-phase.ts";

async function updates(losses: readonly number[], most: number, window: number): Promise<number> {
  let count = 0;
  await untilNoBetter({ most, window }, async () => losses[count++]!);
  return count;
}

describe("untilNoBetter", () => {
  it("ends with the first window whose loss is not below that of the one before", async () => {
    expect(await updates([9, 9, 5, 5, 4, 6, 1, 1], 8, 2)).toBe(6);
    expect(await updates([9, 9, 5, 5, 4, 5, 1, 1], 8, 2)).toBe(8);
    expect(await updates([9, 8, 7, 6, 5], 3, 2)).toBe(3);
    expect(await updates([9, Number.NaN, 1, 1], 4, 2)).toBe(2);
  });
});

describe("afterEpoch", () => {
  it("ends the phase where the information no longer rises, or after its epochs", () => {
    const progress = freshEncoderProgress();
    const over = [0.5, 1.5, 1.4, 2].map((information, i) => {
      afterEpoch(progress, {}, i + 1, information);
      return progress.over;
    });
    expect(over).toEqual([false, false, true, true]);
    const limited = freshEncoderProgress();
    afterEpoch(limited, { epochs: 1 }, 1, 3);
    expect(limited.over).toBe(true);
  });
});

describe("encoderBatch", () => {
  it("depends on the updates done", () => {
    const at = (updates: number) => encoderBatch(1, { ...freshEncoderProgress(), updates }, 1000);
    expect(at(3)).toBe(at(3));
    expect(new Set([0, 1, 2, 3, 4].map(at)).size).toBeGreaterThan(3);
  });
});
