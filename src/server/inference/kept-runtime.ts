// A runtime that keeps what it compiled: tasks compile their graphs at every call, and a server makes the same call again
// and again. Programs are the same when their graphs are alike node by node and hold the same arrays.

import { createHash } from "node:crypto";
import { type Tensor, topologicalOrder } from "../../graph/index.ts";
import type { Executable, Program, Runtime } from "../../runtime/index.ts";

/** Runs a call of the engine. */
export type Guard = <T>(call: () => Promise<T>) => Promise<T>;

// A program holds its weights.
const MOST_PROGRAMS = 128;
const MOST_BYTES = 512 * 2 ** 20;
const FEWEST_PROGRAMS = 4;

interface Kept {
  /** What borrowers get; they may not free it. */
  readonly lent: Executable;
  readonly bytes: number;
  dispose(): Promise<void>;
}

/** A runtime whose programs stay compiled. Only for work that is done one after another. */
export class KeptRuntime implements Runtime {
  readonly name: Runtime["name"];
  readonly threads: number;
  readonly hostMemory: boolean;
  private readonly runtime: Runtime;
  private readonly guard: Guard;
  private readonly kept = new Map<string, Kept>();
  private readonly names = new ArrayNames();

  /** Calls of the engine are run by `guard`. */
  constructor(runtime: Runtime, guard: Guard) {
    const { name, threads, hostMemory } = runtime;
    this.name = name;
    this.threads = threads;
    this.hostMemory = hostMemory;
    this.runtime = runtime;
    this.guard = guard;
  }

  async compile(program: Program): Promise<Executable> {
    const compiled = () => this.guard(() => this.runtime.compile(program));
    // What changes from run to run belongs to its owner.
    if (program.into || program.resident?.some(({ next }) => next !== undefined)) return compiled();
    const key = keyOf(program, this.names);
    const found = this.kept.get(key) ?? kept(await compiled(), program, this.guard);
    // The last used are the last in the map.
    this.kept.delete(key);
    this.kept.set(key, found);
    return found.lent;
  }

  loadOnnx(bytes: Uint8Array): ReturnType<Runtime["loadOnnx"]> {
    return this.runtime.loadOnnx(bytes);
  }

  /** Frees the programs that were not used for longest, where there are too many. Only when none is borrowed. */
  async settle(): Promise<void> {
    let bytes = [...this.kept.values()].reduce((sum, one) => sum + one.bytes, 0);
    for (const [key, one] of this.kept) {
      const { size } = this.kept;
      if (size <= FEWEST_PROGRAMS || (size <= MOST_PROGRAMS && bytes <= MOST_BYTES)) return;
      this.kept.delete(key);
      bytes -= one.bytes;
      await this.guard(() => one.dispose());
    }
  }
}

function kept(executable: Executable, { constants = {}, resident = [] }: Program, guard: Guard): Kept {
  const arrays = [...Object.values(constants), ...resident.map(({ value }) => value)];
  return {
    lent: {
      feeds: executable.feeds,
      run: (feeds) => guard(() => executable.run(feeds)),
      read: () => executable.read(),
      write: (values) => executable.write(values),
      dispose: async () => undefined,
    },
    bytes: arrays.reduce((sum, { data }) => sum + data.byteLength, 0),
    dispose: () => executable.dispose(),
  };
}

/** Numbers for arrays: the same array has the same one. */
class ArrayNames {
  private readonly known = new WeakMap<object, number>();
  private count = 0;

  of(array: object): number {
    const known = this.known.get(array) ?? ++this.count;
    this.known.set(array, known);
    return known;
  }
}

// The graph node by node, and which arrays it holds. One pass, since it is made at every call.
function keyOf({ outputs, constants = {}, resident = [] }: Program, names: ArrayNames): string {
  const numbers = new Map<Tensor, number>();
  let text = "";
  for (const node of topologicalOrder(Object.values(outputs))) {
    numbers.set(node, numbers.size);
    text += `${node.op}(`;
    for (const each of node.inputs) text += `${numbers.get(each)},`;
    text += `)${attributesOf(node)}${node.dtype}[${node.shape}]\n`;
  }
  for (const [name, node] of Object.entries(outputs)) text += `${name} <- ${numbers.get(node)}\n`;
  for (const [name, { data }] of Object.entries(constants)) text += `${name} = ${names.of(data)}\n`;
  for (const { input, value } of resident) text += `${input.attrs.name} : ${names.of(value.data)}\n`;
  return text;
}

// Elements of constants count, too; long ones by their hash.
function attributesOf(node: Tensor): string {
  if (node.op !== "constant") return JSON.stringify(node.attrs, infinite);
  const { data } = (node as Tensor<"constant">).attrs.value;
  if (data.length <= 16) return String(data);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return createHash("sha256").update(bytes).digest("base64");
}

// JSON has no infinities, a padding may be one.
const infinite = (_: string, value: unknown) =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
