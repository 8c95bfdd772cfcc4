import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import type { Disentanglement } from "../tasks/index.ts";
import { disentanglementSection } from "./disentanglement.ts";

function madeUp(latent: number): Disentanglement {
  const factors = ["size & <b>", "place"].map((name, j) => ({
    name,
    levels: 4,
    entropy: 1.4 - 0.4 * j,
    migGap: 0.5,
    sapGap: 0.25,
    informativeness: 0.75,
    explicitness: 0.875,
  }));
  return {
    count: 1200,
    seed: 0,
    scores: {
      ...{ betaVae: 0.91, factorVae: 0.82, mig: 0.5, sap: 0.25, disentanglement: 0.61, completeness: 0.62 },
      ...{ informativeness: 0.63, modularity: 0.64, explicitness: 0.65 },
    },
    factors,
    // The last dimension tells all of the first factor, the first one half of the second.
    mutualInformation: Array.from({ length: latent }, (_, d) => [
      d === latent - 1 ? 1.4 : 0,
      d === 0 ? 0.5 : 0.001 * d,
    ]),
    importances: Array.from({ length: latent }, () => [0, 0]),
    notes: ["Few items."],
  };
}

const documentOf = (found: Disentanglement) =>
  parseHTML(`<body>${disentanglementSection(found).body.text}</body>`).document;

describe("disentanglementSection", () => {
  it("draws a cell for each dimension and factor with what it tells", () => {
    const document = documentOf(madeUp(3));
    const titles = [...document.querySelectorAll("title")].map((title) => title.textContent);
    expect(titles).toContain("dimension 3, size & <b>: 1.400 of 1.400 nats");
    expect(titles).toContain("dimension 1, place: 0.500 of 1.000 nats");
    expect(new Set(titles).size).toBe(6);
    const shares = [...document.querySelectorAll("[aria-label=text] text")].map((text) => text.textContent);
    expect(shares).toEqual(["0", "50", "0", "0", "100", "0"]);
    expect(document.querySelector("svg")!.getAttribute("aria-label")).toMatch(/3 latent dimensions and 2 factors/);
  });

  it("names every score, each factor's best dimension, and what to keep in mind", () => {
    const document = documentOf(madeUp(3));
    const [scores, factors] = [...document.querySelectorAll("table")];
    expect(scores!.querySelectorAll("tbody tr").length).toBe(9);
    expect(scores!.textContent).toContain("0.910accuracy; 0.50 by chance");
    const rows = [...factors!.querySelectorAll("tbody tr")].map((row) =>
      [...row.querySelectorAll("th, td")].map((cell) => cell.textContent),
    );
    expect(rows).toEqual([
      ["size & <b>", "4", "3", "0.500", "0.250", "0.750", "0.875"],
      ["place", "4", "1", "0.500", "0.250", "0.750", "0.875"],
    ]);
    expect(document.querySelector("p")!.textContent).toContain("Few items.");
    expect(document.querySelector("b")).toBeNull();
  });

  it("draws the dimensions that tell most where there are many, and says so", () => {
    const document = documentOf(madeUp(40));
    const titles = [...document.querySelectorAll("title")].map((title) => title.textContent!);
    expect(new Set(titles).size).toBe(64);
    expect(titles.some((title) => title.startsWith("dimension 40,"))).toBe(true);
    expect(titles.some((title) => title.startsWith("dimension 2,"))).toBe(false);
    expect(document.querySelector("figcaption")!.textContent).toContain("Drawn: 32 of 40 dimensions");
  });
});
