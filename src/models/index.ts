export { type ItemShape, type ModelConfig, modelSchema } from "./config.ts";
export { type Decoded, type Encoded, Model, type TrainingInputs } from "./model.ts";
export { findPreset, type Json, type Preset, presets } from "./presets/index.ts";
