export { type ElboParts, elbo } from "./elbo.ts";
export { type ImportanceParts, importanceBound, importanceObjective } from "./importance.ts";
export { type MsSsimOptions, msSsim } from "./ms-ssim.ts";
export type { LossOwner, Objective } from "./objective.ts";
export { reconstructed, reconstructionError, reconstructionObjective } from "./reconstruction.ts";
export {
  betaAt,
  capacityAt,
  type ElboSpec,
  type ImportanceSpec,
  type ObjectiveSpec,
  objectiveSchema,
  type ReconstructionSpec,
  scheduledAt,
  type WarmUp,
  warmUpSchema,
} from "./spec.ts";
export { overDraws, weightedMean } from "./weighting.ts";
