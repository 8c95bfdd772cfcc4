import { describe, expect, it } from "vitest";
import { BUILTIN_DATA, openBuiltin } from "./builtin-sets.ts";

describe("openBuiltin", () => {
  it.each(BUILTIN_DATA)("draws %s with labels and other pictures for testing", (name) => {
    const { train, test } = openBuiltin(name, { count: 24, seed: 3 });
    expect([train.count, test!.count]).toEqual([24, 4]);
    expect(train.labels!.every((label) => train.schema.labels![label] !== undefined)).toBe(true);
    const size = train.values.length / 24;
    const pictures = Array.from({ length: 24 }, (_, i) => String(train.values.subarray(i * size, (i + 1) * size)));
    for (let i = 0; i < 4; i++) expect(pictures).not.toContain(String(test!.values.subarray(i * size, (i + 1) * size)));
  });

  it("repeats itself for a seed and takes a size", () => {
    expect(openBuiltin("digits", { count: 6 }).train.values).toEqual(openBuiltin("digits", { count: 6 }).train.values);
    expect(openBuiltin("digits", { count: 6, size: 40 }).train.schema).toMatchObject({ width: 40, height: 40 });
  });

  it("carries the factors of sprites", () => {
    const { factors } = openBuiltin("sprites", { count: 6 }).train;
    expect(factors!.values.length).toBe(6 * factors!.names.length);
  });

  it("refuses unknown names and counts", () => {
    expect(() => openBuiltin("digit")).toThrow('got "digit"; did you mean "digits"?');
    expect(() => openBuiltin("digits", { count: 0 })).toThrow("count must be a positive whole number, got 0");
  });
});
