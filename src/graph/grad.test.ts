import { describe, expect, it } from "vitest";
import * as g from "./index.ts";

const x = g.input("x", [3]);

function gradientAt(loss: (x: g.Tensor) => g.Tensor, values: readonly number[]): number[] {
  return [...g.evaluate(g.grad(g.sum(loss(x)), [x]), { x: values })[0]!.data];
}

describe("grad", () => {
  it("is zero, in the variable's shape, where the loss does not depend on it", () => {
    const other = g.input("other", [2, 2]);
    const [got] = g.evaluate(g.grad(g.sum(x), [other]), { x: [1, 2, 3] });
    expect(got).toEqual({ shape: [2, 2], data: new Float64Array(4) });
  });

  it("adds up where a value is used several times", () => {
    expect(gradientAt((v) => g.add(g.mul(v, v), g.mul(v, 3)), [1, 2, 3])).toEqual([5, 7, 9]);
  });

  it("can be taken with respect to a value in between", () => {
    const square = g.mul(x, x);
    const [got] = g.evaluate(g.grad(g.sum(g.mul(square, 5)), [square]), { x: [1, 2, 3] });
    expect([...got!.data]).toEqual([5, 5, 5]);
  });

  it("refuses a loss that is no scalar", () => {
    expect(() => g.grad(x, [x])).toThrow("grad: the loss must be a float32 scalar, got float32 [3]; sum or average it");
    expect(() => g.grad(g.argmax(x), [x])).toThrow("got int64 []");
  });

  it("stops at stopGradient", () => {
    expect(gradientAt((v) => g.mul(g.stopGradient(v), v), [1, 2, 3])).toEqual([1, 2, 3]);
  });

  it("is shared by equal extrema", () => {
    expect(gradientAt((v) => g.max(v), [2, 2, 1])).toEqual([0.5, 0.5, 0]);
    expect(gradientAt((v) => g.min(v), [1, 1, 1])).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect(gradientAt((v) => g.maxPool(g.reshape(v, [1, 1, 3]), 2, { stride: 1 }), [2, 2, 2])).toEqual([0.5, 1, 0.5]);
  });

  it("goes to the first operand where maximum and minimum tie", () => {
    expect(gradientAt((v) => g.maximum(v, 2), [1, 2, 3])).toEqual([0, 1, 1]);
    expect(gradientAt((v) => g.minimum(v, 2), [1, 2, 3])).toEqual([1, 1, 0]);
    expect(gradientAt((v) => g.maximum(2, v), [1, 2, 3])).toEqual([0, 0, 1]);
  });

  it("is zero at the kinks of abs and relu", () => {
    expect(gradientAt(g.abs, [-1, 0, 1])).toEqual([-1, 0, 1]);
    expect(gradientAt(g.relu, [-1, 0, 1])).toEqual([0, 0, 1]);
  });

  it("passes through clip at its bounds and not beyond them", () => {
    expect(gradientAt((v) => g.clip(v, 0, 1), [-1, 0.5, 2])).toEqual([0, 1, 0]);
  });
});

describe("vjp", () => {
  it("multiplies each output's cotangent with its Jacobian and adds", () => {
    const [y, z] = [g.mul(x, 2), g.mul(x, x)];
    const cotangents = [g.input("cy", [3]), g.input("cz", [3])];
    const [got] = g.evaluate(g.vjp([y, z], cotangents, [x]), { x: [1, 2, 3], cy: [1, 1, 1], cz: [1, 10, 100] });
    expect([...got!.data]).toEqual([4, 42, 602]);
  });

  it("refuses a cotangent of another shape", () => {
    expect(() => g.vjp([x], [g.input("c", [2])], [x])).toThrow("vjp: the cotangent of output 0 must be [3], got [2]");
  });
});

describe("evaluate", () => {
  it("names an input without a value or with too few", () => {
    expect(() => g.evaluate([x], {})).toThrow("evaluate: input x needs 3 values, got none");
    expect(() => g.evaluate([x], { x: [1] })).toThrow("evaluate: input x needs 3 values, got 1");
  });

  it("walks a chain of 20,000 nodes without recursion", () => {
    let y: g.Tensor = x;
    for (let i = 0; i < 20_000; i++) y = g.add(y, 1);
    const [value, slope] = g.evaluate([y, ...g.grad(g.sum(y), [x])], { x: [0, 1, 2] });
    expect([...value!.data]).toEqual([20_000, 20_001, 20_002]);
    expect([...slope!.data]).toEqual([1, 1, 1]);
  });
});
