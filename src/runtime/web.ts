// The engines of the browser (and of Node without native code): onnxruntime-web on WebAssembly or WebGPU. On WebGPU
// resident values stay in GPU buffers that feed the next run. Session creation and runs are serialised, as the web
// build requires.

import type { Tensor as OrtTensor, InferenceSession as Session } from "onnxruntime-web";
import type { HostArray } from "../array/index.ts";
import { ConfigError } from "../errors.ts";
import type { Executable, OnnxModel, Program, Runtime, RuntimeOptions, Values } from "./runtime.ts";
import { checkFeeds, copyOf, guarded, modelValues, nextName, type Prepared, prepare, residentFor } from "./session.ts";

type Ort = typeof import("onnxruntime-web");

/** Options of the web engines. */
export interface WebRuntimeOptions extends RuntimeOptions {
  /** `wasm` (default) or `webgpu`. */
  readonly backend?: "wasm" | "webgpu";
  /** URL of the folder that serves onnxruntime-web's files; default beside the importing script. */
  readonly wasmPaths?: string;
}

let queue: Promise<unknown> = Promise.resolve();

function serialised<T>(call: () => Promise<T>): Promise<T> {
  const result = queue.then(call, call);
  queue = result.catch(() => undefined);
  return result;
}

class WebExecutable implements Executable {
  readonly feeds: readonly string[];
  private readonly ort: Ort;
  private readonly session: Session;
  private readonly prepared: Prepared;
  private readonly into: Values;
  private readonly resident: Record<string, OrtTensor> = {};

  constructor(ort: Ort, session: Session, prepared: Prepared, into: Values) {
    this.ort = ort;
    this.session = session;
    this.prepared = prepared;
    this.into = into;
    this.feeds = [...prepared.feeds.keys()];
    for (const { input, value, next } of prepared.resident) {
      this.resident[input.attrs.name] = this.toOrt(next === undefined ? value : copyOf(value));
    }
  }

  async run(feeds: Values): Promise<Values> {
    checkFeeds(this.prepared.feeds, feeds);
    return serialised(() => guarded("onnxruntime-web: run", () => this.runNow(feeds)));
  }

  private async runNow(feeds: Values): Promise<Values> {
    const inputs: Record<string, OrtTensor> = {};
    for (const name of this.prepared.reads) inputs[name] = this.resident[name]!;
    for (const name of this.feeds) inputs[name] = this.toOrt(feeds[name]!);
    const results = (await this.session.run(inputs)) as Record<string, OrtTensor>;
    for (const resident of this.prepared.resident) {
      if (resident.next === undefined) continue;
      const { name } = resident.input.attrs;
      this.resident[name]!.dispose();
      this.resident[name] = results[nextName(resident)]!;
    }
    for (const [name, target] of Object.entries(this.into)) {
      (target.data as Float32Array).set((await results[name]!.getData()) as Float32Array);
    }
    const returned: Record<string, HostArray> = {};
    for (const name of this.prepared.returned) returned[name] = await download(results[name]!);
    return returned;
  }

  read(): Promise<Record<string, HostArray>> {
    return serialised(async () => {
      const values: Record<string, HostArray> = {};
      for (const [name, tensor] of Object.entries(this.resident)) values[name] = copyOf(await download(tensor));
      return values;
    });
  }

  write(values: Values): Promise<void> {
    return serialised(async () => {
      for (const [name, value] of Object.entries(values)) {
        if (residentFor(this.prepared.resident, name, value) === undefined) continue;
        this.resident[name]!.dispose();
        this.resident[name] = this.toOrt(copyOf(value));
      }
    });
  }

  async dispose(): Promise<void> {
    await serialised(() => this.session.release());
  }

  private toOrt({ dtype, data, shape }: HostArray): OrtTensor {
    return new this.ort.Tensor(dtype, data as never, shape as number[]);
  }
}

async function download(tensor: OrtTensor): Promise<HostArray> {
  return { dtype: tensor.type, shape: tensor.dims, data: await tensor.getData() } as unknown as HostArray;
}

async function loadOnnx(ort: Ort, bytes: Uint8Array, options: Session.SessionOptions): Promise<OnnxModel> {
  const session = await serialised(() =>
    guarded("onnxruntime-web: load", () => ort.InferenceSession.create(bytes, options)),
  );
  return {
    inputs: modelValues(session.inputMetadata),
    outputs: modelValues(session.outputMetadata),
    run: (feeds, outputs = session.outputNames) =>
      serialised(() =>
        guarded("onnxruntime-web: run", async () => {
          const inputs = Object.entries(feeds).map(([name, { dtype, data, shape }]) => [
            name,
            new ort.Tensor(dtype, data as never, shape as number[]),
          ]);
          const results = (await session.run(Object.fromEntries(inputs), outputs)) as Record<string, OrtTensor>;
          const values: Record<string, HostArray> = {};
          for (const name of outputs) values[name] = await download(results[name]!);
          return values;
        }),
      ),
    dispose: () => serialised(() => session.release()),
  };
}

/** An engine on WebAssembly or WebGPU. @throws ConfigError when `threads` is not a positive integer */
export async function webRuntime({ backend = "wasm", threads, wasmPaths }: WebRuntimeOptions = {}): Promise<Runtime> {
  const cores = (globalThis as { navigator?: { hardwareConcurrency?: number } }).navigator?.hardwareConcurrency ?? 2;
  const count = threads ?? Math.min(cores, 4);
  if (!Number.isInteger(count) || count < 1 || count > 64) {
    throw new ConfigError(`threads: must be an integer from 1 to 64, got ${count}`);
  }
  const ort: Ort =
    backend === "webgpu"
      ? ((await import("onnxruntime-web/webgpu")) as unknown as Ort)
      : await import("onnxruntime-web");
  ort.env.wasm.numThreads = count;
  ort.env.logLevel = "error";
  if (wasmPaths !== undefined) ort.env.wasm.wasmPaths = wasmPaths;
  const options: Session.SessionOptions = {
    executionProviders: [backend],
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
  };
  return {
    name: backend,
    threads: count,
    hostMemory: backend === "wasm",
    compile: (program: Program) =>
      serialised(() =>
        guarded(`onnxruntime-web (${backend}): compile`, async () => {
          const prepared = prepare(program);
          const onGpu = Object.fromEntries(
            prepared.resident.filter(({ next }) => next !== undefined).map((r) => [nextName(r), "gpu-buffer" as const]),
          );
          const session = await ort.InferenceSession.create(prepared.model, {
            ...options,
            ...(backend === "webgpu" ? { preferredOutputLocation: onGpu } : {}),
          });
          return new WebExecutable(ort, session, prepared, program.into ?? {});
        }),
      ),
    loadOnnx: (bytes) => loadOnnx(ort, bytes, options),
  };
}
