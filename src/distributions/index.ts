export type { RelaxedSampleOptions } from "./_relaxed.ts";
export { Bernoulli } from "./bernoulli.ts";
export { Categorical } from "./categorical.ts";
export { ContinuousBernoulli } from "./continuous-bernoulli.ts";
export { DiscretisedLogistic } from "./discretised-logistic.ts";
export { Distribution, sumEvent } from "./distribution.ts";
export type { Flow, Mapped } from "./flows/flow.ts";
export { type FlowDensity, flowDensity } from "./flows/flow-density.ts";
export { type FlowSpec, flowSchema } from "./flows/flow-schema.ts";
export { type FlowOptions, isInvertible, makeFlow } from "./flows/make-flow.ts";
export { gyroplanes } from "./gyroplanes.ts";
export { HypersphericalUniform } from "./hyperspherical-uniform.ts";
export { closedFormKL, klDivergence } from "./kl.ts";
export { Laplace } from "./laplace.ts";
export {
  type Likelihood,
  likelihoodDistribution,
  likelihoodRange,
  type MeanActivation,
  meanActivation,
  outputsPerElement,
  pointEstimate,
  type ScaleChoice,
  type ValueRange,
} from "./likelihood.ts";
export { likelihoodSchema } from "./likelihood-schema.ts";
export { MixtureOfNormals, type MixtureOptions } from "./mixture-of-normals.ts";
export { monteCarloKL } from "./monte-carlo-kl.ts";
export { MultivariateNormal } from "./multivariate-normal.ts";
export { Normal, standardNormal } from "./normal.ts";
export { OptimalNormal, type OptimalNormalOptions } from "./optimal-normal.ts";
export {
  conformalFactor,
  expMap,
  expMapOrigin,
  logMap,
  logMapOrigin,
  mobiusAdd,
  poincareDistance,
  projectToBall,
} from "./poincare.ts";
export { RelaxedBernoulli } from "./relaxed-bernoulli.ts";
export { RelaxedOneHot } from "./relaxed-categorical.ts";
export { SpikeAndSlab, standardSpikeAndSlab } from "./spike-and-slab.ts";
export { StudentT } from "./student-t.ts";
export { type LowerFactorOptions, lowerFactor, lowerFactorSize } from "./triangular.ts";
export { VectorDistribution } from "./vector-distribution.ts";
export { VonMisesFisher } from "./von-mises-fisher.ts";
export { WrappedNormal } from "./wrapped-normal.ts";
