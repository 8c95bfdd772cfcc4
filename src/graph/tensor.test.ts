import { describe, expect, it } from "vitest";
import { float32 } from "../array/index.ts";
import { ShapeError } from "../errors.ts";
import * as g from "./index.ts";

const f = (name: string, ...shape: number[]) => g.input(name, shape);

function errorOf(call: () => unknown): ShapeError {
  try {
    call();
  } catch (error) {
    if (error instanceof ShapeError) return error;
    throw error;
  }
  throw new Error("there was no error");
}

describe("a shape error", () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      "matmul",
      () => g.matmul(f("a", 2, 3), f("b", 2, 4)),
      /^matmul: inner sizes must agree, got \[2, 3\] times \[2, 4\] \(3 against 2\)/,
    ],
    ["a transposed matmul", () => g.matmul(f("a", 2, 3), f("b", 2, 4), { transposeB: true }), /\[2, 4\] transposed/],
    ["matmul of vectors", () => g.matmul(f("a", 2), f("b", 2)), /at least two axes, got \[2\] and \[2\]/],
    [
      "gemm with a long bias",
      () => g.gemm(f("a", 2, 3), f("b", 3, 4), f("c", 5)),
      /^gemm: shapes \[5\] and \[2, 4\] do not broadcast/,
    ],
    [
      "reshape",
      () => g.reshape(f("x", 2, 3), [4]),
      /^reshape: the number of elements must stay, got \[2, 3\] to \[4\]/,
    ],
    ["reshape with a rest that does not divide", () => g.reshape(f("x", 2, 3), [4, -1]), /^reshape: /],
    ["transpose", () => g.transpose(f("x", 2, 3), [0, 0]), /^transpose: the permutation must name every axis/],
    ["slice", () => g.slice(f("x", 3), { axis: 0, start: 1, end: 5 }), /^slice: out of range for \[3\]/],
    ["concat", () => g.concat([f("x", 2, 3), f("y", 2, 4)], 0), /^concat: .*\[2, 3\] and \[2, 4\]/],
    ["concat of nothing", () => g.concat([], 0), /concat: needs at least one tensor/],
    ["pad", () => g.pad(f("x", 2), [-1], [0]), /^pad: needs non-negative sizes/],
    ["broadcastTo", () => g.broadcastTo(f("x", 2, 3), [3]), /^broadcastTo: \[2, 3\] does not broadcast to \[3\]/],
    [
      "sum over a missing axis",
      () => g.sum(f("x", 2, 3), { axes: 2 }),
      /sum of \[2, 3\]: axis must be within \[-2, 1\], got 2/,
    ],
    [
      "conv channels",
      () => g.conv(f("x", 1, 3, 5), f("w", 2, 2, 3)),
      /^conv: channels do not fit, got input \[1, 3, 5\], kernel \[2, 2, 3\], groups 1/,
    ],
    ["conv of a vector", () => g.conv(f("x", 3), f("w", 3)), /^conv: needs \[N, C, /],
    ["conv with a large kernel", () => g.conv(f("x", 1, 1, 2), f("w", 1, 1, 3)), /^conv: the kernel is larger/],
    [
      "conv with stride 0",
      () => g.conv(f("x", 1, 1, 5), f("w", 1, 1, 3), { stride: 0 }),
      /^conv: stride must be 1 integer of at least 1, got \[0\]/,
    ],
    [
      "conv with strides for other axes",
      () => g.conv(f("x", 1, 1, 5), f("w", 1, 1, 3), { stride: [1, 1] }),
      /^conv: stride must be 1 integer/,
    ],
    [
      "conv with negative padding",
      () => g.conv(f("x", 1, 1, 5), f("w", 1, 1, 3), { padding: -1 }),
      /^conv: padding must be/,
    ],
    [
      "conv with half a group",
      () => g.conv(f("x", 1, 1, 5), f("w", 1, 1, 3), { groups: 0.5 }),
      /^conv: groups must be a positive integer, got 0.5/,
    ],
    [
      "convTranspose with a wide rest",
      () => g.convTranspose(f("x", 1, 1, 5), f("w", 1, 1, 3), { outputPadding: 1 }),
      /^convTranspose: output padding must be below the stride/,
    ],
    [
      "convWeightGrad",
      () => g.convWeightGrad(f("x", 1, 1, 5), f("dy", 1, 1, 5), [3]),
      /gives \[1, 1, 3\], got a gradient of \[1, 1, 5\]/,
    ],
    [
      "maxPool",
      () => g.maxPool(f("x", 1, 1, 2), 3),
      /^maxPool: window \[3\] with padding \[0\] does not fit \[1, 1, 2\]/,
    ],
    ["maxPool with half a step", () => g.maxPool(f("x", 1, 1, 4), 2, { stride: 0.5 }), /^maxPool: stride must be/],
    ["gather by floats", () => g.gather(f("x", 3), f("i", 2)), /^gather: operands must be int64, got float32 \[2\]/],
    [
      "greater of booleans",
      () => g.greater(g.input("a", [], "bool"), g.input("b", [], "bool")),
      /^greater: operands must be numbers, got bool/,
    ],
    [
      "arithmetic of integers",
      () => g.add(g.input("a", [], "int64"), 1),
      /^add: operands must be float32, got int64 \[\]/,
    ],
    [
      "branches of two types",
      () => g.where(g.input("c", [], "bool"), f("x"), g.input("i", [], "int64")),
      /^where: both branches must be of one type/,
    ],
  ])("explains %s", (_what, call, message) => {
    expect(errorOf(call).message).toMatch(message);
  });
});

describe("operands", () => {
  it("that are numbers are float32 scalars", () => {
    const one = g.asTensor(0.1);
    expect([one.shape, one.dtype, g.scalarValue(one)]).toEqual([[], "float32", Math.fround(0.1)]);
  });

  it("count as scalar values only when they are float32 constants without axes", () => {
    expect(g.scalarValue(g.constant(float32([2], [1])))).toBeUndefined();
    expect(g.scalarValue(g.input("x", []))).toBeUndefined();
  });
});
