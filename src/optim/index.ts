export { clipFactor, clipFactorOf, globalNorm } from "./clip.ts";
export { optimiser, withEma } from "./optimisers.ts";
export { defaultDelta, epsilonOf, noiseFor, type PrivacySteps } from "./privacy/index.ts";
export type { Named, Updated, UpdateRule } from "./rule.ts";
export { type Schedule, scheduleFactor, scheduleSchema } from "./schedule.ts";
export { learningRate, type OptimiserSpec, optimiserSchema } from "./spec.ts";
