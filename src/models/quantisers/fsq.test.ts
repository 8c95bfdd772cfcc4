import { describe, expect, it } from "vitest";
import { Generator } from "../../array/index.ts";
import { evaluate, grad, input, mul, Scope, sum, type Tensor } from "../../graph/index.ts";
import { finiteScalarQuantiser } from "./fsq.ts";

const N = 40;

// Mentzer et al. 2024, appendix A.1, number by number.
function published(z: number, level: number): { bounded: number; digit: number; value: number } {
  const half = ((level - 1) * (1 - 1e-3)) / 2;
  const offset = level % 2 === 1 ? 0 : 0.5;
  const shift = Math.tan(offset / half);
  const bounded = Math.tanh(z + shift) * half - offset;
  const width = Math.floor(level / 2);
  return { bounded, digit: Math.round(bounded) + width, value: Math.round(bounded) / width };
}

function setup(levels: readonly number[], training = false) {
  const generator = new Generator(5, "fsq");
  const feeds = {
    z: Array.from({ length: N * levels.length }, () => 2 * generator.normal()),
    weight: Array.from({ length: N * levels.length }, () => generator.normal()),
  };
  const scope = new Scope({ training });
  const z = input("z", [N, levels.length]);
  const quantiser = finiteScalarQuantiser(levels);
  const value = (x: Tensor) => [...evaluate([x], feeds)[0]!.data];
  return { feeds, scope, z, quantiser, value, ...quantiser.quantise(z, scope) };
}

describe("finiteScalarQuantiser", () => {
  for (const levels of [[8, 5, 5, 5], [3, 2, 4], [7]]) {
    it(`rounds channels of [${levels}] levels as published, to one code each vector`, () => {
      const { feeds, quantiser, value, codes, vectors, scope } = setup(levels);
      const product = levels.reduce((total, level) => total * level, 1);
      expect(quantiser.classes).toEqual([product]);
      const wanted = feeds.z.map((v, i) => published(v, levels[i % levels.length]!));
      value(vectors).forEach((v, i) => {
        expect(v).toBeCloseTo(wanted[i]!.value, 6);
      });
      const basis = levels.map((_, i) => levels.slice(0, i).reduce((total, level) => total * level, 1));
      const indices = Array.from({ length: N }, (_, n) =>
        basis.reduce((total, b, i) => total + b * wanted[n * levels.length + i]!.digit, 0),
      );
      expect(value(codes)).toEqual(indices);
      expect(value(quantiser.vectorsOf(codes, scope))).toEqual(value(vectors));
    });
  }

  it("leads every code back to a vector that has it", () => {
    const levels = [8, 5, 5, 5];
    const { quantiser, scope } = setup(levels);
    const all = input("codes", [1000, 1]);
    const vectors = quantiser.vectorsOf(all, scope);
    const feeds = { codes: Array.from({ length: 1000 }, (_, i) => i) };
    const found = evaluate([vectors], feeds)[0]!.data;
    const rows = new Set(Array.from({ length: 1000 }, (_, n) => found.slice(4 * n, 4 * n + 4).join()));
    expect(rows.size).toBe(1000);
    // Digits of 7 + 8 (4 + 5 (3 + 5 2)) = 7, 4, 3, 2 in steps of 1 / 4 and 1 / 2.
    const at = 4 * (7 + 8 * (4 + 5 * (3 + 5 * 2)));
    expect([...found.slice(at, at + 4)]).toEqual([0.75, 1, 0.5, 0]);
  });

  it("gives each channel a code of its own where the product is large", () => {
    const levels = [8, 8, 8, 6, 5];
    const { feeds, quantiser, value, codes, vectors, scope } = setup(levels);
    expect(quantiser.classes).toEqual(levels);
    expect(value(codes)).toEqual(feeds.z.map((v, i) => published(v, levels[i % 5]!).digit));
    expect(value(quantiser.vectorsOf(codes, scope))).toEqual(value(vectors));
  });

  it("has the gradient of its bound while training", () => {
    const levels = [8, 5];
    const { feeds, z, value, vectors } = setup(levels, true);
    const slope = value(grad(sum(mul(vectors, input("weight", [N, 2]))), [z])[0]!);
    feeds.z.forEach((v, i) => {
      const level = levels[i % 2]!;
      const h = 1e-5;
      const numeric = (published(v + h, level).bounded - published(v - h, level).bounded) / (2 * h);
      expect(slope[i]).toBeCloseTo((feeds.weight[i]! * numeric) / Math.floor(level / 2), 5);
    });
  });

  it("learns nothing and tells the perplexity of the batch", () => {
    const { quantiser, scope, z, codes, feeds } = setup([8, 5]);
    const shares = input("shares", [N]);
    const { loss, terms } = quantiser.learn(z, codes, { scope, key: scope.key("k"), shares, positions: 1 });
    const [l, p] = evaluate([loss, terms.perplexity!], { ...feeds, shares: new Array<number>(N).fill(1 / N) });
    expect(l!.data[0]).toBe(0);
    const counts = new Map<number, number>();
    for (const code of evaluate([codes], feeds)[0]!.data) counts.set(code, (counts.get(code) ?? 0) + 1);
    const entropy = [...counts.values()].reduce((total, c) => total - (c / N) * Math.log(c / N), 0);
    expect(p!.data[0]).toBeCloseTo(Math.exp(entropy), 6);
    expect(scope.variables()).toEqual([]);
  });
});
