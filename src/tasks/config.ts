// A run's config: one JSON object of model and training choices, the same for library, CLI, saved models and reports.
// Presets leave some choices to the data with the word "auto"; resolving them says why.

import { z } from "zod";
import { sizeOf } from "../array/index.ts";
import { attributesOf, combinationsOf, conditionsOf, type Dataset } from "../data/index.ts";
import { ConfigError } from "../errors.ts";
import { findPreset, type ItemShape, type Json, modelSchema, type Preset, presets } from "../models/index.ts";
import { parseLayers } from "../nn/index.ts";
import { trainSchema } from "../train/index.ts";
import { describeIssue } from "./explain.ts";
import { itemOf } from "./item.ts";
import { decidePrivate } from "./private-choices.ts";
import { checkSampler } from "./samplers/check.ts";
import { samplerSchema } from "./samplers/index.ts";

const count = z.int().positive();

/** Schema of a resolved config. */
export const runConfigSchema = z.strictObject({
  /** Name of the preset it began from. */
  preset: z.string(),
  /** Tables: how columns become codes and values, see EncodingOptions. */
  encoding: z
    .strictObject({
      numbers: z.enum(["bins", "modes", "quantile", "scaled", "standard"]).exactOptional(),
      bins: count.exactOptional(),
      atoms: z.int().nonnegative().exactOptional(),
      modes: count.exactOptional(),
      levels: count.exactOptional(),
    })
    .optional(),
  /** What latents of new items are drawn from, fitted when training has ended; default the prior. See docs/samplers.md. */
  sampler: samplerSchema.optional(),
  model: modelSchema,
  train: trainSchema,
});

/** A resolved config. */
export type RunConfig = z.infer<typeof runConfigSchema>;

/** What a user chooses; everything else comes from the preset and the data. */
export interface ConfigChoices {
  /** Preset name; default chosen from the data. */
  readonly preset?: string | undefined;
  /** Partial config laid over the preset. */
  readonly config?: Json | undefined;
  /** Single fields as `path=value`, laid over all else; the value is JSON, or text where it is not. */
  readonly set?: readonly string[] | undefined;
}

/** A config with the reasons for what was decided by the data. */
export interface ResolvedConfig {
  readonly config: RunConfig;
  readonly reasons: readonly string[];
}

// The weights of autoregressive columns grow with the square of their number.
const MOST_AUTOREGRESSIVE = 64;
// Bins make thirty inputs of a column of numbers.
const MOST_BINNED = 256;

type Tree = { [key: string]: Json | Tree };

/** Chooses a preset, lays the user's choices over it and lets the data decide the rest. @throws ConfigError naming the field */
export function resolveConfig(choices: ConfigChoices, train: Dataset): ResolvedConfig {
  const reasons: string[] = [];
  const preset = choosePreset(choices.preset, train, reasons);
  const item = itemOf(train.schema);
  if (!preset.items.includes(item.kind)) {
    const fitting = presets.filter(({ items }) => items.includes(item.kind)).map(({ name }) => name);
    throw new ConfigError(
      `preset ${preset.name}: takes ${preset.items.join(" or ")} data, got ${item.kind} data; presets for it: ${fitting.join(", ")}`,
    );
  }
  const base = structuredClone(preset.config) as Tree;
  const defaults = { binarise: "none", clip: "auto", seed: 0, patience: null, validation: 0.1 };
  base.train = { ...defaults, ...(base.train as Tree) };
  let tree = chosenOver(base, choices);
  if ((tree.train as Tree).private !== undefined) {
    if (preset.private !== undefined) {
      overlay(base, structuredClone(preset.private) as Tree);
      tree = chosenOver(base, choices);
      reasons.push(`settings of preset ${preset.name} for private training: ${JSON.stringify(preset.private)}`);
    }
    decidePrivate(tree, item.kind, train.count, reasons);
  }
  tree.preset = preset.name;
  decideCondition(tree, train, reasons);
  decide(tree, train, item, reasons);
  const config = parseConfig(tree);
  if (config.sampler) checkSampler(config.sampler, config.model, item);
  return { config, reasons };
}

