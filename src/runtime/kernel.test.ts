import { describe, expect, it } from "vitest";
import { Generator } from "../array/index.ts";
import { add, div, evaluate, input, maximum, mul, neg, relu, sign, sqrt, step, sub, sum } from "../graph/index.ts";
import { canFuse, compileKernel, compileSumOfSquares } from "./kernel.ts";

const LENGTH = 64;

function arrays(count: number): { memory: WebAssembly.Memory; views: Float32Array[] } {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const views = Array.from({ length: count }, (_, i) => new Float32Array(memory.buffer, i * LENGTH * 4, LENGTH));
  views.forEach((view, i) => {
    new Generator(7, "kernel", i).fillNormal(view);
  });
  return { memory, views };
}

describe("compileKernel", () => {
  it("computes what the graph means, in place", () => {
    const { memory, views } = arrays(2);
    const [x, y, a] = [input("x", [LENGTH]), input("y", [LENGTH]), input("a", [])];
    const fused = [
      sub(mul(x, a), div(y, add(sqrt(mul(y, y)), 0.5))),
      maximum(add(relu(x), sign(y)), mul(step(neg(x)), 2)),
    ];
    expect(canFuse(fused)).toBe(true);
    const feeds = { x: views[0]!.slice(), y: views[1]!.slice(), a: [0.7] };
    const want = evaluate(fused, feeds);
    const kernel = compileKernel({
      memory,
      length: LENGTH,
      reads: new Map([
        [x, 0],
        [y, LENGTH * 4],
      ]),
      scalars: [a],
      writes: fused.map((value, i) => ({ value, offset: i * LENGTH * 4 })),
    });
    kernel([0.7]);
    for (const [i, { data }] of want.entries()) {
      for (let k = 0; k < LENGTH; k++) expect(views[i]![k]).toBeCloseTo(data[k]!, 5);
    }
  });

  it("refuses operations that are not element-wise", () => {
    expect(canFuse([mul(input("x", [4]), 2)])).toBe(true);
    expect(canFuse([sum(input("x", [4]))])).toBe(false);
  });
});

describe("compileSumOfSquares", () => {
  it("adds squares in float64 precision", () => {
    const { memory, views } = arrays(3);
    const norm = compileSumOfSquares(memory, LENGTH * 4, LENGTH);
    const want = views[1]!.reduce((total, v) => total + Math.fround(v * v), 0);
    expect(norm()).toBeCloseTo(want, 6);
    expect(norm()).toBeCloseTo(want, 6);
  });
});
