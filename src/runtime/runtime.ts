// The seam between graphs and the engines that run them. An executable owns what stays between runs.

import type { HostArray } from "../array/index.ts";
import type { Tensor } from "../graph/index.ts";

/** A value that stays with the executable between runs. */
export interface Resident {
  /** The graph input that reads it. */
  readonly input: Tensor<"input">;
  /** First value. Without `next`, runs read this very array, so its owner may change it in place. */
  readonly value: HostArray;
  /** What it becomes after each run; without it, it stays. */
  readonly next?: Tensor;
}

/** Values by name. */
export type Values = Readonly<Record<string, HostArray>>;

/** What to compute. Inputs that are not resident are fed at each run. */
export interface Program {
  /** Values that each run returns. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Values that stay between runs. */
  readonly resident?: readonly Resident[];
  /** Inputs of these names become constants inside the compiled program, which engines can prepare for. */
  readonly constants?: Values;
  /** Arrays that the outputs of these names are written into, instead of being returned. */
  readonly into?: Readonly<Record<string, HostArray>>;
}

/** A compiled program. */
export interface Executable {
  /** Names of the inputs that each run must be fed. */
  readonly feeds: readonly string[];
  /** Runs once. @throws ExecutionError naming a missing or misshapen feed */
  run(feeds: Values): Promise<Values>;
  /** Copies of the resident values. */
  read(): Promise<Record<string, HostArray>>;
  /** Replaces resident values. */
  write(values: Values): Promise<void>;
  /** Frees what the engine holds. */
  dispose(): Promise<void>;
}

/** An input or output of a model file. */
export interface ModelValue {
  readonly name: string;
  /** ONNX's element type, for example float32; empty for what is no tensor. */
  readonly dtype: string;
  /** Sizes; a name or -1 where any size will do. Empty too where the file does not say. */
  readonly shape: readonly (number | string)[];
}

/** A model from an ONNX file that need not be vaekit's. */
export interface OnnxModel {
  readonly inputs: readonly ModelValue[];
  readonly outputs: readonly ModelValue[];
  /** Runs once for the outputs of these names; default all. @throws ExecutionError with the engine's own words */
  run(feeds: Values, outputs?: readonly string[]): Promise<Values>;
  /** Frees what the engine holds. */
  dispose(): Promise<void>;
}

/** How an engine is set up. */
export interface RuntimeOptions {
  /** Threads for one operator; default the number of cores, at most 4 on the web. */
  readonly threads?: number;
}

/** An engine that compiles programs. */
export interface Runtime {
  /** Which engine it is. */
  readonly name: "node" | "wasm" | "webgpu";
  /** Threads it uses for one operator. */
  readonly threads: number;
  /** True where parameters live in host memory, so that a fused update there beats one in the graph. */
  readonly hostMemory: boolean;
  /** Compiles a program. @throws ExecutionError with the engine's own words */
  compile(program: Program): Promise<Executable>;
  /** Loads a model file. @throws ExecutionError with the engine's own words where it is no ONNX model it can run */
  loadOnnx(bytes: Uint8Array): Promise<OnnxModel>;
}
