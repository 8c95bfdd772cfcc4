// What a sweep is asked for: data, a base config, named variants of it or fields to vary, and how to search them. Plain JSON,
// checked by one schema.

import { z } from "zod";
import { ConfigError, didYouMean } from "../errors.ts";
import type { Json } from "../models/index.ts";
import { describeIssue } from "./explain.ts";
import { parseVariants, ROOTS, VARIANT, type Variant, variantsSchema } from "./sweep-variants.ts";

const count = z.int().positive();
const text = z.string().min(1);
const tree = z.record(z.string(), z.unknown());

/** A sweep with a name. */
export interface NamedSweep {
  readonly name: string;
  /** One line for listings. */
  readonly summary: string;
  /** What a sweep's file would hold. */
  readonly sweep: { readonly [key: string]: Json };
}

/** How data is opened, as the options of `vaekit train` say it. */
const dataOptionsSchema = z.strictObject({
  resize: z.strictObject({ width: count, height: count }).exactOptional(),
  fit: z.enum(["cover", "contain"]).exactOptional(),
  labels: text.exactOptional(),
  limit: count.exactOptional(),
  count: count.exactOptional(),
  key: text.exactOptional(),
  channels: z.union([z.literal(1), z.literal(3), z.literal(4)]).exactOptional(),
  where: text.exactOptional(),
  select: text.exactOptional(),
  header: z.boolean().exactOptional(),
  columns: z.array(z.string()).exactOptional(),
  delimiter: z.string().exactOptional(),
  missing: z.array(z.string()).exactOptional(),
  schema: tree.exactOptional(),
  constraints: z.array(z.string()).exactOptional(),
  sample: z.int().min(2).exactOptional(),
  window: z.int().min(2).exactOptional(),
  stride: count.exactOptional(),
  gap: z.number().min(1).exactOptional(),
  time: text.exactOptional(),
  series: text.exactOptional(),
});

const sweepSchema = z.strictObject({
  title: text.optional(),
  data: text.optional(),
  dataOptions: dataOptionsSchema.optional(),
  preset: text.optional(),
  config: tree.optional(),
  search: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("grid") }),
      z.strictObject({ kind: z.literal("random"), runs: count.max(10_000), seed: z.int().nonnegative().optional() }),
    ])
    .optional(),
  variants: variantsSchema.optional(),
  vary: tree.optional(),
  repeats: count.max(1000).optional(),
  measure: z.string().optional(),
  show: z.array(z.string()).optional(),
  parallel: count.max(1024).optional(),
});

const rangeSchema = z.strictObject({
  from: z.number(),
  to: z.number(),
  scale: z.enum(["linear", "log"]).optional(),
  /** Whole numbers only. */
  integer: z.boolean().optional(),
  /** Values that a grid takes of the range, both ends among them. */
  points: z.int().min(2).max(1000).optional(),
});

/** A field that a sweep varies. */
export type Axis =
  | { readonly kind: "values"; readonly path: string; readonly values: readonly Json[] }
  | {
      readonly kind: "range";
      readonly path: string;
      readonly from: number;
      readonly to: number;
      readonly scale: "linear" | "log";
      readonly integer: boolean;
      readonly points?: number | undefined;
    };

/** A sweep that was checked. */
export interface SweepConfig {
  /** What its report is called; default the fields it varies. */
  readonly title?: string | undefined;
  /** Built-in set or path, as `train` takes it. */
  readonly data: string;
  readonly dataOptions: Readonly<Record<string, unknown>>;
  readonly preset?: string | undefined;
  /** Laid over the preset, the same in all runs. */
  readonly config?: Json | undefined;
  readonly search:
    | { readonly kind: "grid" }
    | { readonly kind: "random"; readonly runs: number; readonly seed: number };
  /** Named settings; their names are the values of the first axis, `variant`. */
  readonly variants?: Readonly<Record<string, Variant>> | undefined;
  readonly axes: readonly Axis[];
  /** Runs of each setting, with seeds one after another. */
  readonly repeats: number;
  readonly measure: SweepMeasure;
  /** Further numbers that tables hold beside the measure. */
  readonly show: readonly SweepNumber[];
  /** Runs at a time. */
  readonly parallel?: number | undefined;
}

const BETTER = {
  "validation.loss": "lower",
  "validation.elbo": "higher",
  "validation.reconstruction": "lower",
  "validation.bitsPerDim": "lower",
  "train.loss": "lower",
  "train.elbo": "higher",
  "train.reconstruction": "lower",
  "results.elbo": "higher",
  "results.reconstruction": "lower",
  "results.bitsPerDim": "lower",
  "results.meanSquaredError": "lower",
  "results.cellAccuracy": "higher",
  "results.numberError": "lower",
  "results.psnr": "higher",
  "results.ssim": "higher",
} as const;

/** A number that runs are ranked by: of the kept epoch on validation or training items, or of the final evaluation. */
export type SweepMeasure = keyof typeof BETTER;

// Numbers of which neither way is better.
const SHOWN = ["validation.kl", "train.kl", "results.kl", "results.activeUnits"] as const;

/** A number that a sweep's tables may hold. */
export type SweepNumber = SweepMeasure | (typeof SHOWN)[number];

/** Which way a measure is better. */
export function betterOf(measure: SweepMeasure): "lower" | "higher" {
  return BETTER[measure];
}

