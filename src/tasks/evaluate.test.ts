import { describe, expect, it } from "vitest";
import { float32 } from "../array/index.ts";
import { perplexityOf } from "./evaluate.ts";

describe("perplexityOf", () => {
  it("is the number of codes where all are equally frequent, and one where only one is used", () => {
    expect(perplexityOf(float32([0, 1, 2, 3, 3, 2, 1, 0], [2, 4]), { classes: [8] })).toBeCloseTo(4, 10);
    expect(perplexityOf(float32([5, 5, 5, 5], [2, 2]), { classes: [8] })).toBeCloseTo(1, 10);
  });

  it("is the mean over the codes of a place, which lie side by side", () => {
    // First codes 0, 1, 0, 1; second codes always 2.
    const codes = float32([0, 2, 1, 2, 0, 2, 1, 2], [2, 4]);
    expect(perplexityOf(codes, { classes: [2, 3] })).toBeCloseTo(1.5, 10);
  });
});
