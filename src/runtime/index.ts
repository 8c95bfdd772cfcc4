export { canFuse, compileKernel, compileSumOfSquares, type Kernel, type KernelSpec } from "./kernel.ts";
export type {
  Executable,
  ModelValue,
  OnnxModel,
  Program,
  Resident,
  Runtime,
  RuntimeOptions,
  Values,
} from "./runtime.ts";
