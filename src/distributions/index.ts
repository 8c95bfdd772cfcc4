export { Bernoulli } from "./bernoulli.ts";
export { Categorical } from "./categorical.ts";
export { ContinuousBernoulli } from "./continuous-bernoulli.ts";
export { DiscretisedLogistic } from "./discretised-logistic.ts";
export { Distribution, sumEvent } from "./distribution.ts";
export { klDivergence, monteCarloKL } from "./kl.ts";
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
export { Normal, standardNormal } from "./normal.ts";
export { StudentT } from "./student-t.ts";
