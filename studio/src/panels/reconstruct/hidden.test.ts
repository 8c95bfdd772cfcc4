import { describe, expect, it } from "vitest";
import { AREAS, areaBits, formatHidden, parseHidden } from "./hidden.ts";

describe("hidden pixels in a link", () => {
  it.each(AREAS)("names the %s", (area) => {
    expect(formatHidden(areaBits(area, 28, 28), 28)).toBe(area);
    expect(parseHidden(area, 28, 28)).toEqual(areaBits(area, 28, 28));
  });

  it("keeps any other choice bit by bit", () => {
    const bits = Uint8Array.from({ length: 15 * 9 }, (_, i) => Number((i * i) % 7 === 3));
    expect(parseHidden(formatHidden(bits, 15), 15, 9)).toEqual(bits);
  });

  it("says nothing of none, and shows everything where the link makes no sense", () => {
    expect(formatHidden(new Uint8Array(16), 4)).toBeUndefined();
    for (const text of [undefined, "elsewhere", "~!!", "~"]) expect(parseHidden(text, 4, 4).includes(1)).toBe(false);
  });
});
