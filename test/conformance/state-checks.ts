// Checks of what an executable keeps between runs: residents, arrays written into, feeds, many steps.

import { float32, type HostArray } from "../../src/array/index.ts";
import { add, gemm, grad, input, matmul, mean, mul, relu, square, sub, type Tensor } from "../../src/graph/index.ts";
import type { Resident, Runtime } from "../../src/runtime/index.ts";
import type { Check } from "./checks.ts";

function expectClose(what: string, got: HostArray | undefined, expected: readonly number[], limit = 1e-5): void {
  const ok =
    got !== undefined &&
    got.data.length === expected.length &&
    expected.every((value, i) => Math.abs(Number(got.data[i]) - value) <= limit * Math.max(1, Math.abs(value)));
  if (!ok) throw new Error(`${what}: got [${got?.data}], not [${expected}]`);
}

async function expectError(call: () => Promise<unknown>, pattern: RegExp): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (pattern.test(String(error))) return;
    throw new Error(`the error should match ${pattern}, got: ${error}`);
  }
  throw new Error(`there should be an error that matches ${pattern}, got none`);
}

// A counter and a pair that swaps roles at each run: next values must come from the values before the run.
const donated: Check["run"] = async (runtime) => {
  const [count, a, b, by] = ["count", "a", "b", "by"].map((name) => input(name, [2])) as [In, In, In, In];
  const first = float32([0, 10]);
  const resident: Resident[] = [
    { input: count, value: first, next: add(count, by) },
    { input: a, value: float32([1, 2]), next: b },
    { input: b, value: float32([3, 4]), next: add(a, mul(b, 0)) },
  ];
  const executable = await runtime.compile({ outputs: { seen: mul(count, 1) }, resident });
  if (executable.feeds.join() !== "by") throw new Error(`feeds are [${executable.feeds}], not [by]`);
  const outputs = [];
  for (const by of [1, 10, 100]) outputs.push(await executable.run({ by: float32([by, by]) }));
  expectClose("the first output", outputs[0]!.seen, [0, 10]);
  expectClose("the third output", outputs[2]!.seen, [11, 21]);
  const values = await executable.read();
  expectClose("count after three runs", values.count, [111, 121]);
  expectClose("a after three runs", values.a, [3, 4]);
  expectClose("b after three runs", values.b, [1, 2]);
  expectClose("the array given as first value", first, [0, 10]);
  await executable.write({ count: float32([5, 6]) });
  expectClose("count as written", (await executable.read()).count, [5, 6]);
  expectClose("the copy read before", values.count, [111, 121]);
  const after = await executable.run({ by: float32([1, 1]) });
  expectClose("the output after a write", after.seen, [5, 6]);
  await executable.run({ by: float32([1, 1]) });
  expectClose("count after a write and two runs", (await executable.read()).count, [7, 8]);
  await expectError(() => executable.write({ count: float32([1, 2, 3]) }), /count must be \[2\], got \[3\]/);
  await executable.dispose();
};

// What a resident becomes need not depend on what it was.
const unread: Check["run"] = async (runtime) => {
  const [last, other, x] = ["last", "other", "x"].map((name) => input(name, [2])) as [In, In, In];
  const executable = await runtime.compile({
    outputs: { y: add(x, other) },
    resident: [
      { input: last, value: float32([0, 0]), next: mul(x, 2) },
      { input: other, value: float32([1, 1]) },
    ],
  });
  expectClose("the value before any run", (await executable.read()).last, [0, 0]);
  for (const v of [1, 2]) await executable.run({ x: float32([v, -v]) });
  const values = await executable.read();
  expectClose("the value after two runs", values.last, [4, -4]);
  expectClose("a resident that stays", values.other, [1, 1]);
  await executable.dispose();
};

type In = Tensor<"input">;

const intoMemory: Check["run"] = async (runtime) => {
  const x = input("x", [3]);
  const weight = input("weight", [3]);
  const memory = new Float32Array(8).fill(-1);
  const target = float32(memory.subarray(2, 5), [3]);
  const executable = await runtime.compile({
    outputs: { doubled: mul(x, 2), plain: add(x, weight) },
    resident: [{ input: weight, value: float32([1, 1, 1]) }],
    into: { doubled: target },
  });
  for (const value of [1, 2, 3]) {
    const returned = await executable.run({ x: float32([value, value, value]) });
    expectClose(
      "memory around the target",
      float32(memory),
      [-1, -1, 2, 2, 2, -1, -1, -1].map((v) => v * (v > 0 ? value : 1)),
    );
    expectClose("the returned output", returned.plain, [value + 1, value + 1, value + 1]);
    if ("doubled" in returned) throw new Error("an output with `into` must not be returned");
  }
  await executable.dispose();
};