function chosenOver(base: Tree, choices: ConfigChoices): Tree {
  const tree = structuredClone(base);
  if (choices.config !== undefined) overlay(tree, structuredClone(choices.config) as Tree);
  for (const assignment of choices.set ?? []) assign(tree, assignment);
  return tree;
}

/** Checks a config. @throws ConfigError naming the field, the value and the remedy */
export function parseConfig(value: unknown): RunConfig {
  // Layers first: their own checks say most.
  const { encoder, decoder } = ((value as { model?: unknown }).model ?? {}) as { encoder?: unknown; decoder?: unknown };
  if (encoder !== undefined) parseLayers(encoder, "encoder");
  if (decoder !== undefined && decoder !== "mirror") parseLayers(decoder, "decoder");
  const result = runConfigSchema.safeParse(value);
  if (result.success) return result.data;
  throw new ConfigError(describeIssue(runConfigSchema, result.error, value));
}

function choosePreset(name: string | undefined, train: Dataset, reasons: string[]): Preset {
  if (name !== undefined) return findPreset(name);
  const { schema } = train;
  if (schema.kind === "table") {
    reasons.push("preset table: the data is a table");
    return findPreset("table");
  }
  if (schema.kind === "vector") {
    reasons.push("preset vector: the data is a table of numbers");
    return findPreset("vector");
  }
  if (schema.kind === "series") {
    reasons.push("preset series: the data is a time series");
    return findPreset("series");
  }
  const { height, width, channels } = schema;
  const size = `${width}x${height}`;
  if (Math.min(height, width) >= 64) {
    reasons.push(`preset conv-large: pictures of ${size} are 64 pixels or more on each side`);
    return findPreset("conv-large");
  }
  reasons.push(
    `preset conv: pictures of ${size} with ${channels} channel${channels > 1 ? "s" : ""} are below 64 pixels`,
  );
  return findPreset("conv");
}

// The values of what items are conditioned on, and how often they occur.
function decideCondition(tree: Tree, train: Dataset, reasons: string[]): void {
  const model = tree.model as Tree;
  if (isTree(model.classifier)) {
    model.condition ??= { of: ["label"] };
    const layers = (model.classifier as Tree).layers;
    if (layers !== undefined) parseLayers(layers, "classifier.layers");
  }
  const { condition } = model;
  const of = isTree(condition) ? condition.of : undefined;
  // Anything else is refused with the rest of the config.
  if (!Array.isArray(of) || !of.every((name) => typeof name === "string")) return;
  const attributes = attributesOf(train, of).map(({ name, levels }) => ({ name, levels: [...levels] }));
  reasons.push(...attributes.map(({ name, levels }) => `condition ${name}: ${levels.length} values in the data`));
  // Private training may not tell how frequent values are; semi-supervised training knows few of the labels.
  const told = (tree.train as Tree).private === undefined && model.classifier === undefined;
  const frequencies = told ? { frequencies: combinationsOf(conditionsOf(train, attributes)) } : {};
  model.condition = { of, attributes, ...frequencies };
}

