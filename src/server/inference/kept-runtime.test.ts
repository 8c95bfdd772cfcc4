import { describe, expect, it } from "vitest";
import { float32, type HostArray } from "../../array/index.ts";
import { add, constant, input, mul } from "../../graph/index.ts";
import type { Executable, Program, Runtime } from "../../runtime/index.ts";
import { KeptRuntime } from "./kept-runtime.ts";

/** A runtime that only counts, and the same one that keeps. */
function counted() {
  const programs: Program[] = [];
  const freed: Program[] = [];
  const runtime = {
    name: "node",
    threads: 1,
    hostMemory: true,
    async compile(program: Program): Promise<Executable> {
      programs.push(program);
      return {
        feeds: ["x"],
        run: async () => ({}),
        read: async () => ({}),
        write: async () => undefined,
        dispose: async () => {
          freed.push(program);
        },
      };
    },
    loadOnnx: () => Promise.reject(new Error("not here")),
  } as Runtime;
  return { programs, freed, kept: new KeptRuntime(runtime, (call) => call()) };
}

const weights = float32([1, 2, 3], [3]);
const program = (value: HostArray = weights, rows = 2, factors = [1, 2, 3]): Program => {
  const x = input("x", [rows, 3]);
  const y = mul(add(x, input("w", [3])), constant(float32(factors, [3])));
  return { outputs: { y }, constants: { w: value } };
};

describe("KeptRuntime", () => {
  it("compiles a graph that is traced again only once", async () => {
    const { programs, kept } = counted();
    const first = await kept.compile(program());
    await first.dispose();
    expect(await kept.compile(program())).toBe(first);
    expect(programs).toHaveLength(1);
  });

  it("tells programs apart by weights, sizes, and the elements of constants", async () => {
    const { programs, kept } = counted();
    const same = float32([1, 2, 3], [3]);
    for (const one of [program(), program(same), program(weights, 4), program(weights, 2, [1, 2, 4])]) {
      await kept.compile(one);
    }
    expect(programs).toHaveLength(4);
    const identity = { outputs: { x: input("x", [2]) } };
    await kept.compile(identity);
    await kept.compile({ outputs: { x: input("x", [3]) } });
    expect(programs).toHaveLength(6);
  });

  it("leaves programs with state of their own alone", async () => {
    const { programs, freed, kept } = counted();
    const w = input("w", [3]);
    const changing = (): Program => ({ outputs: {}, resident: [{ input: w, value: weights, next: add(w, 1) }] });
    await kept.compile(changing());
    const executable = await kept.compile(changing());
    await executable.dispose();
    expect([programs.length, freed.length]).toEqual([2, 1]);
  });

  it("frees those not used for longest once there are too many", async () => {
    const { programs, freed, kept } = counted();
    for (let rows = 1; rows <= 130; rows++) await kept.compile(program(weights, rows));
    await kept.compile(program(weights, 1));
    expect(freed).toEqual([]);
    await kept.settle();
    expect(freed).toEqual([programs[1], programs[2]]);
  });

  it("frees programs of large weights, but for a few", async () => {
    const { freed, kept } = counted();
    const large = { dtype: "float32", shape: [3], data: { byteLength: 2 ** 29 } } as unknown as HostArray;
    for (let rows = 1; rows <= 6; rows++) await kept.compile(program(large, rows));
    await kept.settle();
    expect(freed).toHaveLength(2);
  });
});
