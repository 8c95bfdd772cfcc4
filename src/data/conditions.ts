// What items are conditioned on: their label and known factors as one-hot blocks side by side. What is not known of an
// item is a block of zeros.

import { ConfigError, DataError, didYouMean } from "../errors.ts";
import type { Dataset } from "./dataset.ts";

/** Something an item is conditioned on, with the values that it takes. */
export interface Attribute {
  /** `label`, or the name of a factor. */
  readonly name: string;
  readonly levels: readonly string[];
}

/** Largest number of values of an attribute. */
export const MOST_LEVELS = 1000;

/** What the items of a data set are conditioned on. */
export interface Conditions {
  readonly attributes: readonly Attribute[];
  /** Width of a one-hot row. */
  readonly width: number;
  /** Level of each attribute of each item [count, attributes]; -1 where it is unknown. */
  readonly levels: Int32Array;
  /** One-hot rows [n, width] of the items at `indices`. */
  rows(indices: ArrayLike<number>): Float32Array;
}

/** Width of the one-hot rows of attributes. */
export function conditionWidth(attributes: readonly Attribute[]): number {
  return attributes.reduce((width, { levels }) => width + levels.length, 0);
}

/** One-hot rows [n, width] of levels [n, attributes]; -1 is a block of zeros. */
export function oneHotRows(attributes: readonly Attribute[], levels: ArrayLike<number>): Float32Array {
  const width = conditionWidth(attributes);
  const count = levels.length / attributes.length;
  const out = new Float32Array(count * width);
  for (let i = 0, block = 0; i < count; i++, block = 0) {
    attributes.forEach((attribute, a) => {
      const level = levels[i * attributes.length + a]!;
      if (level >= 0) out[i * width + block + level] = 1;
      block += attribute.levels.length;
    });
  }
  return out;
}

/**
 * The attributes of these names with the values that they take in a data set.
 * @throws ConfigError for a table, a name that the data does not have, or one of more than 1000 values; DataError where there are
 * no labels
 */
export function attributesOf(dataset: Dataset, names: readonly string[]): Attribute[] {
  const where = "model.condition.of";
  if (dataset.schema.kind === "table") {
    throw new ConfigError(
      `${where}: rows of a table are made under any condition without it (vaekit synth --where), got ${JSON.stringify(names)}; leave model.condition out`,
    );
  }
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) throw new ConfigError(`${where}: names must be distinct, got "${repeated}" twice`);
  return names.map((name) => {
    const found = observed(dataset, name);
    if (found === undefined) {
      if (name === "label") {
        throw new DataError(
          `${dataset.name}: a model conditioned on "label" needs labels, got items without; give them with --labels`,
        );
      }
      const known = [...(dataset.labels ? ["label"] : []), ...(dataset.factors?.names ?? [])];
      const hint = known.length > 0 ? didYouMean(name, known) : "; the data has neither labels nor factors";
      throw new ConfigError(`${where}: must be "label" or a factor of the data, got "${name}"${hint}`);
    }
    if (found.levels.length > MOST_LEVELS) {
      throw new ConfigError(
        `${where}: an attribute may have ${MOST_LEVELS} values, got ${found.levels.length} of ${name}; condition on something coarser`,
      );
    }
    return { name, levels: found.levels };
  });
}

/**
 * What the items of a data set are conditioned on, for a model that knows these attributes. `known` marks the items whose attributes
 * count; default all.
 * @throws DataError where the data lacks an attribute or has a value that the model does not know
 */
export function conditionsOf(dataset: Dataset, attributes: readonly Attribute[], known?: Uint8Array): Conditions {
  const levels = new Int32Array(dataset.count * attributes.length).fill(-1);
  attributes.forEach(({ name, levels: names }, a) => {
    const found = observed(dataset, name);
    if (found === undefined) {
      const remedy =
        name === "label"
          ? "give them with --labels, or one for all items with --condition where the command has it"
          : "give data with it, or one value for all items with --condition where the command has it";
      throw new DataError(
        `${dataset.name}: the model is conditioned on ${name}, got items without ${name === "label" ? "labels" : "it"}; ${remedy}`,
      );
    }
    const places = found.levels.map((level) => names.indexOf(level));
    for (let i = 0; i < dataset.count; i++) {
      const own = found.of[i]!;
      if (own < 0) continue;
      if (places[own]! < 0) {
        throw new DataError(
          `${dataset.name}: ${name} must be one that the model was trained with, got "${found.levels[own]}" at item ${i}${didYouMean(found.levels[own]!, names)}`,
        );
      }
      if (known === undefined || known[i] === 1) levels[i * attributes.length + a] = places[own]!;
    }
  });
  return {
    attributes,
    width: conditionWidth(attributes),
    levels,
    rows(indices) {
      const size = attributes.length;
      const taken = new Int32Array(indices.length * size);
      for (let i = 0; i < indices.length; i++) {
        taken.set(levels.subarray(indices[i]! * size, (indices[i]! + 1) * size), i * size);
      }
      return oneHotRows(attributes, taken);
    },
  };
}

/** Most combinations whose frequency is kept. */
export const MOST_COMBINATIONS = 1000;

/** How often combinations of levels occur: rows [...levels, count], the most frequent first, at most 1000. */
export function combinationsOf({ attributes, levels }: Conditions): number[][] {
  const size = attributes.length;
  const found = new Map<string, number[]>();
  for (let at = 0; at < levels.length; at += size) {
    const own = [...levels.subarray(at, at + size)];
    if (own.includes(-1)) continue;
    const row = found.get(own.join());
    if (row) row[size]! += 1;
    else found.set(own.join(), [...own, 1]);
  }
  const inOrder = (a: number[], b: number[]) => {
    const first = a.findIndex((level, i) => level !== b[i]);
    return a[first]! - b[first]!;
  };
  return [...found.values()].sort((a, b) => b[size]! - a[size]! || inOrder(a, b)).slice(0, MOST_COMBINATIONS);
}

interface Observed {
  readonly levels: readonly string[];
  /** Index into levels [count]; -1 where it is unknown. */
  readonly of: Int32Array;
}

function observed(dataset: Dataset, name: string): Observed | undefined {
  const { labels, factors, schema, count } = dataset;
  if (name === "label") return labels && { levels: schema.labels ?? [], of: labels };
  const column = factors?.names.indexOf(name) ?? -1;
  if (factors === undefined || column < 0) return undefined;
  const values = Array.from({ length: count }, (_, i) => factors.values[i * factors.names.length + column]!);
  // A factor that is the label goes by the names of the classes.
  if (labels && schema.labels && values.every((value, i) => value === labels[i])) {
    return { levels: schema.labels, of: labels };
  }
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  const places = new Map(distinct.map((value, i) => [value, i]));
  return { levels: distinct.map(levelText), of: Int32Array.from(values, (value) => places.get(value)!) };
}

// The shortest decimal that is the same 32-bit number.
function levelText(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(value);
}