const feedErrors: Check["run"] = async (runtime) => {
  const executable = await runtime.compile({ outputs: { y: add(input("x", [2, 2]), input("z", [])) } });
  const x = float32([1, 2, 3, 4], [2, 2]);
  await expectError(async () => executable.run({ x }), /ExecutionError.*input z is missing/);
  await expectError(
    async () => executable.run({ x: float32([1, 2]), z: float32([1], []) }),
    /ExecutionError.*input x must be float32 \[2, 2\], got float32 \[2\]/,
  );
  await expectError(
    async () => executable.run({ x, z: { dtype: "bool", shape: [], data: Uint8Array.of(1) } }),
    /ExecutionError.*input z must be float32 \[\], got bool \[\]/,
  );
  expectClose("a run after refused feeds", (await executable.run({ x, z: float32([1], []) })).y, [2, 3, 4, 5]);
  await executable.dispose();
};

const HIDDEN = 16;

// A two-layer regression trained by gradient descent within the graph.
async function trainer(runtime: Runtime) {
  const x = input("x", [8, 4]);
  const parameter = (name: string, shape: readonly number[]) => {
    const node = input(name, shape);
    const size = shape.reduce((a, b) => a * b, 1);
    return {
      node,
      value: float32(
        Float32Array.from({ length: size }, (_, i) => Math.sin(i * 7 + size) / 2),
        shape,
      ),
    };
  };
  const parts = [
    parameter("w1", [4, HIDDEN]),
    parameter("b1", [HIDDEN]),
    parameter("w2", [HIDDEN, 1]),
    parameter("b2", [1]),
  ];
  const [w1, b1, w2, b2] = parts.map(({ node }) => node) as [In, In, In, In];
  const hidden = relu(gemm(x, w1, b1));
  const wanted = matmul(x, mul(input("slope", [4, 1]), 1));
  const loss = mean(square(sub(gemm(hidden, w2, b2), wanted)));
  const grads = grad(loss, [w1, b1, w2, b2]);
  const executable = await runtime.compile({
    outputs: { loss },
    resident: parts.map(({ node, value }, i) => ({ input: node, value, next: sub(node, mul(grads[i]!, 0.05)) })),
  });
  const batch = (step: number) => ({
    x: float32(
      Float32Array.from({ length: 32 }, (_, i) => Math.sin(i * 3.7 + step)),
      [8, 4],
    ),
    slope: float32([1, -1, 0.5, 2], [4, 1]),
  });
  return { executable, step: async (i: number) => Number((await executable.run(batch(i))).loss!.data[0]) };
}

/** Steps of a small training; the loss must fall to a hundredth. Exported for the engine's memory check. */
export async function train(runtime: Runtime, steps: number, seen?: (step: number) => void): Promise<void> {
  const { executable, step } = await trainer(runtime);
  const first = await step(0);
  let last = first;
  for (let i = 1; i < steps; i++) {
    last = await step(i);
    seen?.(i);
  }
  await executable.dispose();
  if (!(last < first / 100)) throw new Error(`the loss went from ${first} to ${last}, not below a hundredth`);
}

const together: Check["run"] = async (runtime) => {
  const total = input("total", []);
  const by = input("by", []);
  const executable = await runtime.compile({
    outputs: { before: mul(total, 1) },
    resident: [{ input: total, value: float32([0], []), next: add(total, by) }],
  });
  await Promise.all([1, 2, 3, 4].map((value) => executable.run({ by: float32([value], []) })));
  expectClose("the total of four runs started together", (await executable.read()).total, [10]);
  await executable.dispose();
};

/** Checks of state and feeds. */
export function stateChecks(steps: number): Check[] {
  return [
    { name: "residents with next values advance once a run, can be read and replaced", run: donated },
    { name: "a resident that nothing reads still takes its next value", run: unread },
    { name: "outputs with `into` are written into the given memory and nothing else", run: intoMemory },
    { name: "missing, misshapen and mistyped feeds are refused by name", run: feedErrors },
    { name: "runs started together take effect one after the other", run: together },
    { name: `${steps} steps of gradient descent lower the loss`, run: (runtime) => train(runtime, steps) },
  ];
}
