export { type AggregateKl, type AggregateOptions, aggregateKl } from "./aggregate.ts";
export { type AisOptions, type AisResult, annealedNll } from "./ais.ts";
export {
  type Bound,
  type BoundOptions,
  BoundScorer,
  boundOf,
  columnMeans,
  columnVariances,
  type ItemScores,
  type Weights,
} from "./bound.ts";
export { constantsOf, feedsOf } from "./constants.ts";
export {
  type BetaVaeScoreOptions,
  betaVaeScore,
  type DciOptions,
  type DciScores,
  dciOf,
  dciScores,
  type Explicitness,
  type ExplicitnessOptions,
  entropy,
  explicitness,
  type FactorColumn,
  type FactorVaeScoreOptions,
  factorEntropies,
  factorVaeScore,
  type Gap,
  type LabelledCodes,
  labelCodes,
  type MigOptions,
  type ModularityOptions,
  modularity,
  mutualInformation,
  mutualInformationGap,
  mutualInformationMatrix,
  type SapOptions,
  sapScore,
  scorableFactors,
} from "./disentanglement/index.ts";
export { frechetDistance } from "./frechet.ts";
export { type ClassProbe, type LabelledLatents, type ProbeOptions, probeClasses } from "./latent-probe.ts";
export { msSsim } from "./ms-ssim.ts";
export { importanceNll, LogSumExp, type NllOptions, type NllResult } from "./nll.ts";
export { meanSquaredError, psnr, ssim } from "./pictures.ts";
export { type PrecisionRecall, type PrecisionRecallOptions, precisionRecall } from "./precision-recall.ts";
export {
  type AnomalyMetrics,
  type AnomalyOptions,
  alignTables,
  anomalyMetrics,
  type CategoryColumn,
  type ClassScores,
  type ColumnQuality,
  type Detection,
  type DetectionOptions,
  type DistanceSpread,
  detectionAuc,
  type Efficacy,
  type EfficacyOptions,
  type Finding,
  type MeasuredColumn,
  type ModelEfficacy,
  measureTable,
  mlEfficacy,
  type NumberColumn,
  type NumberScores,
  type PairQuality,
  type PrivacyMeasure,
  type PrivacyName,
  type PrivacyOptions,
  precisionAt,
  type QualityOptions,
  type TablePrivacy,
  type TableQuality,
  tablePrivacy,
  tableQuality,
} from "./tables/index.ts";
