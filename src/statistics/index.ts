export { mean, pearson, spearman, standardErrorOf } from "./correlation.ts";
export {
  fitGaussianMixture,
  type GaussianMixture,
  type MixtureOptions,
  mixtureLogDensity,
  sampleMixture,
} from "./gaussian-mixture.ts";
export { binEdges, binOf, type Histogram, histogram, valueRange } from "./histogram.ts";
export {
  type Bandwidth,
  fitKernelDensity,
  type KernelDensity,
  type KernelOptions,
  kernelLogDensity,
  sampleKernelDensity,
} from "./kernel-density.ts";
export { type NeighbourOptions, type Neighbours, nearestNeighbours } from "./neighbours.ts";
export { ascendingOrder, countBelow, quantile, ranks, sorted, tailProbability } from "./order.ts";
export {
  averagePrecision,
  type Curve,
  type Operating,
  operatingPoints,
  precisionRecallCurve,
  rocAuc,
  rocCurve,
} from "./ranking.ts";
export {
  cholesky,
  choleskySolve,
  covariance,
  forwardSolve,
  logDeterminant,
  mahalanobisSquared,
} from "./symmetric.ts";
export { cramersV, ksDistance, totalVariation } from "./two-sample.ts";
