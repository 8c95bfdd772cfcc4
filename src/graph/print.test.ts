import { describe, expect, it } from "vitest";
import { float32 } from "../array/index.ts";
import * as g from "./index.ts";

describe("printGraph", () => {
  it("prints a line per node, with inputs and scalars in place", () => {
    const x = g.input("x", [8, 3]);
    const hidden = g.relu(g.gemm(x, g.input("w", [3, 4]), g.input("b", [4])));
    const loss = g.mean(g.square(g.sub(hidden, 1)));
    expect(g.printGraph({ loss, hidden })).toMatchInlineSnapshot(`
      "%0 = gemm(x, w, b) : float32[8, 4]
      %1 = relu(%0) : float32[8, 4]
      %2 = sub(%1, 1) : float32[8, 4]
      %3 = mul(%2, %2) : float32[8, 4]
      %4 = sum(%3) {axes: [0,1]} : float32[]
      %5 = mul(%4, 0.03125) : float32[]
      loss <- %5
      hidden <- %1"
    `);
  });

  it("prints attributes, types and constants with elements", () => {
    const x = g.input("x", [1, 2, 5]);
    const y = g.conv(x, g.constant(float32(new Float32Array(6), [1, 2, 3])), { padding: 1 });
    expect(g.printGraph({ best: g.argmax(y, 2), input: x })).toMatchInlineSnapshot(`
      "%0 = constant() : float32[1, 2, 3]
      %1 = conv(x, %0) {strides: [1], padding: [[1,1]], dilations: [1], groups: 1} : float32[1, 1, 5]
      %2 = argmax(%1) {axis: 2} : int64[1, 1]
      best <- %2
      input <- x"
    `);
  });

  it("prints the gradient of a dense layer as the products one would write by hand", () => {
    const [x, w, b] = [g.input("x", [8, 3]), g.input("w", [3, 4]), g.input("b", [4])] as const;
    const y = g.tanh(g.add(g.matmul(x, w), b));
    const names = ["dw", "db"];
    const simple = g.simplify(g.grad(g.sum(y), [w, b]));
    expect(g.printGraph(Object.fromEntries(names.map((name, i) => [name, simple[i]!])))).toMatchInlineSnapshot(`
      "%0 = gemm(x, w, b) : float32[8, 4]
      %1 = tanh(%0) : float32[8, 4]
      %2 = mul(%1, %1) : float32[8, 4]
      %3 = sub(1, %2) : float32[8, 4]
      %4 = matmul(x, %3) {transposeA: true} : float32[3, 4]
      %5 = sum(%3) {axes: [0]} : float32[4]
      dw <- %4
      db <- %5"
    `);
  });
});
