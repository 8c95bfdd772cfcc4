export { type MemoryStore, memoryStore, unzipRun, type ZipRunOptions, zipRun } from "./archive.ts";
export { CHECKPOINT, decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";
export {
  type Classifier,
  type ClassifierOptions,
  classifierAccuracy,
  trainClassifier,
} from "./classifier.ts";
export {
  type ComparedMeasure,
  type ComparedRun,
  compareRuns,
  type NamedRun,
  type RunComparison,
  shortNames,
} from "./compare.ts";
export { type ConfigDifference, differencesOf } from "./compare-config.ts";
export {
  type ComparedPictures,
  type ComparePicturesOptions,
  comparePictures,
  type PicturedRun,
  type RunPictures,
} from "./compare-pictures.ts";
export {
  type ConfigChoices,
  parseConfig,
  type ResolvedConfig,
  type RunConfig,
  resolveConfig,
  runConfigSchema,
} from "./config.ts";
export { configJsonSchema, type JsonSchema } from "./config-json-schema.ts";
export {
  type Disentanglement,
  type DisentanglementOptions,
  type DisentanglementScores,
  disentanglement,
  type FactorScores,
} from "./disentanglement.ts";
export { drawPosterior, drawPrior, type LatentDrawOptions } from "./draw-latents.ts";
export {
  type EstimateCost,
  type EvaluateOptions,
  type Evaluation,
  evaluateModel,
  type Scores,
  scoreItems,
} from "./evaluate.ts";
export { exportOnnx, exportSafeTensors, exportTrainStep } from "./export.ts";
export { classifierFeatures, type FeatureExtractor, type OnnxFeatureOptions, onnxFeatures } from "./features.ts";
export {
  type Generated,
  type InterpolateOptions,
  interpolate,
  MOST_SAMPLES,
  type SampleOptions,
  sample,
} from "./generate.ts";
export { type Codes, fitted, Inference, type InferenceOptions, type Items, inUnits, itemsOf } from "./inference.ts";
export { itemOf } from "./item.ts";
export {
  attributesIn,
  type ConditionRows,
  conditionGiven,
  conditionsIn,
  drawConditions,
  type GivenCondition,
  ownConditions,
} from "./item-conditions.ts";
export { type PathKind, pathIn } from "./latent-paths.ts";
export { type LatentProbe, type LatentProbeOptions, probeLatents } from "./latent-probe.ts";
export { checkLikelihood, klParts, type LikelihoodCheck, type LikelihoodCheckOptions } from "./likelihood-check.ts";
export { readHistory } from "./metrics-log.ts";
export {
  type LatentMap,
  type Manifold,
  type Overview,
  type OverviewOptions,
  overview,
} from "./overview.ts";
export { type PrincipalPlane, principalPlane } from "./pca.ts";
export { evaluatePictures, type PictureOptions, type PictureQuality } from "./picture-quality.ts";
export { type Privacy, privacyIn } from "./private.ts";
export {
  type ConditionOptions,
  classify,
  type DenoiseOptions,
  decode,
  denoise,
  type EncodeOptions,
  encode,
  type Restored,
  reconstruct,
} from "./restore.ts";
export {
  encodeWeights,
  FORMAT,
  latentWidth,
  loadModel,
  modelOf,
  modelVariables,
  type RunFile,
  type RunStore,
  readRunFile,
  runFileSchema,
  sha256,
  type TrainedModel,
} from "./run.ts";
export { addSampler, checkAddable } from "./samplers/add.ts";
export { describeSampler, samplerIn, storesItems } from "./samplers/describe.ts";
export { type FittedSampler, fitSampler, type SamplerChoice, type SamplerParts } from "./samplers/fit.ts";
export { type SamplerSpec, samplerSchema } from "./samplers/index.ts";
export { canSample, densitySampler, fittedSampler } from "./samplers/open.ts";
export type { DensitySampler, LatentSampler } from "./samplers/sampler.ts";
export { type SeriesScoreKind, type SeriesScores, scoreSeries } from "./series.ts";
export { planSweep, type SweepRun } from "./sweep.ts";
export {
  type Axis,
  betterOf,
  type NamedSweep,
  parseSweep,
  type SweepConfig,
  type SweepMeasure,
  type SweepNumber,
} from "./sweep-config.ts";
export { findSweep, namedSweeps } from "./sweep-named.ts";
export {
  meanShown,
  measureNotes,
  measureOf,
  rankOutcomes,
  type SweepOutcome,
  type SweepSetting,
  type SweepState,
  settingsOf,
  shownOf,
} from "./sweep-outcome.ts";
export { fieldNames } from "./sweep-slug.ts";
export { VARIANT } from "./sweep-variants.ts";
export { type Augmented, type AugmentOptions, augment } from "./tables/augment.ts";
export { balancedConditions, type Conditions, parseConditions } from "./tables/conditions.ts";
export { type ColumnDistribution, distributionsOf, type Shares, type SharesInBins } from "./tables/distributions.ts";
export { type FilledCell, type Imputed, type ImputeOptions, Imputer, impute } from "./tables/impute.ts";
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
export {
  checkData,
  type Parts,
  partsOf,
  type TrainOptions,
  type TrainResult,
  type TrainTaskEvent,
  train,
} from "./train.ts";
export { type Traversal, type TraverseOptions, traverse } from "./traverse.ts";