/** Checks what a file holds. @throws ConfigError naming the field, the value and the remedy */
export function parseSweep(value: unknown): SweepConfig {
  const parsed = sweepSchema.safeParse(value);
  if (!parsed.success) throw new ConfigError(`sweep: ${explained(parsed.error, value)}`);
  const { title, data = "digits", dataOptions = {}, preset, config, repeats = 1, parallel } = parsed.data;
  const { vary = {}, show = [] } = parsed.data;
  const given = parsed.data.search ?? { kind: "grid" as const };
  const search = given.kind === "random" ? { ...given, seed: given.seed ?? 0 } : given;
  const measure = parsed.data.measure ?? "validation.loss";
  if (!isMeasure(measure)) {
    throw new ConfigError(
      `sweep: measure: unknown measure, got "${measure}"${didYouMean(measure, Object.keys(BETTER))}`,
    );
  }
  const wrong = show.find((name) => !isNumber(name));
  if (wrong !== undefined) {
    throw new ConfigError(`sweep: show: unknown number, got "${wrong}"${didYouMean(wrong, NUMBERS)}`);
  }
  const variants = parsed.data.variants && parseVariants(parsed.data.variants);
  const axes = Object.entries(vary).map(([path, axis]) => parseAxis(path, axis, search.kind));
  if (variants) axes.unshift({ kind: "values", path: VARIANT, values: Object.keys(variants) });
  if (axes.length === 0 && repeats === 1) {
    throw new ConfigError(
      'sweep: vary: names no field, so there is one run; give for example {"model.latent": [2, 8]}, or "variants", or "repeats"',
    );
  }
  const seeded = Object.values(variants ?? {}).some(({ set }) => set.some((field) => field.startsWith("train.seed=")));
  if (repeats > 1 && ("train.seed" in vary || seeded)) {
    throw new ConfigError(
      `sweep: repeats: chooses seeds by itself, got train.seed in "${seeded ? "variants" : "vary"}" too; give one of them`,
    );
  }
  const base = { title, data, dataOptions, preset, config: config as Json | undefined };
  return { ...base, search, variants, axes, repeats, measure, show: show.filter(isNumber), parallel };
}

function explained(error: z.ZodError, value: unknown): string {
  const message = describeIssue(sweepSchema, error, value);
  if (message.startsWith("vary:")) return `${message}; give the fields to vary, for example {"model.latent": [2, 8]}`;
  if (message.startsWith("search: ")) return `${message}; write {"kind": "grid"} or {"kind": "random", "runs": 20}`;
  return message;
}

const isMeasure = (name: string): name is SweepMeasure => name in BETTER;

const NUMBERS: readonly string[] = [...Object.keys(BETTER), ...SHOWN];

const isNumber = (name: string): name is SweepNumber => NUMBERS.includes(name);

function parseAxis(path: string, axis: unknown, search: "grid" | "random"): Axis {
  const where = `sweep: vary.${path}`;
  const [root, ...rest] = path.split(".");
  if (!ROOTS.includes(root!)) throw new ConfigError(`${where}: no part of a config${didYouMean(root!, ROOTS)}`);
  if (rest.some((key) => key === "") || (rest.length === 0 && root !== "preset")) {
    throw new ConfigError(`${where}: must be the path of a field, such as "train.optimiser.rate"; repair it`);
  }
  if (Array.isArray(axis)) {
    if (axis.length === 0)
      throw new ConfigError(`${where}: must hold at least one value, got []; give some, or leave it out`);
    const twice = axis.find((value, i) => axis.findIndex((other) => same(other, value)) !== i);
    if (twice !== undefined) throw new ConfigError(`${where}: holds ${JSON.stringify(twice)} twice; leave one out`);
    return { kind: "values", path, values: axis as Json[] };
  }
  if (typeof axis !== "object" || axis === null) {
    throw new ConfigError(
      `${where}: must be a list of values or a range, got ${JSON.stringify(axis)}; write [${JSON.stringify(axis)}] or {"from": 0.0001, "to": 0.01, "scale": "log"}`,
    );
  }
  return parseRange(path, axis, search);
}

function parseRange(path: string, range: object, search: "grid" | "random"): Axis {
  const where = `sweep: vary.${path}`;
  const parsed = rangeSchema.safeParse(range);
  if (!parsed.success) {
    throw new ConfigError(
      `${where}.${describeIssue(rangeSchema, parsed.error, range)}; a range is {"from": 0.0001, "to": 0.01, "scale": "log"}`,
    );
  }
  const { from, to, scale = "linear", integer = false, points } = parsed.data;
  if (!(from < to)) throw new ConfigError(`${where}: "from" must be below "to", got ${from} and ${to}; exchange them`);
  if (scale === "log" && from <= 0) {
    throw new ConfigError(`${where}.from: a log scale needs numbers above 0, got ${from}; use "scale": "linear"`);
  }
  if (integer && !(Number.isInteger(from) && Number.isInteger(to))) {
    throw new ConfigError(`${where}: a range of whole numbers needs whole ends, got ${from} and ${to}; round them`);
  }
  if (search === "grid" && points === undefined) {
    throw new ConfigError(
      `${where}: a grid needs to know how many values to take of a range, got ${JSON.stringify(range)}; add "points": 5, give a list, or search with {"kind": "random", "runs": 20}`,
    );
  }
  if (search === "random" && points !== undefined) {
    throw new ConfigError(`${where}.points: only a grid takes points of a range, got ${points}; leave it out`);
  }
  return { kind: "range", path, from, to, scale, integer, points };
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
