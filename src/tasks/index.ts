export { CHECKPOINT, decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";
export {
  type ConfigChoices,
  parseConfig,
  type ResolvedConfig,
  type RunConfig,
  resolveConfig,
  runConfigSchema,
} from "./config.ts";
export { type EvaluateOptions, type Evaluation, evaluateModel, type Scores, scoreItems } from "./evaluate.ts";
export { exportOnnx, exportSafeTensors, exportTrainStep } from "./export.ts";
export {
  type Generated,
  type InterpolateOptions,
  interpolate,
  MOST_SAMPLES,
  type SampleOptions,
  sample,
  type TraverseOptions,
  traverse,
} from "./generate.ts";
export { type Codes, fitted, Inference, type Items, inUnits, itemsOf } from "./inference.ts";
export { itemOf } from "./item.ts";
export { readHistory } from "./metrics-log.ts";
export {
  type LatentMap,
  type Manifold,
  type Overview,
  type OverviewOptions,
  overview,
} from "./overview.ts";
export { type Privacy, privacyIn } from "./private.ts";
export { type DenoiseOptions, decode, denoise, encode, type Restored, reconstruct } from "./restore.ts";
export {
  encodeWeights,
  FORMAT,
  loadModel,
  modelVariables,
  type RunFile,
  type RunStore,
  readRunFile,
  runFileSchema,
  sha256,
  type TrainedModel,
} from "./run.ts";
export { type LatentSampler, type SamplerChoice, samplerOf } from "./sampler.ts";
export { type SeriesScoreKind, type SeriesScores, scoreSeries } from "./series.ts";
export { type Augmented, type AugmentOptions, augment } from "./tables/augment.ts";
export { balancedConditions, type Conditions, parseConditions } from "./tables/conditions.ts";
export { type ColumnDistribution, distributionsOf, type Shares, type SharesInBins } from "./tables/distributions.ts";
export { type FilledCell, type Imputed, type ImputeOptions, impute } from "./tables/impute.ts";
export {
  type CompareOptions,
  compareTables,
  type QualityMeans,
  type RowLimits,
  type SampleRows,
  type TableComparison,
} from "./tables/quality.ts";
export { tableSchemaOf } from "./tables/schema-of.ts";
export { type RowScoreOptions, RowScorer, type RowScores, scoreRows } from "./tables/score.ts";
export { type Synthetic, type SynthOptions, synth } from "./tables/synth.ts";
export { hasTrainingScores, trainingScoresOf, usualContributions } from "./tables/training-scores.ts";
export { type ThresholdChoice, tailProbability, thresholdOf } from "./threshold.ts";
export { type Parts, partsOf, type TrainOptions, type TrainResult, type TrainTaskEvent, train } from "./train.ts";
