import { describe, expect, it } from "vitest";
import { Generator, type HostArray } from "../../array/index.ts";
import { evaluate, initialValues, input, Scope, type Tensor } from "../../graph/index.ts";
import { CodePrior } from "./code-prior.ts";

const OPTIONS = { filters: 6, layers: 3, kernel: 3 };

function setup(layout: { readonly space: readonly number[]; readonly classes: readonly number[] }, options = OPTIONS) {
  const prior = new CodePrior(layout, options);
  const scope = new Scope({ training: false });
  const codes = input("codes", [1, prior.sites]);
  const logits = prior.logits(codes, scope);
  const surprise = prior.surprise(codes, scope);
  const at = prior.logitsAt(codes, input("site", [1]), scope);
  const first = initialValues(scope.variables(), 1) as Record<string, HostArray>;
  const generator = new Generator(2, "place");
  // Places and biases begin at zero; other values make sites differ and keep units alive.
  const values = Object.fromEntries(
    Object.entries(first).map(([name, { data }]) => [
      name,
      name.endsWith("bias") || name === "place"
        ? Array.from(data as Float32Array, () => Math.abs(generator.normal()))
        : Array.from(data as Float32Array),
    ]),
  );
  const value = (x: Tensor, row: readonly number[], site = 0) =>
    evaluate([x], { ...values, codes: row, site: [site] })[0]!.data;
  return { prior, logits, surprise, at, value };
}

describe("CodePrior", () => {
  for (const { name, layout, options } of [
    { name: "a grid", layout: { space: [4, 5], classes: [4] }, options: OPTIONS },
    { name: "a wide kernel", layout: { space: [4, 4], classes: [4] }, options: { ...OPTIONS, kernel: 5, layers: 2 } },
    { name: "two codes a position", layout: { space: [3, 3], classes: [4, 3] }, options: OPTIONS },
    { name: "one row", layout: { space: [6], classes: [4] }, options: OPTIONS },
  ]) {
    it(`scores each site from the sites before it and no other: ${name}`, () => {
      const { prior, logits, value } = setup(layout, options);
      const { sites, classes } = prior;
      const row = new Array<number>(sites).fill(0);
      const before = value(logits, row);
      for (let changed = 0; changed < sites; changed++) {
        const after = value(
          logits,
          row.map((code, site) => (site === changed ? 1 : code)),
        );
        const moved = (site: number) => {
          for (let c = 0; c < classes; c++) if (before[c * sites + site] !== after[c * sites + site]) return true;
          return false;
        };
        for (let site = 0; site <= changed; site++) expect(moved(site), `${changed} seen by ${site}`).toBe(false);
        if ((changed + 1) % prior.item.shape[2]! !== 0)
          expect(moved(changed + 1), `${changed} not seen by the next`).toBe(true);
      }
    });
  }

  it("has no blind spot: a site sees all of the rows above within reach", () => {
    const { prior, logits, value } = setup({ space: [4, 5], classes: [4] });
    const row = new Array<number>(prior.sites).fill(0);
    // Three layers of 3x3 reach three rows up and three sites to the right; site (3, 2) thus sees all rows above.
    const target = 3 * 5 + 2;
    const before = value(logits, row)[target];
    for (let site = 0; site < 15; site++) {
      const after = value(
        logits,
        row.map((code, i) => (i === site ? 1 : code)),
      )[target];
      expect(after, `site ${site}`).not.toBe(before);
    }
  });

  it("is a distribution: probabilities of all grids sum to one", () => {
    const { prior, surprise, value } = setup({ space: [2, 1], classes: [3, 2] });
    let total = 0;
    for (let i = 0; i < 36; i++) {
      const codes = [i % 3, Math.floor(i / 3) % 2, Math.floor(i / 6) % 3, Math.floor(i / 18)];
      total += Math.exp(-value(surprise, codes)[0]!);
    }
    expect(prior.sites).toBe(4);
    expect(total).toBeCloseTo(1, 6);
  });

  it("scores one site as all sites at once", () => {
    const { prior, logits, at, value } = setup({ space: [2, 3], classes: [4] });
    const row = [0, 3, 1, 2, 2, 0];
    const all = value(logits, row);
    const one = value(at, row, 4);
    expect([...one]).toEqual([0, 1, 2, 3].map((c) => all[c * prior.sites + 4]));
  });

  it("averages -log p over the batch, in bits for the log", () => {
    const prior = new CodePrior({ space: [1, 2], classes: [2] }, OPTIONS);
    const scope = new Scope({ training: true });
    const target = input("x", [2, ...prior.item.shape]);
    const { loss, terms } = prior.objective({ target, weights: input("weights", [2]) }, scope);
    const each = prior.surprise(target, scope);
    const feeds = Object.fromEntries(
      Object.entries(initialValues(scope.variables(), 1)).map(([name, { data }]) => [name, data]),
    );
    const all = { ...feeds, x: [0, 1, 1, 1], weights: [0.75, 0.25] };
    const [l, bits, rows] = evaluate([loss, terms.bitsPerCode!, each], all);
    expect(l!.data[0]).toBeCloseTo(0.75 * rows!.data[0]! + 0.25 * rows!.data[1]!, 10);
    expect(bits!.data[0]).toBeCloseTo(l!.data[0]! / 2 / Math.LN2, 6);
  });
});
