// The native engine in Node: onnxruntime-node on the CPU. State is double-buffered in two preallocated sets that swap
// roles at each run, so a run allocates nothing that grows.

import { availableParallelism } from "node:os";
import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import type { HostArray } from "../array/index.ts";
import { ConfigError } from "../errors.ts";
import type { Executable, OnnxModel, Program, Runtime, RuntimeOptions, Values } from "./runtime.ts";
import { checkFeeds, copyOf, guarded, modelValues, nextName, type Prepared, prepare, residentFor } from "./session.ts";

type Tensors = Record<string, OrtTensor>;

const toOrt = ({ dtype, data, shape }: HostArray): OrtTensor => new OrtTensor(dtype, data as never, shape as number[]);
const fromOrt = (tensor: OrtTensor): HostArray =>
  ({ dtype: tensor.type, shape: tensor.dims, data: tensor.data }) as unknown as HostArray;

// The binding returns a fresh copy of every preallocated output beside writing it in place. Megabytes of garbage a step
// make the collector work half of the time; a transfer to a closed port frees them at once.
const CLOSED_PORT = new MessageChannel().port1;
CLOSED_PORT.close();

function release(buffers: ArrayBuffer[]): void {
  if (buffers.length > 0) CLOSED_PORT.postMessage(null, buffers);
}

class NodeExecutable implements Executable {
  readonly feeds: readonly string[];
  private readonly session: InferenceSession;
  private readonly prepared: Prepared;
  // Feeds and fetches of even and of odd runs: what one writes, the other reads.
  private readonly sides: readonly [{ reads: Tensors; fetches: Tensors }, { reads: Tensors; fetches: Tensors }];
  private side: 0 | 1 = 0;
  private readonly returned: readonly string[];
  private last: Promise<unknown> = Promise.resolve();

  constructor(session: InferenceSession, prepared: Prepared, into: Values) {
    this.session = session;
    this.prepared = prepared;
    this.feeds = [...prepared.feeds.keys()];
    this.returned = prepared.returned;
    const fixed: Tensors = Object.fromEntries(Object.entries(into).map(([name, value]) => [name, toOrt(value)]));
    const sides = [
      { reads: {} as Tensors, fetches: { ...fixed } as Tensors },
      { reads: {} as Tensors, fetches: { ...fixed } as Tensors },
    ] as const;
    for (const resident of prepared.resident) {
      const { name } = resident.input.attrs;
      if (resident.next === undefined) {
        sides[0].reads[name] = sides[1].reads[name] = toOrt(resident.value);
        continue;
      }
      const [a, b] = [toOrt(copyOf(resident.value)), toOrt(copyOf(resident.value))];
      sides[0].reads[name] = sides[1].fetches[nextName(resident)] = a;
      sides[1].reads[name] = sides[0].fetches[nextName(resident)] = b;
    }
    this.sides = sides;
  }

  async run(feeds: Values): Promise<Values> {
    checkFeeds(this.prepared.feeds, feeds);
    return this.afterwards(() => this.runNow(feeds));
  }

  read(): Promise<Record<string, HostArray>> {
    return this.afterwards(async () => {
      const { reads } = this.sides[this.side];
      return Object.fromEntries(Object.entries(reads).map(([name, tensor]) => [name, copyOf(fromOrt(tensor))]));
    });
  }

  write(values: Values): Promise<void> {
    return this.afterwards(async () => {
      for (const [name, value] of Object.entries(values)) {
        if (residentFor(this.prepared.resident, name, value) === undefined) continue;
        (this.sides[this.side].reads[name]!.data as Float32Array).set(value.data as Float32Array);
      }
    });
  }

  async dispose(): Promise<void> {
    await this.afterwards(() => this.session.release());
  }

  // Calls wait for one another: a run started before the last one ended would read its stale side.
  private afterwards<T>(call: () => Promise<T>): Promise<T> {
    const result = this.last.then(call);
    this.last = result.catch(() => undefined);
    return result;
  }

  private async runNow(feeds: Values): Promise<Values> {
    const { reads, fetches } = this.sides[this.side];
    const inputs: Tensors = {};
    for (const name of this.prepared.reads) inputs[name] = reads[name]!;
    for (const name of this.feeds) inputs[name] = toOrt(feeds[name]!);
    const wanted: Record<string, OrtTensor | null> = { ...fetches };
    for (const name of this.returned) wanted[name] = null;
    const results = await guarded("onnxruntime-node: run", () => this.session.run(inputs, wanted));
    this.side = this.side === 0 ? 1 : 0;
    release(Object.keys(fetches).map((name) => (results[name]!.data as Float32Array).buffer as ArrayBuffer));
    return Object.fromEntries(this.returned.map((name) => [name, fromOrt(results[name] as OrtTensor)]));
  }
}

async function loadOnnx(bytes: Uint8Array, options: InferenceSession.SessionOptions): Promise<OnnxModel> {
  const session = await guarded("onnxruntime-node: load", () => InferenceSession.create(bytes, options));
  return {
    inputs: modelValues(session.inputMetadata),
    outputs: modelValues(session.outputMetadata),
    async run(feeds, outputs = session.outputNames) {
      const inputs = Object.fromEntries(Object.entries(feeds).map(([name, value]) => [name, toOrt(value)]));
      const results = await guarded("onnxruntime-node: run", () => session.run(inputs, outputs));
      return Object.fromEntries(outputs.map((name) => [name, fromOrt(results[name] as OrtTensor)]));
    },
    dispose: () => session.release(),
  };
}

/** The native CPU engine. @throws ConfigError when `threads` is not a positive integer */
export function nodeRuntime({ threads = availableParallelism() }: RuntimeOptions = {}): Runtime {
  // Threads that wait for a core spin; far more of them than cores bring a machine to a halt.
  const most = Math.max(16, 2 * availableParallelism());
  if (!Number.isInteger(threads) || threads < 1 || threads > most) {
    throw new ConfigError(`threads: must be an integer from 1 to ${most}, got ${threads}`);
  }
  const options: InferenceSession.SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
  };
  return {
    name: "node",
    threads,
    hostMemory: true,
    compile: (program: Program) =>
      guarded("onnxruntime-node: compile", async () => {
        const prepared = prepare(program);
        const session = await InferenceSession.create(prepared.model, options);
        return new NodeExecutable(session, prepared, program.into ?? {});
      }),
    loadOnnx: (bytes) => loadOnnx(bytes, options),
  };
}