function decide(tree: Tree, train: Dataset, item: ItemShape, reasons: string[]): void {
  const model = tree.model as Tree;
  const training = tree.train as Tree;
  const elements = item.kind === "table" ? sizeOf(item.shape) / 2 : sizeOf(item.shape);
  const settle = (where: Tree, key: string, label: string, value: Json, why: string) => {
    if (where[key] !== "auto") return;
    where[key] = value;
    reasons.push(`${label} ${JSON.stringify(value)}: ${why}`);
  };
  shapeReshape(model, item, reasons);
  const [half, most] = item.kind === "table" ? [elements, 16] : [Math.round(elements / 2), 32];
  const latent = Math.max(2, Math.min(most, half));
  const share = item.kind === "table" ? "one for each" : "half";
  settle(model, "latent", "latent", latent, `${share} of ${elements} columns, between 2 and ${most}`);
  if (model.likelihood === "auto") {
    model.likelihood = item.kind === "image" ? { kind: "bernoulli" } : { kind: "normal", scale: "per-dimension" };
    reasons.push(
      item.kind === "image"
        ? "likelihood bernoulli: pixels lie in [0, 1]"
        : "likelihood normal: columns are standardised",
    );
  }
  const table = item.kind === "table";
  if (table && isTree(tree.encoding)) {
    const few = elements <= MOST_BINNED;
    const why = few ? `${elements} columns` : `${elements} columns are more than the ${MOST_BINNED} that go into bins`;
    settle(tree.encoding, "numbers", "numbers", few ? "bins" : "scaled", why);
  }
  if (table && isTree(model.likelihood)) {
    const few = elements <= MOST_AUTOREGRESSIVE;
    const why = few
      ? `${elements} columns, up to ${MOST_AUTOREGRESSIVE} can see those before them`
      : `${elements} columns are more than the ${MOST_AUTOREGRESSIVE} that can see those before them`;
    settle(model.likelihood, "columns", "columns", few ? "autoregressive" : "independent", why);
  }
  const batch = train.count >= 10_000 ? (table ? 512 : 128) : train.count >= 1_000 ? (table ? 128 : 64) : 16;
  settle(training, "batch", "batch", batch, `for ${train.count} items`);
  // As scvi-tools, which takes 400 epochs at 20,000 rows: inversely to the items; a picture teaches as much as 20 rows,
  // a row of a table, with a loss for each of its columns, as twelve rows of a vector.
  const reference = { image: 20, vector: 400, series: 20, table: 33 }[item.kind];
  const bySize = Math.max(10, Math.min(400, Math.round((20_000 / train.count) * reference)));
  // Some presets count steps, the same for any number of items.
  const steps = typeof training.steps === "number" ? training.steps : undefined;
  delete training.steps;
  const perEpoch = Math.ceil(train.count / (typeof training.batch === "number" ? training.batch : batch));
  const epochs = steps === undefined ? bySize : Math.max(1, Math.round(steps / perEpoch));
  settle(
    training,
    "epochs",
    "epochs",
    epochs,
    steps === undefined
      ? `scaled with ${train.count} items, stopped early when validation no longer improves`
      : `${steps} steps of ${perEpoch} an epoch`,
  );
  const total = typeof training.epochs === "number" ? training.epochs : epochs;
  settle(training, "patience", "patience", Math.max(5, Math.ceil(total / 10)), "a tenth of the epochs, at least 5");
  if (training.schedule === "auto") training.schedule = { kind: "cosine", over: total };
  const objective = model.objective as Tree;
  if (objective.warmUp === "auto") objective.warmUp = { kind: "linear", epochs: Math.max(1, total / 5) };
  settle(
    training,
    "clip",
    "clip",
    Math.max(100, elements),
    "a guard far above usual gradient norms: one per element of an item, at least 100",
  );
}

// A row of numbers is one channel for convolutions; windows of series have their channels already.
function shapeReshape(model: Tree, item: ItemShape, reasons: string[]): void {
  if (!Array.isArray(model.encoder)) return;
  const isAuto = (layer: Json) => isTree(layer) && layer.kind === "reshape" && layer.shape === "auto";
  if (!model.encoder.some(isAuto)) return;
  if (item.shape.length > 1) model.encoder = model.encoder.filter((layer) => !isAuto(layer));
  else {
    const shape = [1, ...item.shape];
    model.encoder = model.encoder.map((layer) => (isAuto(layer) ? { kind: "reshape", shape } : layer));
    reasons.push(`encoder reshape [${shape.join(", ")}]: a row is one channel of ${item.shape[0]} steps`);
  }
}

function overlay(base: Tree, over: Tree): void {
  for (const [key, value] of Object.entries(over)) {
    const known = base[key];
    // A choice among kinds is replaced whole: fields of one kind mean nothing to another.
    const mergeable = isTree(known) && isTree(value) && !("kind" in value && value.kind !== known.kind);
    if (mergeable) overlay(known, value);
    else base[key] = value;
  }
}

const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value);

function assign(tree: Tree, assignment: string): void {
  const at = assignment.indexOf("=");
  if (at < 1) throw new ConfigError(`--set: needs path=value, got "${assignment}"; for example --set train.batch=64`);
  const path = assignment.slice(0, at).split(".");
  const text = assignment.slice(at + 1);
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    value = text;
  }
  let node: Tree = tree;
  for (const key of path.slice(0, -1)) {
    if (!isTree(node[key])) node[key] = {};
    node = node[key] as Tree;
  }
  node[path.at(-1)!] = value;
}
