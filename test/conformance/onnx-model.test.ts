// Exported models under ONNX Runtime itself: borders, weights, dynamic batch, names.

import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { float32, Generator, type HostArray, int64, type Shape, sizeOf } from "../../src/array/index.ts";
import * as g from "../../src/graph/index.ts";
import { toOnnx } from "../../src/onnx/index.ts";

type Feeds = Readonly<Record<string, HostArray>>;

function normal(name: string, shape: Shape): HostArray<"float32"> {
  return float32(new Generator(3, name).fillNormal(new Float32Array(sizeOf(shape))), shape);
}

async function run(model: Uint8Array, feeds: Feeds): Promise<Record<string, HostArray>> {
  const session = await InferenceSession.create(model, { logSeverityLevel: 3 });
  const inputs = Object.entries(feeds).map(([name, { dtype, data, shape }]) => [
    name,
    new OrtTensor(dtype, data as never, shape as number[]),
  ]);
  const results = await session.run(Object.fromEntries(inputs));
  await session.release();
  return Object.fromEntries(
    Object.entries(results).map(([name, { type, dims, data }]) => [name, { dtype: type, shape: dims, data }]),
  ) as unknown as Record<string, HostArray>;
}

// A convolutional encoder with norm-like statistics, softmax and a class argmax, as one exports it.
function encoder(batch: number): Readonly<Record<string, g.Tensor>> {
  const x = g.input("x", [batch, 3, 8, 8]);
  const features = g.relu(g.conv(x, g.input("w", [4, 3, 3, 3]), { stride: 2, padding: 1 }));
  const pooled = g.add(g.averagePool(features, 2), g.maxPool(features, 2));
  const flat = g.reshape(pooled, [batch, 16]);
  const centred = g.sub(flat, g.mean(flat, { axes: 1, keepDims: true }));
  const scaled = g.div(centred, g.sqrt(g.add(g.variance(flat, { axes: 1, keepDims: true }), 1e-5)));
  const logits = g.add(g.matmul(scaled, g.input("v", [16, 5])), g.input("b", [5]));
  const up = g.upsampleNearest(g.convTranspose(features, g.input("u", [4, 2, 4, 4]), { stride: 2, padding: 1 }), 2);
  return { logits, probs: g.softmax(logits), best: g.argmax(logits), up, total: g.logSumExp(logits, { axes: 1 }) };
}

const WEIGHTS = {
  w: normal("w", [4, 3, 3, 3]),
  v: normal("v", [16, 5]),
  b: normal("b", [5]),
  u: normal("u", [4, 2, 4, 4]),
};

const simplified = (outputs: Readonly<Record<string, g.Tensor>>) => {
  const simple = g.simplify(Object.values(outputs));
  return Object.fromEntries(Object.keys(outputs).map((name, i) => [name, simple[i]!]));
};

describe("toOnnx", () => {
  it("gives a model that loads, with inputs in the graph's order and weights inside", async () => {
    const session = await InferenceSession.create(toOnnx(encoder(2), { weights: WEIGHTS }));
    expect(session.inputNames).toEqual(["x"]);
    expect(session.outputNames).toEqual(["logits", "probs", "best", "up", "total"]);
    expect(session.inputMetadata[0]).toMatchObject({ name: "x", type: "float32", shape: [2, 3, 8, 8] });
    await session.release();
  });

  it.each([false, true])(
    "with a dynamic batch is right for batches of 1, 3 and 17 (simplified: %s)",
    async (simple) => {
      // The traced size is only a mark: a prime that no other axis has.
      const traced = 7919;
      const outputs = simple ? simplified(encoder(traced)) : encoder(traced);
      const model = toOnnx(outputs, { weights: WEIGHTS, batch: traced });
      for (const batch of [1, 3, 17]) {
        const x = normal(`batch ${batch}`, [batch, 3, 8, 8]);
        const got = await run(model, { x });
        const expected = encoder(batch);
        const weights = Object.fromEntries(Object.entries(WEIGHTS).map(([name, { data }]) => [name, data]));
        const reference = g.evaluate(Object.values(expected), { ...weights, x: x.data });
        Object.keys(expected).forEach((name, i) => {
          expect(got[name]!.shape).toEqual(reference[i]!.shape);
          reference[i]!.data.forEach((value, at) => {
            expect(Math.abs(Number(got[name]!.data[at]) - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
          });
        });
      }
    },
  );

  it("marks the batch of inputs and outputs with a name", async () => {
    const session = await InferenceSession.create(toOnnx(encoder(7919), { weights: WEIGHTS, batch: 7919 }));
    expect(session.inputMetadata[0]).toMatchObject({ shape: ["batch", 3, 8, 8] });
    expect(session.outputMetadata[2]).toMatchObject({ type: "int64", shape: ["batch"] });
    await session.release();
  });

  it("refuses a value that holds the batch twice", () => {
    const x = g.input("x", [7919, 2]);
    const square = g.reshape(g.matmul(x, x, { transposeB: true }), [1, 7919, 7919]);
    expect(() => toOnnx({ square }, { batch: 7919 })).toThrow(/internal: .*dynamic batch twice/);
  });

  it("keeps apart inputs and outputs that are named like values of its own", async () => {
    const [t0, c0] = [g.input("t0", [2]), g.input("c0", [2])];
    const outputs = { t1: g.mul(g.add(t0, 3), c0), c1: g.neg(c0) };
    const got = await run(toOnnx(outputs), { t0: float32([1, 2]), c0: float32([10, 20]) });
    expect([...got.t1!.data]).toEqual([40, 100]);
    expect([...got.c1!.data]).toEqual([-10, -20]);
  });

  it("passes an input through as an output, and one value as two", async () => {
    const x = g.input("x", [2]);
    const y = g.neg(x);
    const got = await run(toOnnx({ same: x, a: y, b: y }), { x: float32([1, -2]) });
    expect([got.same, got.a, got.b].map((value) => [...value!.data])).toEqual([
      [1, -2],
      [-1, 2],
      [-1, 2],
    ]);
  });

  it("stores constants of every element type", async () => {
    const indices = g.constant(int64([2, 0]));
    const mask = g.constant({ dtype: "bool", shape: [2], data: Uint8Array.of(1, 0) });
    const got = await run(toOnnx({ y: g.where(mask, g.gather(g.input("x", [3]), indices), -1) }), {
      x: float32([5, 6, 7]),
    });
    expect([...got.y!.data]).toEqual([7, -1]);
  });

  it("is the same bytes for the same graph", () => {
    expect(toOnnx(encoder(2), { weights: WEIGHTS })).toEqual(toOnnx(encoder(2), { weights: WEIGHTS }));
  });

  it("refuses two different inputs of one name", () => {
    const sum = g.add(g.input("x", [2]), g.input("x", [2]));
    expect(() => toOnnx({ sum })).toThrow("internal: onnx: two inputs are named x");
    expect(() => toOnnx({ sum }, { weights: { x: float32([1, 2]) } })).toThrow("two inputs are named x");
  });
});
