export { canFuse, compileKernel, compileSumOfSquares, type Kernel, type KernelSpec } from "./kernel.ts";
export type { Executable, Program, Resident, Runtime, RuntimeOptions, Values } from "./runtime.ts";
