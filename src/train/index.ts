export { batchSource, trainingConditions } from "./batches.ts";
export { type TrainConfig, trainSchema } from "./config.ts";
export {
  type LoopOptions,
  type LoopResult,
  SNAPSHOT_STEPS,
  type TrainEvent,
  trainLoop,
  type Weights,
} from "./loop.ts";
export { PoissonSource } from "./poisson-batches.ts";
export { type PrivacyPlan, privacyPlan, spentEpsilon } from "./privacy-plan.ts";
export { type EpochRecord, freshProgress, type Progress, type Snapshot, type ValidationRecord } from "./progress.ts";
export { compileStep, type UpdatePlace } from "./step.ts";
export { trainStepGraph } from "./step-graph.ts";
export type { StepProgram, TrainState, TrainStep } from "./step-program.ts";
export { compileSplit, type SplitStep } from "./step-split.ts";
export { INPUTS, scheduledInput, type TracedStep, traceStep } from "./trace.ts";
export type { Trainable } from "./trainable.ts";
