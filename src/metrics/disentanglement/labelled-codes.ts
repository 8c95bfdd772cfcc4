// What every disentanglement score starts from: codes of items beside the known factors that the items were made from.

import type { Generator, HostArray } from "../../array/index.ts";
import type { Factors } from "../../data/index.ts";
import { DataError, ShapeError } from "../../errors.ts";

/** A known factor of every item, its values as codes. */
export interface FactorColumn {
  readonly name: string;
  /** The values that occur, ascending. */
  readonly levels: Float64Array;
  /** Index into `levels` for each item [n]. */
  readonly codes: Int32Array;
}

/** Codes and factors of the same items, as columns. */
export interface LabelledCodes {
  readonly count: number;
  /** One column for each latent dimension [latent][n]. */
  readonly dimensions: readonly Float64Array[];
  readonly factors: readonly FactorColumn[];
}

/**
 * Codes [n, latent], posterior means as a rule, beside the factors of the same n items.
 * @throws ShapeError when the numbers of items differ; DataError for codes or factors that are not numbers, without a
 * factor, and for a factor of one value only or with hardly a value twice
 */
export function labelCodes(codes: HostArray<"float32">, factors: Factors): LabelledCodes {
  const [count, latent] = codes.shape;
  const width = factors.names.length;
  if (codes.shape.length !== 2 || count! * width !== factors.values.length) {
    const got = `codes [${codes.shape.join(", ")}] and ${factors.values.length} values of ${width} factors`;
    throw new ShapeError(`disentanglement: every item needs a code and all its factors, got ${got}`);
  }
  if (width === 0 || latent === 0) {
    const got = `${latent} dimensions and ${width} factors`;
    throw new DataError(`disentanglement: a latent dimension and a factor are needed, got ${got}`);
  }
  const dimensions = columnsOf(codes.data, latent!);
  const bad = dimensions.findIndex((column) => !column.every(Number.isFinite));
  if (bad >= 0) throw new DataError(`disentanglement: codes must be finite, got another number in dimension ${bad}`);
  const columns = columnsOf(factors.values, width);
  return { count: count!, dimensions, factors: columns.map((values, j) => factorOf(factors.names[j]!, values)) };
}

/** Names of the factors that can be scored: known of every item, of several values, each twice on average or more often. */
export function scorableFactors({ names, values }: Factors): string[] {
  return columnsOf(values, names.length).flatMap((column, j) => {
    const levels = new Set(column);
    return column.every(Number.isFinite) && levels.size > 1 && 2 * levels.size <= column.length ? [names[j]!] : [];
  });
}

function factorOf(name: string, values: Float64Array): FactorColumn {
  const levels = Float64Array.from(new Set(values)).sort();
  const rule = `disentanglement: factor ${JSON.stringify(name)}`;
  if (!levels.every(Number.isFinite)) throw new DataError(`${rule} must be known of every item, got none of some`);
  if (levels.length < 2) {
    const got = `${levels.length} in ${values.length} items`;
    throw new DataError(`${rule} must take several values, got ${got}; leave it out or give other items`);
  }
  if (2 * levels.length > values.length) {
    const got = `${levels.length} values in ${values.length} items`;
    throw new DataError(`${rule} must take each value about twice, got ${got}; cut it into bins or give more items`);
  }
  const place = new Map(Array.from(levels, (value, i) => [value, i]));
  return { name, levels, codes: Int32Array.from(values, (value) => place.get(value)!) };
}

/** Items drawn for learning (two thirds) and for testing (the rest), each in ascending order. */
export function splitItems(count: number, generator: Generator): [train: Uint32Array, test: Uint32Array] {
  const order = generator.permutation(count);
  const cut = Math.round((2 * count) / 3);
  return [order.slice(0, cut).sort(), order.slice(cut).sort()];
}

/** The items at `indices`; levels stay those of all items. */
export function takeItems({ dimensions, factors }: LabelledCodes, indices: Uint32Array): LabelledCodes {
  return {
    count: indices.length,
    dimensions: dimensions.map((column) => Float64Array.from(indices, (i) => column[i]!)),
    factors: factors.map((factor) => ({ ...factor, codes: Int32Array.from(indices, (i) => factor.codes[i]!) })),
  };
}

function columnsOf(values: Float32Array, width: number): Float64Array[] {
  const count = values.length / width;
  return Array.from({ length: width }, (_, j) =>
    Float64Array.from({ length: count }, (_, i) => values[i * width + j]!),
  );
}
