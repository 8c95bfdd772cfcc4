// The native engine against the reference evaluator, and what only a Node process can show: memory and threads.

import { describe, expect, it } from "vitest";
import { float32, Generator } from "../../src/array/index.ts";
import { conv, gemm, grad, input, mean, relu, reshape, softplus, square, sub } from "../../src/graph/index.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import { testRuntime } from "./runtimes.ts";
import { train } from "./state-checks.ts";

testRuntime("nodeRuntime with 2 threads", () => nodeRuntime({ threads: 2 }), { engine: "node", cases: 24, steps: 300 });

const MEGABYTE = 2 ** 20;

describe("nodeRuntime", () => {
  it("takes 3,000 steps without growing: neither heap nor process by more than 24 MB after the first 500", async () => {
    const { heapUsed, rss } = await growth(3000, 500);
    expect(heapUsed / MEGABYTE).toBeLessThan(24);
    expect(rss / MEGABYTE).toBeLessThan(24);
  });

  it("computes the same on one and on two threads up to float32 rounding", async () => {
    const one = await convolutionStep(1);
    const two = await convolutionStep(2);
    expect(Object.keys(two)).toEqual(Object.keys(one));
    for (const [name, { data }] of Object.entries(one)) {
      const largest = Math.max(...Array.from(data as Float32Array, Math.abs));
      const difference = Math.max(
        ...Array.from(data as Float32Array, (v, i) => Math.abs(v - Number(two[name]!.data[i]))),
      );
      expect(largest).toBeGreaterThan(0);
      expect(difference / largest).toBeLessThan(2e-6);
    }
  });

  it.each([0, 1.5, Number.NaN])("refuses %s threads", (threads) => {
    expect(() => nodeRuntime({ threads })).toThrow(/threads: must be an integer from 1 to \d+, got (0|1.5|NaN)$/);
  });
});

// What the process and its heap gained between step `from` and the last of `steps`.
async function growth(steps: number, from: number): Promise<{ heapUsed: number; rss: number }> {
  let start = process.memoryUsage();
  let end = start;
  await train(nodeRuntime({ threads: 2 }), steps, (step) => {
    if (step === from) start = process.memoryUsage();
    if (step === steps - 1) end = process.memoryUsage();
  });
  return { heapUsed: end.heapUsed - start.heapUsed, rss: end.rss - start.rss };
}

// Loss and gradients of a small network, large enough that its kernels split their work.
async function convolutionStep(threads: number) {
  const generator = new Generator(5, "threads");
  const shapes = { x: [32, 3, 16, 16], w: [8, 3, 3, 3], v: [8 * 14 * 14, 32], b: [32] };
  const nodes = Object.entries(shapes).map(([name, shape]) => input(name, shape));
  const [x, w, v, b] = nodes as [(typeof nodes)[0], (typeof nodes)[0], (typeof nodes)[0], (typeof nodes)[0]];
  const hidden = reshape(relu(conv(x, w)), [32, -1]);
  const loss = mean(square(sub(softplus(gemm(hidden, v, b)), 1)));
  const [dx, dw, dv, db] = grad(loss, nodes);
  const executable = await nodeRuntime({ threads }).compile({ outputs: { loss, dx: dx!, dw: dw!, dv: dv!, db: db! } });
  const feeds = Object.fromEntries(
    nodes.map(({ attrs: { name }, shape }) => {
      const data = new Float32Array(shape.reduce((p, q) => p * q, 1));
      return [
        name,
        float32(
          generator.fillNormal(data).map((value) => value / 10),
          shape,
        ),
      ];
    }),
  );
  const values = await executable.run(feeds);
  await executable.dispose();
  return values;
}
