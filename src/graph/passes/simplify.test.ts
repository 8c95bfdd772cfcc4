import { describe, expect, it } from "vitest";
import { float32 } from "../../array/index.ts";
import * as g from "../index.ts";
import { CommonSubexpressions } from "./cse.ts";

const x = g.input("x", [4, 6]);
const y = g.input("y", [4, 6]);
const w = g.input("w", [6, 5]);

const simple = (...outputs: g.Tensor[]) =>
  g.printGraph(Object.fromEntries(g.simplify(outputs).map((output, i) => [`y${i}`, output])));
const one = (output: g.Tensor) => g.simplify([output])[0]!;

describe("algebra", () => {
  it.each<[string, g.Tensor]>([
    ["x + 0", g.add(x, 0)],
    ["0 + x", g.add(0, x)],
    ["x - 0", g.sub(x, 0)],
    ["x * 1", g.mul(x, 1)],
    ["x * ones", g.mul(x, g.broadcastTo(g.asTensor(1), [4, 6]))],
    ["x / 1", g.div(x, 1)],
    ["-(-x)", g.neg(g.neg(x))],
    ["x * -1 * -1", g.mul(g.mul(x, -1), -1)],
    ["stopGradient(x)", g.stopGradient(x)],
    ["a reshape there and back", g.reshape(g.reshape(x, [24]), [4, 6])],
    ["a transposition there and back", g.transpose(g.transpose(x))],
  ])("%s is x", (_what, node) => {
    expect(one(node)).toBe(x);
  });

  it("turns zero times anything into zeros of the right shape", () => {
    expect(simple(g.mul(g.input("row", [6]), g.mul(x, 0)))).toMatchInlineSnapshot(`
      "%0 = broadcastTo(0) {shape: [4,6]} : float32[4, 6]
      y0 <- %0"
    `);
  });

  it("joins scalar factors", () => {
    expect(simple(g.mul(g.mul(g.neg(x), 3), 0.5))).toMatchInlineSnapshot(`
      "%0 = mul(x, -1.5) : float32[4, 6]
      y0 <- %0"
    `);
  });

  it("leaves broadcasting to the operations that do it", () => {
    const row = g.input("row", [6]);
    expect(simple(g.add(x, g.broadcastTo(row, [4, 6])))).toMatchInlineSnapshot(`
      "%0 = add(x, row) : float32[4, 6]
      y0 <- %0"
    `);
    expect(one(g.add(g.broadcastTo(row, [4, 6]), g.broadcastTo(row, [4, 6]))).shape).toEqual([4, 6]);
  });

  it("keeps a broadcast where the result needs it", () => {
    const row = g.input("row", [6]);
    expect(simple(g.mul(row, g.broadcastTo(g.asTensor(1), [4, 6])))).toMatchInlineSnapshot(`
      "%0 = broadcastTo(row) {shape: [4,6]} : float32[4, 6]
      y0 <- %0"
    `);
  });
});

describe("folding", () => {
  it("computes what needs no input", () => {
    const table = g.constant(float32([1, 2, 3]));
    expect(simple(g.mul(g.input("r", [3]), g.exp(g.sub(g.sum(table), 6))))).toMatchInlineSnapshot(`"y0 <- r"`);
  });

  it("does not store a broadcast", () => {
    expect(one(g.broadcastTo(g.asTensor(2), [100])).op).toBe("broadcastTo");
  });
});

describe("common subexpressions", () => {
  it("are computed once", () => {
    expect(simple(g.add(g.exp(g.mul(x, 2)), g.sqrt(g.exp(g.mul(x, 2)))))).toMatchInlineSnapshot(`
      "%0 = mul(x, 2) : float32[4, 6]
      %1 = exp(%0) : float32[4, 6]
      %2 = sqrt(%1) : float32[4, 6]
      %3 = add(%1, %2) : float32[4, 6]
      y0 <- %3"
    `);
  });

  it("include two inputs of one name", () => {
    const [a, b] = one(g.sub(g.exp(g.input("z", [2])), g.exp(g.input("z", [2])))).inputs;
    expect(a).toBe(b);
  });

  it("do not mix attributes: sums over different axes, pads of opposite infinities", () => {
    const different = [
      g.sum(x, { axes: 0, keepDims: true }),
      g.sum(x, { axes: 0 }),
      g.pad(x, [0, 1], [0, 0], Number.POSITIVE_INFINITY),
      g.pad(x, [0, 1], [0, 0], Number.NEGATIVE_INFINITY),
      g.pad(x, [0, 1], [0, 0], Number.NaN),
    ];
    expect(new Set(g.simplify(different)).size).toBe(different.length);
  });

  it("keep nodes apart that were seen as an operand first", () => {
    const common = new CommonSubexpressions();
    const inner = g.exp(x);
    common.unique(g.sqrt(inner));
    common.unique(inner);
    const other = g.sin(x);
    common.unique(other);
    const a = g.neg(inner);
    const b = g.neg(other);
    expect(common.unique(a)).toBe(a);
    expect(common.unique(b)).toBe(b);
  });
});

describe("fusion", () => {
  it("makes a product with a row added one gemm", () => {
    const b = g.input("b", [5]);
    expect(one(g.add(g.matmul(x, w), b)).op).toBe("gemm");
    expect(one(g.add(g.reshape(b, [1, 5]), g.matmul(x, w))).op).toBe("gemm");
    expect(one(g.add(g.matmul(x, w), g.reshape(b, [1, 5]))).op).toBe("gemm");
  });

  it("leaves a product alone that is used twice, and one with a column added", () => {
    const product = g.matmul(x, w);
    const [sum] = g.simplify([g.add(product, g.input("b", [5])), g.exp(product)]);
    expect(sum!.op).toBe("add");
    expect(one(g.add(g.matmul(x, w), g.input("column", [4, 1]))).op).toBe("add");
  });

  it("sums a cross-entropy of logits by softplusSum", () => {
    const logProb = g.sum(g.sub(g.mul(x, y), g.softplus(x)), { axes: 1 });
    expect(simple(logProb)).toMatchInlineSnapshot(`
      "%0 = mul(x, y) : float32[4, 6]
      %1 = sum(%0) {axes: [1]} : float32[4]
      %2 = softplusSum(x) {axes: [1]} : float32[4]
      %3 = sub(%1, %2) : float32[4]
      y0 <- %3"
    `);
  });

  it("leaves a sum of softplus alone that keeps its axes", () => {
    const kept = g.sum(g.softplus(x), { axes: 1, keepDims: true });
    expect([one(kept).op, one(kept).shape]).toEqual(["sum", [4, 1]]);
  });

  it("splits a sum only where both parts fill it", () => {
    const row = g.input("row", [6]);
    expect(simple(g.sum(g.sub(x, g.softplus(row))))).not.toContain("softplusSum");
  });
});
