export type { ColumnHeads } from "./columns/heads.ts";
export type { ColumnGroup, ColumnLayout, ColumnShape } from "./columns/shape.ts";
export type { ColumnsLikelihood } from "./columns/spec.ts";
export { type ItemShape, type ModelConfig, modelSchema } from "./config.ts";
export { type Decoded, type Encoded, Model, type TrainingInputs } from "./model.ts";
export { findPreset, type Json, type Preset, presets } from "./presets/index.ts";
