// What items are conditioned on when a conditional model works: their own labels or factors, what a call names, or draws as
// frequent as in training.

import { float32, type Generator, type HostArray } from "../array/index.ts";
import { type Attribute, conditionsOf, type Dataset, oneHotRows } from "../data/index.ts";
import { ConfigError, DataError, didYouMean } from "../errors.ts";
import type { TrainedModel } from "./run.ts";

/** Values of attributes by name, for example `{ label: "3" }` or `{ shape: "heart", scale: 0.5 }`. */
export type GivenCondition = Readonly<Record<string, string | number>>;

/** One-hot rows [n, width]. */
export type ConditionRows = HostArray<"float32">;

/** The attributes of a model; empty for a model without a condition. */
export function attributesIn({ config }: Pick<TrainedModel, "config">): readonly Attribute[] {
  return config.model.condition?.attributes ?? [];
}

/**
 * What the first `count` items of a data set are conditioned on: what is given, the rest of their own. Undefined for a model without
 * a condition; also where nothing is given to a model with a classifier, which then tells it.
 * @throws ConfigError for names or values that the model does not know; DataError where the data lacks an attribute
 */
export function conditionsIn(
  trained: TrainedModel,
  dataset: Dataset,
  given?: GivenCondition,
  count = dataset.count,
): ConditionRows | undefined {
  const attributes = attributesIn(trained);
  const levels = levelsOf(trained, given);
  if (attributes.length === 0 || (given === undefined && trained.config.model.classifier)) return undefined;
  const own = attributes.filter((_, a) => levels[a] === -1);
  const found = own.length > 0 ? conditionsOf(dataset, own).levels : new Int32Array(0);
  const all = new Int32Array(count * attributes.length);
  for (let i = 0, at = 0; i < count; i++) {
    let next = i * own.length;
    for (const level of levels) all[at++] = level === -1 ? found[next++]! : level;
  }
  return rowsOf(attributes, all);
}

/** The items' own condition; where the data lacks it, what is given. */
export function ownConditions(
  trained: TrainedModel,
  dataset: Dataset,
  given: GivenCondition | undefined,
): ConditionRows | undefined {
  try {
    return conditionsIn(trained, dataset);
  } catch (error) {
    if (given === undefined || !(error instanceof DataError)) throw error;
    return conditionsIn(trained, dataset, given);
  }
}

/** Rows [n, width] with what is given in place of their own. @throws ConfigError for names or values that the model does not know */
export function conditionsOver(trained: TrainedModel, own: ConditionRows, given: GivenCondition = {}): ConditionRows {
  const levels = levelsOf(trained, given);
  const [count, width] = own.shape as [number, number];
  const out = own.data.slice();
  let block = 0;
  attributesIn(trained).forEach((attribute, a) => {
    const size = attribute.levels.length;
    for (let at = block; levels[a] !== -1 && at < out.length; at += width) {
      out.fill(0, at, at + size);
      out[at + levels[a]!] = 1;
    }
    block += size;
  });
  return float32(out, [count, width]);
}

/** `count` rows of a condition that is given whole; undefined for a model without one. @throws ConfigError naming what is missing */
export function conditionGiven(
  trained: TrainedModel,
  count: number,
  given: GivenCondition | undefined,
): ConditionRows | undefined {
  const attributes = attributesIn(trained);
  const levels = levelsOf(trained, given);
  if (attributes.length === 0) return undefined;
  const missing = attributes.find((_, a) => levels[a] === -1);
  if (missing !== undefined) {
    throw new ConfigError(
      `condition: the model is conditioned on ${missing.name}, got no value of it; give one, for example --condition ${missing.name}=${missing.levels[0]}`,
    );
  }
  return rowsOf(attributes, repeated(levels, count));
}

/**
 * Conditions of new items: what is given, and for the rest combinations as frequent as in training. Undefined for a model without a
 * condition.
 */
export function drawConditions(
  trained: TrainedModel,
  count: number,
  generator: Generator,
  given?: GivenCondition,
): ConditionRows | undefined {
  const attributes = attributesIn(trained);
  const levels = levelsOf(trained, given);
  if (attributes.length === 0) return undefined;
  const size = attributes.length;
  const rows = (trained.config.model.condition!.frequencies ?? []).filter((row) =>
    levels.every((level, a) => level === -1 || level === row[a]),
  );
  const total = rows.reduce((sum, row) => sum + row[size]!, 0);
  const all = new Int32Array(count * size);
  for (let i = 0; i < count; i++) {
    // A combination that training never saw: each of its other values is as good as any.
    const drawn = total > 0 ? weighted(rows, total * generator.uniform(), size) : undefined;
    attributes.forEach((attribute, a) => {
      const free = drawn?.[a] ?? generator.integer(attribute.levels.length);
      all[i * size + a] = levels[a] === -1 ? free : levels[a]!;
    });
  }
  return rowsOf(attributes, all);
}

/** The first attribute that is not given. @throws ConfigError for a model without a condition, or when all are given */
export function openAttribute(trained: TrainedModel, given?: GivenCondition): Attribute {
  const attributes = attributesIn(trained);
  const levels = levelsOf(trained, given);
  const open = attributes.find((_, a) => levels[a] === -1);
  if (open !== undefined) return open;
  const got = attributes.length === 0 ? "a model without one" : "one with nothing left open";
  throw new ConfigError(`sample: each value in turn needs a model with a condition, got ${got}; leave --each out`);
}

function levelsOf(trained: TrainedModel, given: GivenCondition = {}): Int32Array {
  const attributes = attributesIn(trained);
  const levels = new Int32Array(attributes.length).fill(-1);
  for (const [name, value] of Object.entries(given)) {
    if (attributes.length === 0) {
      throw new ConfigError(
        `condition: ${trained.name} has none, got ${name}=${value}; train one with --condition-on label`,
      );
    }
    const names = attributes.map((attribute) => attribute.name);
    const a = names.indexOf(name);
    if (a < 0) {
      throw new ConfigError(`condition: must be on ${names.join(", ")}, got "${name}"${didYouMean(name, names)}`);
    }
    const known = attributes[a]!.levels;
    const level = levelOf(known, String(value));
    if (level === undefined) {
      throw new ConfigError(
        `condition: ${name} must be a value that the model was trained with, got "${value}"${didYouMean(String(value), known)}`,
      );
    }
    levels[a] = level;
  }
  return levels;
}

// The value of this name, or the only number that rounds to it.
function levelOf(known: readonly string[], text: string): number | undefined {
  const level = known.indexOf(text);
  if (level >= 0) return level;
  const digits = text.replace(/^[-+0.]+/, "").replace(".", "").length;
  if (text.trim() === "" || !Number.isFinite(Number(text)) || digits > 21) return undefined;
  const near = known.flatMap((own, i) =>
    Number(Number(own).toPrecision(Math.max(1, digits))) === Number(text) ? [i] : [],
  );
  return near.length === 1 ? near[0] : undefined;
}

function weighted(rows: readonly (readonly number[])[], target: number, size: number): readonly number[] {
  let sum = 0;
  for (const row of rows) {
    sum += row[size]!;
    if (sum > target) return row;
  }
  return rows.at(-1)!;
}

function repeated(levels: Int32Array, count: number): Int32Array {
  const all = new Int32Array(count * levels.length);
  for (let i = 0; i < count; i++) all.set(levels, i * levels.length);
  return all;
}

function rowsOf(attributes: readonly Attribute[], levels: Int32Array): ConditionRows {
  const data = oneHotRows(attributes, levels);
  const count = levels.length / attributes.length;
  return float32(data, [count, data.length / count]);
}
