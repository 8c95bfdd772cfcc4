export { type ElboParts, elbo, klPerDimension, type Objective } from "./elbo.ts";
export { reconstructed, reconstructionError, reconstructionObjective } from "./reconstruction.ts";
export {
  betaAt,
  type ElboSpec,
  type ObjectiveSpec,
  objectiveSchema,
  type ReconstructionSpec,
  type WarmUp,
  warmUpSchema,
} from "./spec.ts";
export { weightedMean } from "./weighting.ts";
