export { CHECKPOINT, decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";
export {
  type ConfigChoices,
  itemOf,
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
export { readHistory } from "./metrics-log.ts";
export { type LatentMap, type Manifold, type Overview, overview } from "./overview.ts";
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
export { type Parts, partsOf, type TrainOptions, type TrainResult, type TrainTaskEvent, train } from "./train.ts";
