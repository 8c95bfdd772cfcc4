import { describe, expect, it } from "vitest";
import { broadcastTo, evaluate, input, neg, sigmoid, topologicalOrder } from "../index.ts";
import { simplify } from "./simplify.ts";

describe("simplify", () => {
  it("applies a function of one operand before a broadcast, not after it", () => {
    const x = input("x", [3, 1]);
    const plain = [sigmoid(neg(broadcastTo(x, [3, 500])))];
    const simpler = simplify(plain);
    const wide = topologicalOrder(simpler).filter(({ shape }) => shape[1] === 500);
    expect(wide.map(({ op }) => op)).toEqual(["broadcastTo"]);
    const feeds = { x: [-1, 0, 2] };
    expect(evaluate(simpler, feeds)[0]!.data).toEqual(evaluate(plain, feeds)[0]!.data);
  });
});
