import { describe, expect, it } from "vitest";
import { Generator } from "../../array/index.ts";
import { evaluate, grad, input, mul, Scope, sum, type Tensor } from "../../graph/index.ts";
import { codeShares, codesAt, perplexity } from "./usage.ts";
import { vectorQuantiser } from "./vq.ts";

const N = 6;
const WIDTH = 2;
const normals = (count: number, stream: string) => {
  const generator = new Generator(3, stream);
  return Array.from({ length: count }, () => generator.normal());
};
const FEEDS = {
  z: normals(N * WIDTH, "z"),
  weight: normals(N * WIDTH, "weight"),
  "0.codebook": normals(4 * WIDTH, "first"),
  "1.codebook": normals(4 * WIDTH, "second").map((v) => v / 3),
};
const value = (x: Tensor) => [...evaluate([x], FEEDS)[0]!.data];
const z = input("z", [N, WIDTH]);

function nearest(v: readonly number[], book: readonly number[]): number {
  const d = Array.from({ length: book.length / WIDTH }, (_, k) =>
    v.reduce((total, x, i) => total + (x - book[k * WIDTH + i]!) ** 2, 0),
  );
  return d.indexOf(Math.min(...d));
}

describe("vectorQuantiser", () => {
  it("codes by each level what the levels before it left over", () => {
    const scope = new Scope({ training: false });
    const quantiser = vectorQuantiser({ size: 4, depth: 2 }, WIDTH);
    expect(quantiser.classes).toEqual([4, 4]);
    const { codes, vectors } = quantiser.quantise(z, scope);
    const expected = Array.from({ length: N }, (_, n) => {
      const v = FEEDS.z.slice(n * WIDTH, (n + 1) * WIDTH);
      const a = nearest(v, FEEDS["0.codebook"]);
      const first = FEEDS["0.codebook"].slice(a * WIDTH, (a + 1) * WIDTH);
      const rest = v.map((x, i) => x - first[i]!);
      const b = nearest(rest, FEEDS["1.codebook"]);
      return { codes: [a, b], vector: first.map((x, i) => x + FEEDS["1.codebook"][b * WIDTH + i]!) };
    });
    expect(value(codes)).toEqual(expected.flatMap((one) => one.codes));
    const wanted = expected.flatMap(({ vector }) => vector);
    value(vectors).forEach((v, i) => {
      expect(v).toBeCloseTo(wanted[i]!, 6);
    });
    expect(value(quantiser.vectorsOf(codes, scope))).toEqual(value(vectors));
  });

  it("passes gradients straight through, and none to the codebook", () => {
    const scope = new Scope({ training: true });
    const { vectors } = vectorQuantiser({ size: 4, codebook: "gradient" }, WIDTH).quantise(z, scope);
    const plain = vectorQuantiser({ size: 4 }, WIDTH).quantise(z, new Scope({ training: false })).vectors;
    value(plain).forEach((v, i) => {
      expect(value(vectors)[i]).toBeCloseTo(v, 6);
    });
    const book = scope.variables()[0]!.tensor;
    const [slope, none] = grad(sum(mul(vectors, input("weight", [N, WIDTH]))), [z, book]);
    expect(value(slope!)).toEqual(FEEDS.weight);
    expect(value(none!).every((v) => v === 0)).toBe(true);
  });

  it("sums the commitment of all levels over an item's vectors", () => {
    const scope = new Scope({ training: true });
    const quantiser = vectorQuantiser({ size: 4, depth: 2, codebook: "gradient", commitment: 0.5 }, WIDTH);
    const { codes } = quantiser.quantise(z, scope);
    const shares = mul(input("shares", [N]), 1);
    const { loss, terms } = quantiser.learn(z, codes, { scope, key: scope.key("learn"), shares, positions: 3 });
    const rows = value(codes);
    let total = 0;
    for (let n = 0; n < N; n++) {
      let rest = FEEDS.z.slice(n * WIDTH, (n + 1) * WIDTH);
      for (const [level, book] of [FEEDS["0.codebook"], FEEDS["1.codebook"]].entries()) {
        const code = rows[2 * n + level]!;
        rest = rest.map((x, i) => x - book[code * WIDTH + i]!);
        total += 1.5 * rest.reduce((sum, x) => sum + x * x, 0);
      }
    }
    const feeds = { ...FEEDS, shares: new Array<number>(N).fill(1 / N) };
    expect(evaluate([loss], feeds)[0]!.data[0]).toBeCloseTo((3 * total) / N, 5);
    expect(evaluate([terms.quantisation!], feeds)[0]!.data[0]).toBeCloseTo((3 * total) / N, 5);
  });

  it("refuses to revive codes that learn by gradient", () => {
    expect(() => vectorQuantiser({ size: 4, codebook: "gradient", revive: 0.1 }, 2)).toThrow("revive");
  });
});

describe("perplexity", () => {
  const of = (shares: readonly number[]) =>
    evaluate([perplexity(input("p", [shares.length]))], { p: shares })[0]!.data[0]!;

  it("is the number of codes for equal use, 1 for a single one, exp(entropy) otherwise", () => {
    expect(of([0.25, 0.25, 0.25, 0.25])).toBeCloseTo(4, 10);
    expect(of([0, 1, 0])).toBeCloseTo(1, 10);
    expect(of([0.5, 0.3, 0.2, 0])).toBeCloseTo(
      Math.exp(-(0.5 * Math.log(0.5) + 0.3 * Math.log(0.3) + 0.2 * Math.log(0.2))),
      10,
    );
  });

  it("comes from the shares of a level's codes", () => {
    const codes = input("codes", [3, 2]);
    const shares = codeShares(codesAt(codes, 1), input("shares", [3]), 4);
    const feeds = { codes: [9, 0, 9, 2, 9, 2], shares: [0.2, 0.3, 0.5] };
    expect([...evaluate([shares], feeds)[0]!.data]).toEqual([0.2, 0, 0.8, 0]);
  });
});
