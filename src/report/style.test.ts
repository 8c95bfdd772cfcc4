import { describe, expect, it } from "vitest";
import { CLASS_COLOURS, COLOURS, STYLE } from "./style.ts";

// Contrast ratio of two colours, WCAG 2.2.
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe.each(["light", "dark"] as const)("the %s colours", (scheme) => {
  const { page, surface, ink, soft, accent, second, idle } = COLOURS[scheme];

  it("give text a contrast of 4.5 and more", () => {
    for (const text of [ink, soft, accent]) {
      for (const ground of [page, surface]) expect(contrast(text, ground), `${text} on ${ground}`).toBeGreaterThan(4.5);
    }
  });

  it("give marks and classes a contrast of 3 and more", () => {
    for (const mark of [second, idle, ...CLASS_COLOURS[scheme]]) {
      expect(contrast(mark, page), `${mark} on ${page}`).toBeGreaterThan(3);
    }
  });

  it("are twelve different classes", () => {
    expect(new Set(CLASS_COLOURS[scheme]).size).toBe(12);
  });
});

describe("the style sheet", () => {
  it("asks for nothing from elsewhere and defines every variable it uses", () => {
    expect(STYLE).not.toMatch(/url\(|@import|@font-face/);
    const ours = new Set([...STYLE.matchAll(/--[\w-]+(?=:)/g)].map(([name]) => name));
    const inline = ["--columns", "--width", "--ratio", "--tall"];
    for (const [, name] of STYLE.matchAll(/var\((--[\w-]+)\)/g)) expect([...ours, ...inline]).toContain(name);
  });
});
