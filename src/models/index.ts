export type { ClassBound, ClassBoundOptions } from "./classifier.ts";
export type { ClassifierSpec } from "./classifier-schema.ts";
export { CodePrior, type PixelCnnOptions } from "./code-prior/index.ts";
export type { ColumnHeads } from "./columns/heads.ts";
export type { ColumnGroup, ColumnLayout, ColumnShape } from "./columns/shape.ts";
export type { ColumnsLikelihood } from "./columns/spec.ts";
export type { ConditionSpec } from "./condition.ts";
export { type ModelConfig, modelSchema } from "./config.ts";
export type { ItemShape } from "./item.ts";
export type {
  CodeLayout,
  Draw,
  DrawCost,
  DrawOptions,
  Encoded,
  LatentLayer,
  LayerSweep,
  PriorDrawOptions,
} from "./latents/latents.ts";
export { hasLogVariance, hasRealLatents, latentSpace } from "./latents/space.ts";
export { Model, type ModelDrawOptions } from "./model.ts";
export { describeNetwork, type Network, type NetworkLayer } from "./network.ts";
export { type Decoded, ENCODER_PREFIXES, type TrainingInputs } from "./objective.ts";
export { comparesRows } from "./penalties/index.ts";
export type { LatentSpace } from "./posteriors/posterior.ts";
export { tiled } from "./posteriors/tiled.ts";
export { findPreset, type Json, type Preset, presets } from "./presets/index.ts";
