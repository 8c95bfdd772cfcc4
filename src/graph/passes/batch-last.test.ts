import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Generator } from "../../array/index.ts";
import {
  add,
  conv,
  convTranspose,
  evaluate,
  grad,
  input,
  mul,
  relu,
  reshape,
  sum,
  type Tensor,
  topologicalOrder,
} from "../index.ts";
import { batchLast } from "./batch-last.ts";

const ANY = { batch: 1, columns: 1e9, gradientColumns: 1e9 };

function feedsOf(outputs: readonly Tensor[]): Record<string, Float64Array> {
  const inputs = topologicalOrder(outputs).filter((node): node is Tensor<"input"> => node.op === "input");
  return Object.fromEntries(
    inputs.map(({ attrs: { name }, shape }) => {
      const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
      new Generator(3, name).fillNormal(values);
      return [name, Float64Array.from(values)];
    }),
  );
}

function expectEqual(got: readonly Tensor[], want: readonly Tensor[]): void {
  const feeds = feedsOf(want);
  const [a, b] = [evaluate(got, feeds), evaluate(want, feeds)];
  want.forEach(({ shape }, i) => {
    expect(got[i]!.shape).toEqual(shape);
    a[i]!.data.forEach((value, k) => {
      expect(value).toBeCloseTo(b[i]!.data[k]!, 8);
    });
  });
}

const opsOf = (outputs: readonly Tensor[]) => new Set(topologicalOrder(outputs).map(({ op }) => op));

// Two convolutions with bias and ReLU, one back, and a squared error: the shape of a convolutional autoencoder.
function network(batch: number): Tensor[] {
  const x = input("x", [batch, 2, 8, 6]);
  const weights = [input("w1", [3, 2, 4, 4]), input("w2", [4, 3, 3, 3]), input("w3", [4, 2, 4, 4])] as const;
  const biases = [input("b1", [3, 1, 1]), input("b2", [1, 4, 1, 1]), input("b3", [2, 1, 1])] as const;
  const half = relu(add(conv(x, weights[0], { stride: 2, padding: 1 }), biases[0]));
  const features = relu(add(conv(half, weights[1], { padding: 1 }), biases[1]));
  const scaled = reshape(mul(reshape(features, [batch, 48]), input("m", [batch, 48])), [batch, 4, 4, 3]);
  const back = add(convTranspose(scaled, weights[2], { stride: 2, padding: 1 }), biases[2]);
  const error = mul(add(back, mul(x, -1)), add(back, mul(x, -1)));
  const loss = sum(mul(sum(error, { axes: [1, 2, 3] }), input("perItem", [batch])));
  return [loss, ...grad(loss, [...weights, ...biases])];
}

describe("batchLast", () => {
  it("computes the same loss and gradients with products alone", () => {
    const plain = network(3);
    const laidOut = batchLast(plain, ANY);
    expectEqual(laidOut, plain);
    const ops = opsOf(laidOut);
    for (const op of ["conv", "convTranspose", "convWeightGrad"] as const) expect(ops.has(op)).toBe(false);
  });

  it("leaves convolutions beyond its limits as they are", () => {
    const plain = network(3);
    expect(opsOf(batchLast(plain, { ...ANY, batch: 4 }))).toEqual(opsOf(plain));
    const gradientsOnly = opsOf(batchLast(plain, { ...ANY, columns: 0 }));
    expect(gradientsOnly.has("conv")).toBe(true);
    expect(gradientsOnly.has("convWeightGrad")).toBe(false);
  });

  it("leaves a graph without kernel gradients alone", () => {
    const outputs = [conv(input("x", [32, 1, 5, 5]), input("w", [2, 1, 3, 3]))];
    expect(batchLast(outputs, ANY)).toBe(outputs);
  });

  it("agrees for any stride, dilation and padding", () => {
    const axis = fc.record({
      kernel: fc.integer({ min: 1, max: 4 }),
      stride: fc.integer({ min: 1, max: 3 }),
      dilation: fc.integer({ min: 1, max: 2 }),
      before: fc.nat(2),
      after: fc.nat(2),
      extra: fc.nat(4),
    });
    fc.assert(
      fc.property(fc.tuple(axis, axis), fc.integer({ min: 1, max: 3 }), (axes, channels) => {
        const sizes = axes.map(({ kernel, dilation, before, after, extra }) =>
          Math.max(1, dilation * (kernel - 1) + 1 + extra - before - after),
        );
        const x = input("x", [2, channels, ...sizes]);
        const w = input("w", [2, channels, ...axes.map(({ kernel }) => kernel)]);
        const y = conv(x, w, {
          stride: axes.map(({ stride }) => stride),
          dilation: axes.map(({ dilation }) => dilation),
          padding: axes.map(({ before, after }) => [before, after] as const),
        });
        const loss = sum(mul(y, y));
        const plain = [loss, ...grad(loss, [x, w])];
        expectEqual(batchLast(plain, ANY), plain);
      }),
      { seed: 5, numRuns: 60 },
    );
  });
});
