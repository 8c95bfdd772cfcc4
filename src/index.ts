// The front door: the verbs and what they take. Parts are behind subpaths (vaekit/graph, vaekit/nn, ...); what touches
// the machine is in vaekit/data/node, vaekit/runtime/node and vaekit/tasks/node.

export type { DataBundle, DataSchema, Dataset } from "./data/index.ts";
export { openBuiltin } from "./data/index.ts";
export { ConfigError, DataError, ExecutionError, ShapeError, VaekitError } from "./errors.ts";
export { findPreset, type Preset, presets } from "./models/index.ts";
export type { Runtime } from "./runtime/index.ts";
export {
  decode,
  denoise,
  encode,
  evaluateModel as evaluate,
  exportOnnx,
  exportTrainStep,
  interpolate,
  loadModel,
  overview,
  type RunStore,
  reconstruct,
  sample,
  scoreItems as score,
  type TrainedModel,
  type TrainOptions,
  type TrainResult,
  train,
  traverse,
} from "./tasks/index.ts";
export { VERSION } from "./version.ts";
