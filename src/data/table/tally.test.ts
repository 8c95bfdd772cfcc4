import * as fc from "fast-check";
import { expect, test } from "vitest";
import { tallyNumbers, tallyQuantiles, tallyTexts, tallyWeighted, withoutValues } from "./tally.ts";

test("texts are counted without the blanks around, in the order they come", () => {
  expect(tallyTexts(["b", " a", "", null, "a ", "  "])).toEqual({
    texts: ["b", "a"],
    counts: [1, 2],
    rows: [0, 1],
    empty: 3,
  });
});

test("numbers are counted in order, NaN left out, minus zero is zero", () => {
  const tally = tallyNumbers(Float64Array.of(3, NaN, -1, 3, -0, 0));
  expect([Array.from(tally.values), Array.from(tally.counts), tally.total]).toEqual([[-1, 0, 3], [1, 2, 2], 5]);
  expect(tallyWeighted([3, -1, 3, 0], [1, 1, 1, 2])).toEqual(tally);
  expect(Array.from(withoutValues(tally, (value) => value === 0).counts)).toEqual([1, 2]);
});

test("quantiles are those of the sorted cells, linear in between", () => {
  const numbers = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 40 });
  const fractions = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });
  fc.assert(
    fc.property(numbers, fractions, (cells, unordered) => {
      const sorted = [...cells].sort((a, b) => a - b);
      const at = [...unordered, 0, 1].sort((a, b) => a - b);
      const expected = at.map((fraction) => {
        const position = fraction * (sorted.length - 1);
        const below = Math.floor(position);
        const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
        return low + (position - below) * (high - low);
      });
      const got = tallyQuantiles(tallyNumbers(Float64Array.from(cells)), at);
      for (const [i, value] of got.entries()) expect(value).toBeCloseTo(expected[i]!, 9);
    }),
    { seed: 7 },
  );
});
