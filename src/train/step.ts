// Compiles a training step: gradients, clipping and the optimiser's update. On host memory the update is one fused
// WebAssembly loop over flat arrays; elsewhere, or on request, it is part of the graph. Both come from the same rule.

import type { Runtime } from "../runtime/index.ts";
import type { StepProgram, TrainStep } from "./step-program.ts";
import { canSplit, compileSplit } from "./step-split.ts";
import { compileWhole } from "./step-whole.ts";

/** Where the update runs: `auto` fuses where the runtime keeps parameters in host memory. */
export type UpdatePlace = "auto" | "fused" | "graph";

/** Compiles a step. */
export function compileStep(runtime: Runtime, program: StepProgram, update: UpdatePlace = "auto"): Promise<TrainStep> {
  const fused = update === "fused" || (update === "auto" && runtime.hostMemory && canSplit(program));
  return fused ? compileSplit(runtime, program) : compileWhole(runtime, program);
}
