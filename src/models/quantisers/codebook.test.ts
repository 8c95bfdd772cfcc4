import { describe, expect, it } from "vitest";
import { Generator } from "../../array/index.ts";
import { evaluate, grad, input, Scope, type Tensor } from "../../graph/index.ts";
import { type CodebookSpec, makeCodebook } from "./codebook.ts";

const K = 3;
const WIDTH = 2;
const BOOK = [0, 0, 1, 1, -1, 2];
const Z = [0.1, -0.2, 0.9, 1.3, 0.8, 0.6, 0.2, 0.1];
const NEAREST = [0, 1, 1, 0];
const SHARES = [0.25, 0.25, 0.25, 0.25];

function traced(spec: Partial<CodebookSpec>, feeds: Record<string, number[]> = {}) {
  const scope = new Scope({ training: true });
  const book = makeCodebook({ size: K, ...spec }, WIDTH, scope);
  const z = input("z", [4, WIDTH]);
  const indices = book.nearest(z);
  const shares = input("shares", [4]);
  const learnt = book.learn(z, indices, { key: scope.key("learn"), shares });
  const noise = { "noise:uniform:learn/revive": [0, 0.5, 0.99] };
  const values = { z: Z, shares: SHARES, codebook: BOOK, usage: [0.4, 0.3, 0.3], ...noise, ...feeds };
  const value = (x: Tensor) => [...evaluate([x], values as never)[0]!.data];
  return { scope, book, z, indices, learnt, value };
}

// m and N of van den Oord et al. 2017, appendix A.1, with shares of the batch in place of counts.
function expectedAverages(decay: number, usage: readonly number[]) {
  const [n, sums] = [
    [0, 0, 0],
    [0, 0, 0, 0, 0, 0],
  ];
  NEAREST.forEach((code, i) => {
    n[code]! += SHARES[i]!;
    for (let d = 0; d < WIDTH; d++) sums[code * WIDTH + d]! += SHARES[i]! * Z[i * WIDTH + d]!;
  });
  const N = usage.map((u, k) => decay * u + (1 - decay) * n[k]!);
  const m = BOOK.map((e, i) => decay * e * usage[Math.floor(i / WIDTH)]! + (1 - decay) * sums[i]!);
  return { N, e: m.map((v, i) => v / N[Math.floor(i / WIDTH)]!) };
}

function expectNear(got: readonly number[], want: readonly number[], tolerance = 1e-6) {
  expect(got).toHaveLength(want.length);
  got.forEach((v, i) => {
    expect(Math.abs(v - want[i]!), `element ${i}`).toBeLessThan(tolerance);
  });
}

describe("makeCodebook", () => {
  it("finds the nearest code of random vectors", () => {
    const generator = new Generator(1, "test");
    const z = Array.from({ length: 8 }, () => generator.normal());
    const book = Array.from({ length: 6 }, () => generator.normal());
    const { indices, value } = traced({ revive: 0 }, { z, codebook: book });
    const nearest = [0, 1, 2, 3].map((i) => {
      const d = [0, 1, 2].map((k) => (z[2 * i]! - book[2 * k]!) ** 2 + (z[2 * i + 1]! - book[2 * k + 1]!) ** 2);
      return d.indexOf(Math.min(...d));
    });
    expect(value(indices)).toEqual(nearest);
  });

  it("moves codes and usage as the published averages do, and leaves unused codes where they are", () => {
    const { scope, value } = traced({ decay: 0.9, revive: 0 });
    const { N, e } = expectedAverages(0.9, [0.4, 0.3, 0.3]);
    expectNear(value(scope.updates().get("usage")!), N);
    expectNear(value(scope.updates().get("codebook")!), e);
    expectNear(value(scope.updates().get("codebook")!).slice(4), [-1, 2]);
  });

  it("takes the mean of its vectors for a code that was never used before", () => {
    const { scope, value } = traced({ decay: 0.9, revive: 0 }, { usage: [0, 0, 0] });
    expectNear(value(scope.updates().get("codebook")!), [0.15, -0.05, 0.85, 0.95, -1, 2]);
    expectNear(value(scope.updates().get("usage")!), [0.05, 0.05, 0]);
  });

  it("revives a code of too little use as a vector of the batch that the noise picks", () => {
    const usage = [0.5, 0.5, 0.1];
    // Code 2 falls to 0.09, below 0.3 of an equal share of 1/3; its noise 0.99 picks vector 3.
    const { scope, value } = traced({ decay: 0.9, revive: 0.3 }, { usage });
    const { e, N } = expectedAverages(0.9, usage);
    expectNear(value(scope.updates().get("codebook")!), [...e.slice(0, 4), 0.2, 0.1]);
    expectNear(value(scope.updates().get("usage")!), [N[0]!, N[1]!, 0.1]);
    const kept = traced({ decay: 0.9, revive: 0.2 }, { usage });
    expectNear(kept.value(kept.scope.updates().get("codebook")!).slice(4), [-1, 2]);
  });

  it("pulls the encoder to its codes by the commitment alone, and trains no parameter", () => {
    const { scope, learnt, z, value } = traced({ commitment: 0.5 });
    expect(scope.variables().every(({ trained }) => !trained)).toBe(true);
    const difference = Z.map((v, i) => v - BOOK[NEAREST[Math.floor(i / WIDTH)]! * WIDTH + (i % WIDTH)]!);
    expectNear(value(learnt.loss), [0.5 * 0.25 * difference.reduce((total, d) => total + d * d, 0)]);
    expectNear(
      value(grad(learnt.loss, [z])[0]!),
      difference.map((d) => 2 * 0.5 * 0.25 * d),
    );
  });

  it("moves codes by gradient of their distance, weighted 1, where asked", () => {
    const { scope, learnt, value } = traced({ codebook: "gradient", commitment: 0.5 });
    expect(scope.variables().map(({ name, trained }) => [name, trained])).toEqual([["codebook", true]]);
    expect(scope.updates().size).toBe(0);
    const slopes = [0, 0, 0, 0, 0, 0];
    Z.forEach((v, i) => {
      const at = NEAREST[Math.floor(i / WIDTH)]! * WIDTH + (i % WIDTH);
      slopes[at]! += 2 * 0.25 * (BOOK[at]! - v);
    });
    expectNear(value(grad(learnt.loss, [scope.variables()[0]!.tensor])[0]!), slopes);
  });

  it("counts shares, so that rows of weight 0 teach nothing", () => {
    const shares = [0.5, 0.5, 0, 0];
    const { learnt, value } = traced({ revive: 0 }, { shares });
    expectNear(value(learnt.used), [0.5, 0.5, 0]);
  });
});
